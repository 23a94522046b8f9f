"""Which lines are commands of ours: in private, in the moderators' chat, and live setup codes.

Everywhere else a line with a slash is an ordinary message, or every spammer would write one.
"""

import re
from typing import Final

from bot.connectors.telegram.surroundings import Surroundings
from models.channel import Place
from models.event import CommandGiven, Event, MessageSeen
from models.message import Message, PartKind

_COMMAND: Final = re.compile(
    r"/([a-z0-9_]{1,32})(?:@([a-z0-9_]{3,40}))?(?:\s+(.*))?\Z", re.IGNORECASE | re.DOTALL
)
_SETUP: Final = frozenset({"setup", "start"})


def as_command(text: str, username: str) -> tuple[str, str] | None:
    """Return name and arguments of a command that is addressed to us or to nobody by name."""
    if not text.startswith("/"):
        return None
    match = _COMMAND.match(text.strip())
    if match is None or (match[2] and match[2].lower() != username.lower()):
        return None
    return match[1].lower(), (match[3] or "").strip()


def setup_code(text: str, username: str) -> str:
    """Return the word after /setup or /start, a code perhaps; empty for any other text."""
    command = as_command(text, username)
    if command is None or command[0] not in _SETUP or not command[1]:
        return ""
    return command[1].split()[0]


def seen_or_given(message: Message, around: Surroundings) -> list[Event]:
    """Return the event of a message: a command where it is ours, else the message itself."""
    text = _first_text(message).strip()
    if not text.startswith("/") or message.edited_at is not None:
        return [MessageSeen(message)]
    command = as_command(text, around.username)
    with_us = message.channel.external_id in around.moderators
    if command is None:
        # Moderators may talk to other bots in their own chat; that is no business of ours.
        return [] if with_us and "@" in text.split()[0] else [MessageSeen(message)]
    if message.place is Place.DIRECT or with_us or _opens(text, around):
        return [CommandGiven(command[0], command[1], message)]
    return [MessageSeen(message)]


def _opens(text: str, around: Surroundings) -> bool:
    code = setup_code(text, around.username)
    return bool(code) and around.gate.opens(code)


def _first_text(message: Message) -> str:
    return next((part.text for part in message.parts if part.kind is PartKind.TEXT), "")
