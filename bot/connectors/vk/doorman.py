"""The door: a chat that nobody bound is not heard, and is left again.

Nothing of such a chat is stored. The exceptions are a live setup code, and a few minutes of
patience while a code is out. The community's own places are always heard.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.connectors.vk.address import peer_of
from bot.connectors.vk.asking import Asks
from bot.connectors.vk.command import setup_code
from bot.connectors.vk.errors import VkDown, VkError, VkResting
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.wire import CHAT_BASE, JsonObject

PATIENCE_SECONDS: Final = 600.0
"""How long we stay in a new chat while a setup code is out."""

_MOST_WAITING: Final = 1_000
_FAREWELLS_AT_ONCE: Final = 5
_AGAIN_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Doorman:
    """Decides who is heard, and sees us out of strangers' chats."""

    around: Surroundings
    api: Asks
    farewell: str = field(repr=False)
    """One line to a strange chat, in the bot's language."""
    monotonic: Callable[[], float]
    _guests: dict[int, float] = field(default_factory=dict)

    def admits(self, event_type: str, body: JsonObject) -> bool:
        """Tell whether an update may be stored; a strange chat is noted for `see_out`."""
        peer = peer_of(event_type, body)
        if peer is None:
            # What is called a message and has no address may be anybody's.
            return not event_type.startswith("message") or self.around.gate.admits_private()
        in_chat = peer > CHAT_BASE
        gate = self.around.gate
        if gate.admits(str(peer)) if in_chat else gate.admits_private():
            return True
        if event_type != "message_new":
            return False
        code = setup_code(body, self.around)
        if code and gate.opens(code):
            return True
        if in_chat:
            self._note(peer)
        return False

    async def see_out(self) -> None:
        """Leave the strange chats whose time has come, a few at a time; a failure tries again."""
        now = self.monotonic()
        due = [peer for peer, leave_at in self._guests.items() if leave_at <= now]
        for peer in due[:_FAREWELLS_AT_ONCE]:
            del self._guests[peer]
            if self.around.gate.admits(str(peer)):
                continue
            try:
                await self._leave(peer)
            except (VkDown, VkResting):
                self._guests[peer] = now + _AGAIN_SECONDS
                return
            except VkError as refusal:
                # Thrown out already, or not allowed to speak: there is nothing left to do.
                log.info("leave_refused", extra={"chat": peer, "code": refusal.reason})

    def soonest(self) -> float | None:
        """Return when `see_out` has work next, in monotonic seconds."""
        return min(self._guests.values(), default=None)

    def _note(self, peer: int) -> None:
        if len(self._guests) < _MOST_WAITING and peer not in self._guests:
            wait = PATIENCE_SECONDS if self.around.gate.expecting() else 0.0
            self._guests[peer] = self.monotonic() + wait

    async def _leave(self, peer: int) -> None:
        digest = sha256(f"farewell:{self.around.account}:{peer}".encode()).digest()
        try:
            await self.api.call(
                "messages.send",
                token=Token.COMMUNITY,
                peer_id=peer,
                random_id=int.from_bytes(digest[:4]) >> 1,
                message=self.farewell,
            )
        except (VkDown, VkResting):
            raise
        except VkError as refusal:
            log.info("farewell_refused", extra={"chat": peer, "code": refusal.reason})
        await self.api.call(
            "messages.removeChatUser",
            token=Token.COMMUNITY,
            chat_id=peer - CHAT_BASE,
            member_id=self.around.owner,
        )
        log.info("left_unbound_chat", extra={"chat": peer})
