"""VK's events as they come over the wire, a gate, and a way to the sandbox's methods."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.doorman import Doorman
from bot.connectors.vk.enrich import Enricher
from bot.connectors.vk.errors import VkError, meaning
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.translate import translate
from models.event import Event, MessageSeen
from models.message import Message
from sandbox.vk import VkSandbox
from sandbox.vk.client import Client

RECEIVED = 1_795_000_001_000_000
DATE = 1_795_000_000
GID = 210_000_001
CHAT = 2_000_000_007
MODERATORS = 2_000_000_009

Wire = dict[str, object]


@dataclass
class FakeGate:
    """A gate with chats to admit and codes that are live."""

    chats: Collection[str] = (str(CHAT), str(MODERATORS))
    codes: Collection[str] = ()
    private: bool = True

    def admits(self, channel_external_id: str) -> bool:
        return channel_external_id in self.chats

    def admits_private(self) -> bool:
        return self.private

    def opens(self, word: str) -> bool:
        return word in self.codes

    def expecting(self) -> bool:
        return bool(self.codes)


@dataclass
class FakeApi:
    """Answers by method, or raises what it was given; remembers what it was asked."""

    answers: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    async def call(
        self, method: str, *, token: Token, background: bool = False, **params: object
    ) -> object:
        self.asked.append((method, params))
        answer = self.answers.get(method)
        if isinstance(answer, VkError):
            raise answer
        return answer


class SandboxApi:
    """The sandbox's methods, with its refusals read as the client reads them."""

    def __init__(self, vk: VkSandbox, client: Client) -> None:
        self._client = client
        self._tokens = {
            Token.COMMUNITY: vk.token,
            Token.USER: vk.user_token,
            Token.SERVICE: vk.service_token,
        }

    async def call(
        self, method: str, *, token: Token, background: bool = False, **params: object
    ) -> object:
        body = await self._client.call(method, **{"token": self._tokens[token], **params})
        if "error" in body:
            raise meaning(method, body["error"])
        return body["response"]


def around(gate: FakeGate | None = None) -> Surroundings:
    return Surroundings(str(GID), gate or FakeGate(), "polus", {str(MODERATORS)})


def arrival(api: object | None = None, gate: FakeGate | None = None, now: float = 0.0) -> Arrival:
    known, asks = around(gate), api or FakeApi()
    door = Doorman(known, asks, "Прощайте", lambda: now)  # type: ignore[arg-type]
    names = Enricher(asks, lambda: now)  # type: ignore[arg-type]
    return Arrival(known, door, names, lambda: RECEIVED)


def event(event_type: str, body: object, **extra: object) -> Wire:
    return {
        "type": event_type,
        "object": body,
        "group_id": GID,
        "event_id": "e1",
        "v": "5.199",
        **extra,
    }


def comment(text: object = "Привет", **extra: object) -> Wire:
    body: Wire = {"id": 12, "from_id": 5, "date": DATE, "text": text, "post_id": 7}
    return {**body, "owner_id": -GID, "post_owner_id": -GID, "parents_stack": [], **extra}


def letter(text: object = "Привет", **extra: object) -> Wire:
    body: Wire = {"id": 3, "date": DATE, "peer_id": 5, "from_id": 5, "text": text, "version": 1}
    body.update(conversation_message_id=21, attachments=[], fwd_messages=[], out=0)
    return {**body, **extra}


def new(message: Wire) -> Wire:
    return {"message": message, "client_info": {"lang_id": 3}}


def read(event_type: str, body: object, **extra: object) -> Sequence[Event]:
    payload = json.dumps(event(event_type, body, **extra)).encode()
    return translate(payload, RECEIVED, around())


def seen(event_type: str, body: object, **extra: object) -> Message:
    (found,) = read(event_type, body, **extra)
    assert isinstance(found, MessageSeen)
    return found.message
