"""The door: a chat that nobody bound is not heard, and is left again.

Nothing of such a chat is stored: not its messages, not who added us. The exceptions are a live
setup code, and a few minutes of patience while a code is out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.connectors.telegram.api import BareApi
from bot.connectors.telegram.command import setup_code
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.wire import JsonObject, child, number, words
from bot.ports import PlatformDownError

PATIENCE_SECONDS: Final = 600.0
"""How long we stay in a new chat while a setup code is out."""

_MOST_WAITING: Final = 1_000
_FAREWELLS_AT_ONCE: Final = 5
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
            return bool(code) and self.around.gate.opens(code)
        if kind == "my_chat_member":
            self._note(chat, chat_id, body)
        return False

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
        return self.around.admits(str(chat_id))

    def _note(self, chat: JsonObject, chat_id: int, body: JsonObject) -> None:
        status = child(body, "new_chat_member").get("status")
        if chat.get("type") == "private" or status not in _THERE:
            self._guests.pop(chat_id, None)
            return
        if len(self._guests) < _MOST_WAITING and chat_id not in self._guests:
            wait = PATIENCE_SECONDS if self.around.gate.expecting() else 0.0
            adder = number(child(body, "from"), "id")
            self._guests[chat_id] = _Guest(adder, self.monotonic() + wait)

    async def _leave(self, chat_id: int, guest: _Guest) -> None:
        if guest.adder is not None:
            # Whoever never opened a chat with us cannot be written to; that is fine.
            await self.api.call(
                "sendMessage",
                {"chat_id": guest.adder, "text": self.farewell, "disable_notification": True},
            )
        await self.api.call("leaveChat", {"chat_id": chat_id})
        log.info("left_unbound_chat", extra={"chat": chat_id})
