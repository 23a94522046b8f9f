"""Cheap pure looks at a message, one file per family; this page is their table of contents.

Run by `handlers/message.py` right after canonicalisation; what they say goes to the rules as
signals. None of them is evidence enough alone. A new check is a function in a file of its own, a
line in `CHECKS`, its names in `NAMES`, and their words in `locales/`.
"""

from collections.abc import Callable, Iterable
from typing import Final

from handlers.canonical import Canonical
from handlers.checks import alarms, contacts, question, schemes
from handlers.checks.addresses import check_addresses
from handlers.checks.disguise import check_disguise
from handlers.checks.lexicon import Lexicon
from handlers.checks.links import check_links
from handlers.checks.mentions import check_mentions
from handlers.checks.origins import check_origins
from handlers.checks.sight import PRODUCER, Sight
from handlers.checks.styling import check_styling
from models.message import Message
from models.signal import Signal

__all__ = ["CHECKS", "NAMES", "PRODUCER", "Check", "run_checks"]

Check = Callable[[Sight], Iterable[Signal]]
"""One family: yields the signals that speak, and no others."""

CHECKS: Final[tuple[Check, ...]] = (
    schemes.check_schemes,
    contacts.check_contacts,
    check_links,
    check_disguise,
    check_origins,
    alarms.check_alarms,
    question.check_question,
    check_addresses,
    check_mentions,
    check_styling,
)
"""Every family, in the order in which its signals are shown."""

NAMES: Final[tuple[str, ...]] = (
    *(f"scheme_{name}" for name in schemes.SCHEMES),
    *("contact_lure", "contact_name", "profile_lure"),
    *("link", "link_only", "link_invite", "link_bot", "link_telegram", "link_referral"),
    *("link_shortener", "link_messenger", "link_lookalike", "link_numeric"),
    *("disguise", "mixed_word", "hidden_letters", "spaced_letters", "fancy_letters"),
    *("forward", "external_reply", "story", "shared_contact", "buttons"),
    *("threat", *(f"urgent_{about}" for about in alarms.URGENT), "plea", "question", "thanks"),
    *("phone", "wallet", "mentions_many", "emoji_load", "shouting", "foreign_script"),
)
"""Every signal that a check can give."""

_LEXICON: Final = Lexicon({**schemes.IDEAS, **contacts.IDEAS, **alarms.IDEAS, **question.IDEAS})


def run_checks(message: Message, canonical: Canonical) -> tuple[Signal, ...]:
    """Return the signals that speak; `canonical` is of `message.text`."""
    sight = Sight(message, canonical, message.text, _LEXICON.ideas(canonical.text))
    return tuple(signal for check in CHECKS for signal in check(sight))
