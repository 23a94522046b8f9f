"""The sandbox's inside: state, queue, journal and faults together, and who gets to see what.

`answers/` (what the bot asks) and the hands (what people do) both work on a `Core`; `server.py`
puts HTTP around it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.telegram import members
from sandbox.telegram.faults import Faults
from sandbox.telegram.journal import Journal
from sandbox.telegram.limits import Limits, Meter
from sandbox.telegram.state import Chat, State
from sandbox.telegram.updates import UpdateQueue
from sandbox.telegram.wire import JsonObject

DEFAULT_TOKEN = "700000001:SANDBOX-not-a-real-token-0000000000"  # noqa: S105 - not a secret
_SERVICE_FIELDS = frozenset(
    {
        *("new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id"),
        *("new_chat_title", "pinned_message", "forum_topic_created", "group_chat_created"),
    }
)


@dataclass
class Webhook:
    """Where updates are delivered instead of getUpdates; an empty url is none."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0
    attempts: int = 0


@dataclass
class Settings:
    """How one sandbox is set up; `private_mode` is BotFather's privacy mode."""

    token: str = DEFAULT_TOKEN
    bot_username: str = "vakhta_sandbox_bot"
    private_mode: bool = False
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.time
    port: int = 0


class Core:
    """Everything that a method or a hand needs."""

    def __init__(self, settings: Settings) -> None:
        """Start an empty platform with one bot on it."""
        self.settings = settings
        self.token = settings.token
        bot_id = int(settings.token.partition(":")[0])
        self.bot: JsonObject = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Вахта",
            "username": settings.bot_username,
        }
        self.state = State(self.bot)
        self.state.add_user(self.bot)
        self.queue = UpdateQueue()
        self.journal = Journal()
        self.faults = Faults()
        self.meter = Meter(settings.limits)
        self.webhook = Webhook()
        self.commands: dict[str, list[JsonObject]] = {}
        self.callbacks: dict[str, JsonObject | None] = {}
        self.answered: dict[str, JsonObject] = {}
        self.had_buttons: set[tuple[int, int]] = set()
        self.message_of_update: dict[tuple[int, int], int] = {}
        self.poller = 0

    def now(self) -> int:
        """Platform time, whole unix seconds."""
        return int(self.settings.clock())

    def emit(self, kind: str, body: JsonObject) -> JsonObject | None:
        """Queue an update for the bot and wake whoever waits."""
        update = self.queue.push(kind, body)
        self.journal.pulse()
        return update

    def show(self, chat: Chat, message: JsonObject, *, edited: bool = False) -> JsonObject | None:
        """Queue a message for the bot if the real bot would receive it."""
        if not self._sees(chat, message):
            return None
        kind = "channel_post" if chat.kind == "channel" else "message"
        if "business_connection_id" in message:
            kind = "business_message"
        update = self.emit(f"edited_{kind}" if edited else kind, message)
        if update is not None:
            key = (chat.id, message["message_id"])
            self.message_of_update.setdefault(key, update["update_id"])
        return update

    def _sees(self, chat: Chat, message: JsonObject) -> bool:
        if chat.kind == "private":
            return True
        member = self.state.bot_member(chat)
        if not members.is_present(member):
            return False
        if chat.kind == "channel" or not self.settings.private_mode or members.is_admin(member):
            return True
        if _SERVICE_FIELDS & message.keys():
            return True
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        text = message.get("text") or ""
        return replied == self.bot["id"] or text.startswith("/")

    def set_member(
        self, chat: Chat, new: JsonObject, by: JsonObject, **extra: object
    ) -> JsonObject | None:
        """Replace a ChatMember; queue (my_)chat_member where the bot may see it."""
        user_id = new["user"]["id"]
        old = self.state.member(chat, user_id)
        was_admin = members.is_admin(self.state.bot_member(chat))
        chat.members[user_id] = new
        body: JsonObject = {"chat": chat.wire, "from": by, "date": self.now()}
        body.update(old_chat_member=old, new_chat_member=new, **extra)
        if user_id == self.bot["id"]:
            return self.emit("my_chat_member", body)
        return self.emit("chat_member", body) if was_admin else None

    def purge(self, chat: Chat, user_id: int) -> list[int]:
        """Delete all that a person wrote in a supergroup, as a ban there always does."""
        written = [
            number
            for number, message in chat.messages.items()
            if message.get("from", {}).get("id") == user_id and "sender_chat" not in message
        ]
        for number in written:
            self.state.forget(chat, number)
        return written
