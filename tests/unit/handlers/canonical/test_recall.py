"""Each disguise that spammers use is undone on nearly every word, whoever applies it."""

import random
from collections.abc import Callable

import pytest

from handlers.canonical import canonicalise

WORDS = [
    *("заработок", "казино", "доход", "крипта", "выплаты", "пассивный", "реферал", "пишите"),
    *("личку", "удаленная", "работа", "вложения", "прибыль", "ставки", "бонус", "девушки"),
    *("закладки", "доставка", "кредит", "займы"),
]
LOOK = dict(zip("аеорсух", "aeopcyx", strict=True))
LEET = {"о": "0", "з": "3", "ч": "4", "б": "6", "а": "@"}


def lookalikes(word: str, dice: random.Random) -> str:
    return "".join(LOOK[c] if c in LOOK and dice.random() < 0.7 else c for c in word)


def zero_width(word: str, dice: random.Random) -> str:
    return (
        "".join(c + dice.choice(["", "\u200b", "\u2060", "\u200c"]) for c in word[:-1]) + word[-1]
    )


def spaced(word: str, _: random.Random) -> str:
    return " ".join(word)


def dotted(word: str, dice: random.Random) -> str:
    return dice.choice([".", "-", "*", "_", "·", ". "]).join(word)


def leet(word: str, _: random.Random) -> str:
    return word[0] + "".join(LEET.get(c, c) for c in word[1:-1]) + word[-1]


@pytest.mark.parametrize("disguise", [lookalikes, zero_width, spaced, dotted, leet])
def test_nearly_every_disguised_word_comes_back(
    disguise: Callable[[str, random.Random], str],
) -> None:
    dice = random.Random(7)
    tries = [(word, canonicalise(disguise(word, dice)).text) for word in WORDS * 5]
    missed = [pair for pair in tries if pair[0] != pair[1]]
    assert len(missed) <= len(tries) * 0.05, missed[:5]


def test_a_stretched_word_is_the_same_word_however_long() -> None:
    dice = random.Random(7)
    for word in WORDS:
        at = dice.randrange(len(word))
        forms = {canonicalise(word[:at] + word[at] * n + word[at + 1 :]) for n in (3, 5, 40)}
        assert len(forms) == 1
        assert forms.pop().obfuscations == {"stretched"}
