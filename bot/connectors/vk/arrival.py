"""What has arrived, made ready for the inbox: the same for the long poll and the callback.

The doorman drops what comes from chats that nobody bound, names are laid beside the rest, and each
event becomes a `RawUpdate` known by its `event_id`, so that both transports may deliver it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.connectors.vk.address import body_of, channel_of
from bot.connectors.vk.doorman import Doorman
from bot.connectors.vk.enrich import Enricher
from bot.connectors.vk.envelope import Piece
from bot.connectors.vk.happening import GAP
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.translate import READERS
from bot.connectors.vk.wire import JsonObject, dump, words
from bot.ports import RawUpdate
from models.channel import Platform

NOISE: Final = frozenset({"message_read", "message_typing_state"})
"""Types that say nothing worth a row."""
_LONGEST_KEY: Final = 120
_MOST_TYPES: Final = 100

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Arrival:
    """Turns events into rows for the inbox; counts what was dropped and what is new to us."""

    around: Surroundings
    doorman: Doorman
    enricher: Enricher
    now_us: Callable[[], int]
    dropped: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    """Types that nobody reads, and how often they came."""

    async def admitted(self, pieces: Iterable[Piece]) -> list[RawUpdate]:
        """Return the updates that may be stored, in order of arrival."""
        kept = [piece for piece in pieces if self._admits(piece)]
        told = iter(await self.enricher.enrich([p.update for p in kept if p.update is not None]))
        return [self.row(piece if piece.update is None else _richer(next(told))) for piece in kept]

    def row(self, piece: Piece) -> RawUpdate:
        """Return one event as it is stored; what cannot be read is known by its bytes."""
        update = piece.update or {}
        event_id, event_type = words(update, "event_id"), words(update, "type")
        digest = sha256(event_id.encode() or piece.payload).hexdigest()
        usable = event_id and len(event_id) <= _LONGEST_KEY
        account = self.around.account
        channel = channel_of(event_type, body_of(update)) if event_type else ""
        return RawUpdate(
            platform=Platform.VK,
            account_id=account,
            update_key=event_id if usable else f"hash:{digest[:32]}",
            payload_hash=digest,
            lane_key=str(self.around.key(channel)) if channel else f"{Platform.VK}:{account}",
            received_at=self.now_us(),
            payload=piece.payload,
        )

    def _admits(self, piece: Piece) -> bool:
        if piece.update is None:
            return True
        event_type = words(piece.update, "type")
        # Gaps are ours to tell; whoever sends one from outside is not VK.
        if event_type in NOISE or event_type == GAP:
            return False
        if event_type and event_type not in READERS:
            self._count(event_type)
        if self.doorman.admits(event_type, body_of(piece.update)):
            return True
        self.dropped += 1
        return False

    def _count(self, event_type: str) -> None:
        named = event_type if event_type.isidentifier() and len(event_type) <= _MOST_TYPES else "?"
        if named not in self.unknown and len(self.unknown) < _MOST_TYPES:
            log.info("unknown_event_type", extra={"type": named})
        if named in self.unknown or len(self.unknown) < _MOST_TYPES:
            self.unknown[named] += 1


def _richer(update: JsonObject) -> Piece:
    return Piece(dump(update), update)
