"""Which character is seen as which letter: facts of Unicode and of fonts, in their shortest form.

Read by the steps of `canonicalise`. Case matters here: a small "т" looks like no Latin letter, a
capital "Т" does, so lookalikes are settled before the text is made lower-case.
"""

import string
from typing import Final


def _pairs(left: str, right: str) -> dict[str, str]:
    return dict(zip(left, right, strict=True))


REGIONAL_A: Final = 0x1F1E6
"""Code point of the regional indicator symbol for the letter A."""

ENCLOSED: Final[dict[str, str]] = {
    chr(first + index): letter
    for first in (0x1F150, 0x1F170)
    for index, letter in enumerate(string.ascii_lowercase)
}
"""White letters on black circles and squares, which NFKC leaves alone."""

SMALL_CAPS: Final[dict[str, str]] = _pairs(
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢᴦᴧᴨᴩᴫᴙᴎᴣɜɯ", "ABCDEFGHIJKLMNOPRSTUVWYZГЛПРЛЯИЗЗШ"
)
"""Small capitals: drawn as capitals, so that the fold to the word's script reads them so."""

LATIN_TO_CYRILLIC: Final[dict[str, str]] = _pairs(
    "aceopxyikëïABCEHKMOPTXYIËÏ", "асеорхуікёїАВСЕНКМОРТХУІЁЇ"
)
"""Latin letters that are drawn like a Cyrillic one."""

CYRILLIC_TO_LATIN: Final[dict[str, str]] = {
    cyrillic: latin for latin, cyrillic in LATIN_TO_CYRILLIC.items()
} | _pairs("ѕЅјһӏԁԛԝЈԌԜԚ", "sSjhldqwJGWQ")
"""Cyrillic letters that are drawn like a Latin one."""

LATIN_AS_CYRILLIC: Final[dict[str, str]] = _pairs("bhmtnurgwNURGWlvı", "внмтпиргшНИРГШлві")
"""Latin letters that only hint at a Cyrillic one (by hand, by sound); used as the last resort."""

HINT_BY_SOUND: Final = frozenset("glv")
"""Of these, the letters that are not even drawn alike: one at a word's edge is a slip of a key."""

FOREIGN_TO_LATIN: Final[dict[str, str]] = _pairs(
    "αορνικτυχγηωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aopviktuxynwABEZHIKMNOPTYX"
) | _pairs("օսհոցզɑɡɩꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "ouhngqagiABCDEFGHIJKLMNOPRSTUVWXYZ")
"""Letters of other scripts that pass for a Latin one inside a Latin or Cyrillic word."""

GREEK_AS_CYRILLIC: Final[dict[str, str]] = _pairs("πλγφεΠΛΓΦ", "плгфеПЛГФ")
"""Greek letters that pass for a Cyrillic one and for no Latin one."""

LEET_CYRILLIC: Final[dict[str, str]] = _pairs("03468@$€", "озчбвасе")
"""Digits and signs written for Cyrillic letters."""

LEET_LATIN: Final[dict[str, str]] = _pairs("01345@$€", "oieasase")
"""Digits and signs written for Latin letters."""
