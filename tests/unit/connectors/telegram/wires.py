"""Wire JSON as the Bot API sends it, and surroundings to read it in."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.translate import translate
from models.event import Event, MessageSeen
from models.message import Message

RECEIVED = 1_795_000_001_000_000
DATE = 1_795_000_000
GROUP = -1001
CHANNEL = -1009
MODERATORS = -1005
BOT = 42

Wire = dict[str, object]


@dataclass
class FakeGate:
    """A gate with chats to admit and codes that are live."""

    chats: Collection[str] = (str(GROUP), str(MODERATORS))
    codes: Collection[str] = ()
    private: bool = True
    asked: list[str] = field(default_factory=list)

    def admits(self, channel_external_id: str) -> bool:
        return channel_external_id in self.chats

    def admits_private(self) -> bool:
        return self.private

    def opens(self, word: str) -> bool:
        self.asked.append(word)
        return word in self.codes

    def expecting(self) -> bool:
        return bool(self.codes)


def around(**changes: object) -> Surroundings:
    gate = changes.pop("gate", None) or FakeGate()
    known = Surroundings(str(BOT), gate, "vakhta_bot", {str(MODERATORS)})  # type: ignore[arg-type]
    for name, value in changes.items():
        setattr(known, name, value)
    return known


def user(user_id: int = 5, name: str = "Анна", **extra: object) -> Wire:
    return {"id": user_id, "is_bot": False, "first_name": name, **extra}


def group(chat_id: int = GROUP, **extra: object) -> Wire:
    return {"id": chat_id, "type": "supergroup", "title": "Чат", **extra}


def message(text: object = None, /, **extra: object) -> Wire:
    body: Wire = {"message_id": 10, "date": DATE, "chat": group(), "from": user()}
    if text is not None:
        body["text"] = text
    return {**body, **extra}


def read(
    body: Mapping[str, object], kind: str = "message", known: Surroundings | None = None
) -> Sequence[Event]:
    payload = json.dumps({"update_id": 1, kind: body}).encode()
    return translate(payload, RECEIVED, known or around())


def seen(
    body: Mapping[str, object], kind: str = "message", known: Surroundings | None = None
) -> Message:
    (event,) = read(body, kind, known)
    assert isinstance(event, MessageSeen)
    return event.message
