"""Where else the message's content comes from: forwards, other chats, stories, contacts, buttons.

Spam hides there, under an innocent text or none at all.
"""

from collections.abc import Iterable

from handlers.checks.sight import Sight, fact
from models.signal import Signal


def check_origins(sight: Sight) -> Iterable[Signal]:
    """Yield what the platform says of the message's content."""
    features = sight.message.features
    if features.is_forward:
        yield fact("forward", "origin")
    if features.is_external_reply:
        yield fact("external_reply", "origin")
    if features.has_story:
        yield fact("story", "origin")
    if features.has_contact:
        yield fact("shared_contact", "contact")
    if features.buttons:
        yield fact("buttons", "origin", count=features.buttons)
