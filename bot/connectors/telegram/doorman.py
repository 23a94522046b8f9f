"""The door: a chat that nobody bound is not heard, and is left again.

Nothing of such a chat is stored: not its messages, not who added us. The exceptions are a live
setup code, and a few minutes of patience while a code is out.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from bot.connectors.telegram.api import BareApi
from bot.connectors.telegram.command import setup_code
from bot.connectors.telegram.envelope import Refusal
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.wire import JsonObject, child, flag, number, words
from bot.ports import PlatformDownError

PATIENCE_SECONDS: Final = 600.0
"""How long we stay in a new chat while a setup code is out."""

GRACE_SECONDS: Final = 5.0
"""How long we stay where we found ourselves: a group that has just moved explains itself first."""

_MOST_WAITING: Final = 1_000
_FAREWELLS_AT_ONCE: Final = 5
_GONE: Final = frozenset({400, 403, 404})
_NOT_NOW: Final = frozenset({401, 429})
_THERE: Final = frozenset({"member", "administrator", "restricted"})
_MESSAGES: Final = frozenset({"message", "channel_post"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Guest:
    adder: int | None
    leave_at: float


@dataclass(slots=True)
class Doorman:
    """Decides who is heard, and sees us out of strangers' chats."""

    around: Surroundings
    api: BareApi
    farewell: str = field(repr=False)
    """One line to whoever added us, in the bot's language."""
    monotonic: Callable[[], float]
    _guests: dict[int, _Guest] = field(default_factory=dict)
    _left: dict[int, float] = field(default_factory=dict)
    """Chats that we left, and when: what they queued before that makes us leave only once."""

    def admits(self, kind: str, body: JsonObject) -> bool:
        """Tell whether an update may be stored; a new strange chat is noted for `see_out`."""
        chat = child(body, "chat") or child(child(body, "message"), "chat")
        chat_id = number(chat, "id")
        if kind == "business_connection" or "business_connection_id" in body:
            return self.around.gate.admits_private()
        if chat_id is None:
            # Unreadable, or a press without its message: kept once somebody is bound.
            return self.around.gate.admits_private()
        if self._is_bound(chat, chat_id):
            return True
        if kind in _MESSAGES:
            code = setup_code(words(body, "text"), self.around.username)
            if code and self.around.gate.opens(code):
                return True
        if kind == "my_chat_member":
            self._note(chat, chat_id, body)
        else:
            self._find_ourselves(chat, chat_id)
        return False

    async def acquaint(self, bodies: Iterable[JsonObject]) -> None:
        """Learn whose direct messages a new chat holds; raises PlatformDownError.

        Bot API: only `ChatFullInfo.parent_chat` names the channel, the message itself does not.
        """
        for body in bodies:
            chat = child(body, "chat")
            key = str(number(chat, "id"))
            if not flag(chat, "is_direct_messages") or key in self.around.parents:
                continue
            answer = await self.api.call("getChat", {"chat_id": int(key)})
            if isinstance(answer, Refusal) and answer.code not in _GONE:
                raise PlatformDownError(f"getChat: refused with {answer.code}", answer.retry_after)
            full = {} if isinstance(answer, Refusal) else child(answer, "result")
            self.around.parents[key] = str(number(child(full, "parent_chat"), "id") or "")

    async def see_out(self) -> None:
        """Leave the strange chats whose time has come, a few at a time; a failure tries again."""
        now = self.monotonic()
        due = [key for key, guest in self._guests.items() if guest.leave_at <= now]
        for chat_id in due[:_FAREWELLS_AT_ONCE]:
            guest = self._guests.pop(chat_id)
            if self.around.admits(str(chat_id)):
                continue
            try:
                await self._leave(chat_id, guest)
            except PlatformDownError:
                self._guests[chat_id] = guest
                return

    def soonest(self) -> float | None:
        """Return when `see_out` has work next, in monotonic seconds."""
        return min((guest.leave_at for guest in self._guests.values()), default=None)

    def _is_bound(self, chat: JsonObject, chat_id: int) -> bool:
        if chat.get("type") == "private":
            return self.around.gate.admits_private()
        parent = self.around.parents.get(str(chat_id), "")
        return self.around.admits(str(chat_id)) or (bool(parent) and self.around.admits(parent))

    def _note(self, chat: JsonObject, chat_id: int, body: JsonObject) -> None:
        status = child(body, "new_chat_member").get("status")
        if chat.get("type") == "private" or status not in _THERE:
            self._guests.pop(chat_id, None)
            return
        self._left.pop(chat_id, None)
        if len(self._guests) < _MOST_WAITING and chat_id not in self._guests:
            wait = PATIENCE_SECONDS if self.around.gate.expecting() else 0.0
            adder = number(child(body, "from"), "id")
            self._guests[chat_id] = _Guest(adder, self.monotonic() + wait)

    def _find_ourselves(self, chat: JsonObject, chat_id: int) -> None:
        """Note a strange chat that we sit in already: nobody is known who could be told why."""
        if chat.get("type") == "private" or flag(chat, "is_direct_messages"):
            return  # a channel's direct messages are left with the channel
        now = self.monotonic()
        lately = now - self._left.get(chat_id, -PATIENCE_SECONDS) < PATIENCE_SECONDS
        if lately or chat_id in self._guests or len(self._guests) >= _MOST_WAITING:
            return
        wait = PATIENCE_SECONDS if self.around.gate.expecting() else GRACE_SECONDS
        self._guests[chat_id] = _Guest(None, now + wait)

    async def _leave(self, chat_id: int, guest: _Guest) -> None:
        if guest.adder is not None:
            # Whoever never opened a chat with us cannot be written to; that is fine.
            await self.api.call(
                "sendMessage",
                {"chat_id": guest.adder, "text": self.farewell, "disable_notification": True},
            )
        answer = await self.api.call("leaveChat", {"chat_id": chat_id})
        if isinstance(answer, Refusal) and answer.code in _NOT_NOW:
            raise PlatformDownError(f"leaveChat: refused with {answer.code}", answer.retry_after)
        if len(self._left) >= _MOST_WAITING:
            self._left.clear()
        self._left[chat_id] = self.monotonic()
        log.info("left_unbound_chat", extra={"chat": chat_id})
