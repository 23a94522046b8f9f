"""What is on the screen: no invisible characters, no ornament on letters, NFKC.

First step of `canonicalise`; the masks come next. Plain text (ASCII, Cyrillic, usual punctuation,
plain emoji) leaves after one regular expression, because it is nearly all of the traffic.
"""

import re
import unicodedata
from typing import Final

from handlers.canonical.tables import ENCLOSED, REGIONAL_A, SMALL_CAPS

# All of these are their own NFKC and neither combine nor vanish: one search proves a text plain.
_NOT_PLAIN: Final = re.compile(
    "[^\t\n\r -~\u00a1-\u00a7\u00a9\u00ab\u00ac\u00ae\u00b0\u00b1\u00b6\u00b7\u00bb"
    "\u0400-\u0482\u048a-\u0529\u0531-\u0556\u2010\u2012-\u2015\u2018-\u201f\u2020-\u2022\u20a0-"
    "\u20a7\u20a9-\u20bf\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff]"
)
_INVISIBLE: Final = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890"
    "\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_REMOVED: Final = re.compile(f"[{_INVISIBLE}]+")
_EUROPEAN: Final = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"
# A soft hyphen comes with text copied from web pages, so it disguises nothing by itself; joiners
# between letters of other scripts are their spelling.
_HIDDEN_INSIDE: Final = re.compile(
    f"(?<=[{_EUROPEAN}])(?!\u00ad+[{_EUROPEAN}])[{_INVISIBLE}]+(?=[{_EUROPEAN}])"
)
# Marks that NFKC could not compose into a letter: strike-through, stress, "zalgo", keycaps.
_MARKS: Final = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0]+")
_BLANK: Final = re.compile("[\u2800\u0085\u2028\u2029]")
_REGIONAL: Final = re.compile("[\U0001f1e6-\U0001f1ff]+")
_SMALL: Final = str.maketrans(SMALL_CAPS)
_SMALL_CAPS: Final = re.compile("[" + "".join(SMALL_CAPS) + "]")
_CIRCLED: Final = str.maketrans(ENCLOSED)
_STYLED: Final = re.compile(
    "[\u24b6-\u24e9\U0001f110-\U0001f12b\U0001f130-\U0001f189\U0001d400-\U0001d7ff\uff21-\uff5a]"
)
_NUMERO: Final = re.compile(r"(?<=[^\W\d_])№(?=[^\W\d_])")
# NFKC makes "No" of it, which would stick to the word.
_AT_WORD: Final = re.compile(r"(?<=[^\W\d_])№|№(?=[^\W\d_])")


def make_visible(text: str, found: set[str]) -> str:
    """Drop what cannot be seen and spell styled letters plainly; adds codes to `found`."""
    if "№" in text:
        text = _AT_WORD.sub(" № ", _NUMERO.sub("н", text))
    if _NOT_PLAIN.search(text) is None:
        return text
    if _HIDDEN_INSIDE.search(text):
        found.add("zero_width")
    text = _REGIONAL.sub(lambda run: _regional(run.group(), found), text)
    if len(_STYLED.findall(text)) > 1:
        found.add("emoji_letters")
        text = text.translate(_CIRCLED)
    text = _BLANK.sub(" ", _REMOVED.sub("", text))
    # Lower case first: "İ" would otherwise leave a mark behind after the marks are gone.
    text = unicodedata.normalize("NFKC", text.replace("İ", "I"))
    text = _MARKS.sub("", _REMOVED.sub("", text))
    if _SMALL_CAPS.search(text):
        found.add("small_caps")
        text = text.translate(_SMALL)
    return text


def _regional(run: str, found: set[str]) -> str:
    # Pairs are drawn as flags; only a letter that stands alone is read as a letter.
    if len(run) % 2 == 0:
        return run
    found.add("emoji_letters")
    return "".join(chr(ord(letter) - REGIONAL_A + ord("a")) for letter in run)
