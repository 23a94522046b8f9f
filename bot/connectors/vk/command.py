"""Which lines are commands of ours: in private, in the moderators' chat, and live setup codes.

In a chat people call a community as `[club1|@name] /status`; a keyboard's first button sends
`{"command": "start"}`. Everywhere else a slash is an ordinary message.
"""

import json
import re
from collections.abc import Sequence
from typing import Final

from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.wire import JsonObject, words
from models.channel import Place
from models.event import CommandGiven, Event, MessageSeen
from models.message import Message

_CALLED: Final = re.compile(r"\s*\[(?:club|public|event)(\d{1,15})\|[^\[\]]{0,200}\]\s*,?\s*")
_COMMAND: Final = re.compile(
    r"/([a-z0-9_]{1,32})(?:@([\w.]{2,40}))?(?:\s+(.*))?\Z", re.IGNORECASE | re.DOTALL
)
_NAME: Final = re.compile(r"[a-z0-9_]{1,32}\Z")
_SETUP: Final = frozenset({"setup", "start"})
_LONGEST_PAYLOAD: Final = 1000


def seen_or_given(message: Message, body: JsonObject, around: Surroundings) -> Sequence[Event]:
    """Return the event of a message: a command where it is ours, else the message itself."""
    command = as_command(body, around)
    if command is None or message.edited_at is not None:
        return [MessageSeen(message)]
    name, args = command
    with_us = message.channel.external_id in around.moderators
    if message.place is Place.DIRECT or with_us or _opens(command, around):
        return [CommandGiven(name, args, message)]
    return [MessageSeen(message)]


def as_command(body: JsonObject, around: Surroundings) -> tuple[str, str] | None:
    """Return name and arguments of a command that is addressed to us or to nobody by name."""
    text = words(body, "text")
    called = _CALLED.match(text)
    if called is not None:
        if called[1] != around.account:
            return None
        text = text[called.end() :]
    match = _COMMAND.match(text.strip())
    if match is None:
        return _of_payload(words(body, "payload"))
    if match[2] and match[2].lower() not in {around.screen_name.lower(), f"club{around.account}"}:
        return None
    return match[1].lower(), (match[3] or "").strip()


def setup_code(body: JsonObject, around: Surroundings) -> str:
    """Return the word after /setup or /start, a code perhaps; empty for anything else."""
    command = as_command(body, around)
    if command is None or command[0] not in _SETUP or not command[1]:
        return ""
    return command[1].split()[0]


def _opens(command: tuple[str, str], around: Surroundings) -> bool:
    name, args = command
    return name in _SETUP and bool(args) and around.gate.opens(args.split()[0])


def _of_payload(payload: str) -> tuple[str, str] | None:
    """Read a keyboard's payload; whoever forges one gets what typing the command would give."""
    if not payload or len(payload) > _LONGEST_PAYLOAD:
        return None
    try:
        read = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    name = words(read, "command") if isinstance(read, dict) else ""
    return (name, "") if _NAME.match(name) else None
