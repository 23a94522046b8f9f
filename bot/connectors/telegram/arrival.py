"""What has arrived, made ready for the inbox: the same for the poller and the webhook.

Facts are learnt from every update first, then the doorman drops what comes from chats that nobody
bound, and the rest becomes `RawUpdate`s.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bot.connectors.telegram.address import address
from bot.connectors.telegram.doorman import Doorman
from bot.connectors.telegram.envelope import Piece
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.wire import JsonObject, child, flag, number, words
from bot.ports import RawUpdate
from models.channel import Platform

_PRESENT: Final = frozenset({"administrator", "creator"})


@dataclass(slots=True)
class Arrival:
    """Turns pieces of an answer into rows for the inbox; counts what was dropped."""

    around: Surroundings
    doorman: Doorman
    now_us: Callable[[], int]
    dropped: int = 0

    async def acquaint(self, pieces: Iterable[Piece]) -> None:
        """Learn what `admitted` must know and no update tells; raises PlatformDownError."""
        await self.doorman.acquaint(body_of(piece.update)[1] for piece in pieces)

    def admitted(self, pieces: Iterable[Piece]) -> list[RawUpdate]:
        """Return the updates that may be stored, in order of arrival."""
        rows: list[RawUpdate] = []
        for piece in pieces:
            kind, body = body_of(piece.update)
            learn(kind, body, self.around)
            if self.doorman.admits(kind, body):
                rows.append(self._row(piece, body))
            else:
                self.dropped += 1
        return rows

    def _row(self, piece: Piece, body: JsonObject) -> RawUpdate:
        digest = sha256(piece.payload).hexdigest()
        where = where_of(body)
        account = self.around.account
        return RawUpdate(
            platform=Platform.TELEGRAM,
            account_id=account,
            update_key=f"hash:{digest[:32]}" if piece.update_id is None else str(piece.update_id),
            payload_hash=digest,
            lane_key=self.around.lane(where) if where else f"{Platform.TELEGRAM}:{account}",
            received_at=self.now_us(),
            payload=piece.payload,
        )


def body_of(update: JsonObject | None) -> tuple[str, JsonObject]:
    """Return the kind and the body of an update; empty ones for what cannot be read."""
    for kind, body in (update or {}).items():
        if kind != "update_id" and isinstance(body, dict):
            return kind, body
    return "", {}


def where_of(body: JsonObject) -> str:
    """Return the address of the chat that an update's body belongs to; empty if it names none."""
    chat = child(body, "chat") or child(child(body, "message"), "chat")
    chat_id = number(chat, "id")
    if chat_id is None:
        # A business connection, or a press under a message of another chat: the person's own lane.
        person = number(child(body, "from") or child(body, "user"), "id")
        return "" if person is None else str(person)
    return address(words(body, "business_connection_id"), chat_id)


def learn(kind: str, body: JsonObject, around: Surroundings) -> None:
    """Note what an update tells of its chat: our status, comments, a migration."""
    chat_id = str(child(body, "chat").get("id"))
    if kind == "my_chat_member":
        status = child(body, "new_chat_member").get("status")
        if status in _PRESENT:
            around.administers.add(chat_id)
        else:
            around.administers.discard(chat_id)
    elif kind == "message":
        if flag(body, "is_automatic_forward"):
            around.discussions.add(chat_id)
        _learn_move(chat_id, body, around)


def _learn_move(chat_id: str, body: JsonObject, around: Surroundings) -> None:
    new, old = number(body, "migrate_to_chat_id"), number(body, "migrate_from_chat_id")
    if new is not None and around.gate.admits(chat_id):
        around.moved[str(new)] = chat_id
        _move(around, chat_id, str(new))
    if old is not None and around.gate.admits(str(old)):
        around.moved[chat_id] = str(old)
        _move(around, str(old), chat_id)


def _move(around: Surroundings, old: str, new: str) -> None:
    for places in (around.moderators, around.watched, around.discussions, around.administers):
        if old in places:
            places.add(new)
