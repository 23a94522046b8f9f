"""How a text is dressed: a load of emoji, shouting, another alphabet.

Honest people dress their texts too; nothing here is evidence for removing anything.
"""

import re
from collections.abc import Iterable
from typing import Final

from handlers.checks.sight import Sight, fact
from models.signal import Signal

EMOJI_LOAD: Final = 6
"""Emoji from which a text of some length looks like an advertisement."""
ADVERTISEMENT: Final = 40
"""Letters from which it does: a row of hearts alone is joy."""
SHOUT_LETTERS: Final = 20
SHOUT_SHARE: Final = 0.7
FOREIGN_SHARE: Final = 0.3
"""Share of letters in alphabets that a community of ours hardly reads."""

_EMOJI: Final = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u203c\u2049]")
_CAPITALS: Final = re.compile("[A-ZА-ЯЁ]")
_FOREIGN: Final = re.compile("[\u0590-\u08ff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def check_styling(sight: Sight) -> Iterable[Signal]:
    """Yield `emoji_load`, `shouting` and `foreign_script`."""
    letters = sight.canonical.letters
    if letters >= SHOUT_LETTERS and len(_CAPITALS.findall(sight.text)) > SHOUT_SHARE * letters:
        yield fact("shouting")
    if sight.text.isascii() and not sight.message.features.custom_emoji:
        return
    emoji = len(_EMOJI.findall(sight.text)) + sight.message.features.custom_emoji
    if emoji >= EMOJI_LOAD and letters >= ADVERTISEMENT:
        yield fact("emoji_load", count=emoji)
    if len(_FOREIGN.findall(sight.canonical.text)) > max(FOREIGN_SHARE * letters, 3):
        yield fact("foreign_script")
