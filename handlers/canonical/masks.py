"""Links, names, addresses and phone numbers become masks that keep nothing of them.

Runs on visible text, before letters are joined, so that no later step reads letters out of a
link. What a link points to is a matter for checks, which read the original; here two messages
that differ only in their links are to be equal. Phones are masked too: they rotate as links do.
"""

import re
from typing import Final

URL: Final = "<url>"
USER: Final = "<user>"
EMAIL: Final = "<email>"
PHONE: Final = "<phone>"
MASKS: Final = (URL, USER, EMAIL, PHONE)
"""Every mask that canonical text can hold; none of them means an HTML tag."""

_ZONES: Final = (
    "com|net|org|info|biz|xyz|top|site|online|store|shop|club|pro|live|app|dev|link|click|space|"
    "fun|icu|vip|win|bet|me|io|ly|gl|co|tv|cc|to|gg|ai|ru|su|рф|by|kz|ua|uz|de|it|uk|fr|eu|us"
)
_NEAR_ZONE: Final = re.compile(rf"\.(?:{_ZONES})\b", re.IGNORECASE)
_LINK: Final = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>]+", re.IGNORECASE)
_DOMAIN: Final = re.compile(
    rf"(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,5}}(?:{_ZONES})(?![\w-])(?:[:/?#][^\s<>]*)?",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,12}\b")
_VK_MENTION: Final = re.compile(r"\[(?:id|club|public)\d+\|[^\]\n]{0,100}\]")
_MENTION: Final = re.compile(
    # What follows a mask was glued to a word before: it is no mention the second time either.
    rf"(?<![^\W_])(?<!{URL})(?<!{USER})(?<!{EMAIL})(?<!{PHONE})"
    r"@[a-zA-Z0-9_]{2,64}(?:\.[a-zA-Z0-9_]+)*"
)
_DIGITS: Final = re.compile(r"\d{3}")
_PHONE: Final = re.compile(
    r"(?<![\w+])(?:\+\d{1,3}|[78])[ .-]{0,2}\(?\d{3}\)?(?:[ .-]{0,2}\d){7}(?![\d\w])"
)


def mask(text: str) -> str:
    """Replace links, e-mail addresses, mentions and phone numbers by their masks."""
    if "@" in text:
        text = _MENTION.sub(USER, _EMAIL.sub(EMAIL, text))
    if "://" in text or "www." in text or "WWW." in text:
        text = _LINK.sub(URL, text)
    if _NEAR_ZONE.search(text):
        text = _DOMAIN.sub(URL, text)
    if "|" in text:
        text = _VK_MENTION.sub(USER, text)
    if _DIGITS.search(text):
        text = _PHONE.sub(PHONE, text)
    return text
