"""Where links lead: invites, bots with a referral, shorteners, disguised domains.

An ordinary link is a fact and no evidence: news and customers bring them all day long.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from handlers.checks.sight import Sight, fact
from models.message import Message
from models.signal import Signal

_BARE: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+|(?<![\w@.])[\w.-]+\.\w{2,}(?:/\S*)?")
_TELEGRAM: Final = frozenset({"t.me", "telegram.me", "telegram.dog"})
_SHORTENERS: Final = frozenset(
    (
        *("bit.ly", "tinyurl.com", "goo.gl", "clck.ru", "is.gd", "cutt.ly", "t.ly", "rb.gy"),
        *("vk.cc", "shorturl.at", "u.to", "ow.ly", "rebrand.ly", "n9.cl", "goo.su", "v.gd"),
    )
)
_MESSENGERS: Final = frozenset({"wa.me", "api.whatsapp.com", "chat.whatsapp.com", "viber.click"})
_INVITE: Final = re.compile(r"/(?:\+|joinchat/)", re.IGNORECASE)
_BOT: Final = re.compile(r"/\w*bot(?:/|$)", re.IGNORECASE)
_START: Final = re.compile(r"(?:^|&)(?:start|startapp|startgroup)=", re.IGNORECASE)
_REFERRAL: Final = re.compile(
    r"(?:^|&)(?:ref|refid|invite|aff|partner|promo|referral)\w{0,8}=", re.IGNORECASE
)
_DOMAIN: Final = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}")
_OWN_ZONES: Final = (".рф", ".бел", ".укр", ".рус", ".москва")
_NUMERIC: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def targets(message: Message, text: str) -> tuple[str, ...]:
    """Return link targets: the platform's own, and those that stand bare in `text`."""
    bare = _BARE.findall(text) if "." in text else []
    return tuple(dict.fromkeys((*message.features.links, *bare)))


def domains(message: Message) -> tuple[str, ...]:
    """Return the domains of all links of a message, lower-case, without `www.`."""
    parts = map(_split, targets(message, message.text))
    return tuple(dict.fromkeys(_domain(part) for part in parts if part.netloc))


def _split(link: str) -> SplitResult:
    try:
        return urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:  # "https://[", as people do write
        return SplitResult("https", "", "", "", "")


def _domain(part: SplitResult) -> str:
    return part.netloc.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")


def check_links(sight: Sight) -> Iterable[Signal]:
    """Yield what the links of a message are; nothing where there is none."""
    if "<url>" not in sight.canonical.text and not sight.message.features.links:
        return
    parts = [part for part in map(_split, targets(sight.message, sight.text)) if part.netloc]
    yield fact("link", count=max(len(parts), 1))
    if not sight.canonical.letters:
        yield fact("link_only", "link")
    for name, evidence in dict.fromkeys(kind for part in parts for kind in _kinds(part)):
        yield fact(name, evidence)


def _kinds(part: SplitResult) -> Iterable[tuple[str, str]]:
    domain = _domain(part)
    if domain in _TELEGRAM or part.scheme == "tg":
        yield from _telegram(part)
    if domain in _SHORTENERS:
        yield "link_shortener", "link"
    if domain in _MESSENGERS:
        yield "link_messenger", "contact"
    if not _DOMAIN.fullmatch(domain):
        return
    if "xn--" in domain or (not domain.isascii() and not domain.endswith(_OWN_ZONES)):
        yield "link_lookalike", "link"
    if _NUMERIC.fullmatch(domain):
        yield "link_numeric", "link"
    if _REFERRAL.search(part.query):
        yield "link_referral", "link"


def _telegram(part: SplitResult) -> Iterable[tuple[str, str]]:
    if _INVITE.match(part.path) or part.netloc == "join":
        yield "link_invite", "link"
    elif _START.search(part.query) or _BOT.match(part.path):
        yield "link_bot", "link"
    else:
        yield "link_telegram", "link"
