"""A clock that is set by hand, and the nouns that storage tests are about."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.ports import Cursor, InboxRow, RawUpdate, Storage
from models.action import Action, ActionKind, Priority
from models.audit import AuditLine
from models.case import Case, CaseItem, CaseKind
from models.channel import Channel, ChannelKey, Place, Platform, Purpose
from models.effects import CountStanding, Effects, PutMessage, PutVerdict, WriteAudit
from models.ids import IdMaker
from models.message import Message, PartKind, TextPart
from models.person import Author
from models.verdict import Outcome, Verdict

DAY = 86_400_000_000
START = 1_790_000_000_000_000
CHAT = ChannelKey(Platform.TELEGRAM, "1", "-1001")
OTHER = ChannelKey(Platform.TELEGRAM, "1", "-1002")
ANNA = Author(Platform.TELEGRAM, "7", name="Анна Петрова", username="annap", language="ru")
BORIS = Author(Platform.TELEGRAM, "8", name="Борис")
LEFT = Verdict(Outcome.LEFT, "", (), (), (), "default@1", "neutral")
REMOVED = Verdict(Outcome.REMOVED, "spam", (), ("delete",), (), "default@1")


class HandClock:
    """Time stands still until somebody moves it."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> int:
        return self.at


class Scene:
    """One storage and everything that makes its nouns."""

    def __init__(self, storage: Storage, clock: HandClock, ids: IdMaker) -> None:
        self.storage = storage
        self.clock = clock
        self.ids = ids

    def update(self, key: str, payload_hash: str = "h", payload: bytes = b"{}") -> RawUpdate:
        return RawUpdate(
            Platform.TELEGRAM, "1", key, payload_hash, str(CHAT), self.clock.now(), payload
        )

    async def arrive(self, *keys: str, payload: bytes = b"{}") -> Sequence[InboxRow]:
        updates = [self.update(key, payload=payload) for key in keys]
        await self.storage.append(updates, Cursor("telegram:1", keys[-1]))
        rows = await self.pending()
        return [row for row in rows if row.update.update_key in keys]

    async def pending(self) -> Sequence[InboxRow]:
        return await self.storage.pending(0, 100, self.clock.now())

    def said(
        self,
        number: str,
        text: str = "привет",
        author: Author = ANNA,
        **more: Any,  # noqa: ANN401 - any field
    ) -> Message:
        now = self.clock.now()
        parts = (TextPart(PartKind.TEXT, text),)
        plain = Message(CHAT, Place.GROUP, number, author, now, now, parts)
        return replace(plain, **more)

    def judged(self, message: Message, verdict: Verdict = LEFT, key: int = 0) -> Effects:
        key, now = key or self.ids.new(), self.clock.now()
        return Effects.of(
            PutMessage(key, 1, message),
            PutVerdict(self.ids.new(), key, 1, verdict, now),
            CountStanding(message.author, message.channel, now, clean=1),
            WriteAudit(self.line("verdict", f"message:{key}")),
        )

    def line(self, act: str, entity: str) -> AuditLine:
        return AuditLine(self.clock.now(), "system", act, entity, {"outcome": "left"})

    def matter(self, fingerprint: str = "f", kind: CaseKind = CaseKind.VIOLATION) -> Case:
        return Case(self.ids.new(), kind, fingerprint, CHAT, self.clock.now())

    def item(self, case: Case, message_id: int) -> CaseItem:
        now = self.clock.now()
        return CaseItem(self.ids.new(), case.id, message_id, 1, "fingerprint", now)

    def act(self, key: str, priority: Priority = Priority.DELETE, **more: Any) -> Action:  # noqa: ANN401 - any field
        plain = Action(self.ids.new(), ActionKind.DELETE, CHAT, key, target="5", priority=priority)
        return replace(plain, **more)

    def channel(self, key: ChannelKey = CHAT, purpose: Purpose = Purpose.WATCHED) -> Channel:
        return Channel(self.ids.new(), key, Place.GROUP, purpose, self.clock.now(), title="Лавка")

    async def keep(self, message: Message, verdict: Verdict = LEFT) -> int:
        key = self.ids.new()
        await self.storage.commit(None, self.judged(message, verdict, key))
        return key
