"""Which words of a wave the platform's own filter may learn: addresses only, never a language.

Pure. A word that people use hides what people say; a domain or a name that every message of a wave
carries hides the wave. `handlers.wave` pushes what this chooses.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from handlers.checks.links import domains
from models.message import Message

MOST: Final = 10
LIST_WORDS: Final = 200
LIST_LETTERS: Final = 2_000
"""How long the whole list may be: ours, so that a platform's own limit is never met."""
_COMMON: Final = 0.5
"""The part of a wave's messages that must carry a word."""
_LEAST: Final = 2
_NAME: Final = re.compile(r"(?<![\w@./])@([A-Za-z]\w{4,31})\b")
_EVERYBODYS: Final = frozenset(
    (
        *("vk.com", "vk.ru", "vk.me", "vk.cc", "vkvideo.ru", "ok.ru", "mail.ru", "ya.ru"),
        *("yandex.ru", "t.me", "telegram.me", "max.ru", "google.com", "youtu.be"),
        *("youtube.com", "rutube.ru", "dzen.ru", "wa.me", "whatsapp.com", "instagram.com"),
        *("ozon.ru", "wildberries.ru", "avito.ru", "gosuslugi.ru", "wikipedia.org"),
    )
)
"""Addresses that everybody uses: to hide them would hide half of a community."""


def chosen(wave: Sequence[Message], spared: Collection[Message] = ()) -> tuple[str, ...]:
    """Return up to ten addresses that most messages of a wave share, the commonest first.

    What a message of `spared` (the brand's own post) carries too is never chosen.
    """
    ours = {word for message in spared for word in _addresses(message)}
    counts = Counter(word for message in wave for word in _addresses(message) - ours)
    least = max(_LEAST, len(wave) * _COMMON)
    common = [(-count, word) for word, count in counts.items() if count >= least]
    return tuple(word for _, word in sorted(common)[:MOST])


def fits(words: Sequence[str]) -> bool:
    """Tell whether a whole list is short enough to be written."""
    return len(words) <= LIST_WORDS and sum(map(len, words)) <= LIST_LETTERS


def read(line: str) -> tuple[str, ...]:
    """Read the list as an administrator pastes it: words between commas or on lines."""
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in re.split(r"[,\n]", line)))))


def _addresses(message: Message) -> set[str]:
    found = {one for one in domains(message) if "." in one and one not in _EVERYBODYS}
    names = {f"@{name.lower()}" for name in _NAME.findall(message.text)}
    return found | names
