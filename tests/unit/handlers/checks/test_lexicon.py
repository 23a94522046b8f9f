"""How stems are read and found."""

import pytest

from handlers.checks.lexicon import Lexicon

LEXICON = Lexicon(
    {
        "beginning": "подработ*",
        "whole": "лс",
        "phrase": "пиш* в личк*",
        "wildcard": "нужны * люди",
        "plus": "ставь +",
        "yo": "ещё",
        "hyphen": "кто-нибудь знает",
    }
)

FOUND = {
    "ищу подработку": {"beginning"},
    "моя переподработка": set(),
    "в лс": {"whole"},
    "лсд": set(),
    "пишите в личку": {"phrase"},
    "пишите мне в личку": set(),
    "пишите в": set(),
    "нужны честные люди": {"wildcard"},
    "нужны люди": set(),
    "ставь + и жди": {"plus"},
    "еще раз": {"yo"},
    "ещё раз": {"yo"},
    "кто-нибудь знает": {"hyphen"},
}


@pytest.mark.parametrize("text", FOUND)
def test_finds_the_ideas_of_a_text(text: str) -> None:
    assert LEXICON.ideas(text) == FOUND[text]


@pytest.mark.parametrize("stem", ["аб*", "слово в*"])
def test_refuses_a_stem_that_is_everywhere(stem: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        Lexicon({"idea": stem})
