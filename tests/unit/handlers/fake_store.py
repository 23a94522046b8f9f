"""A store of dicts for the tests of handlers, until the memory adapter serves here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.ports import StaleError
from handlers.ports import JudgedMessage, Known
from models.action import SETTLED, Action, ActionState
from models.audit import AuditLine
from models.case import OPEN_STATUSES, Case, CaseItem, CaseKind, Delivery, Label, Timer
from models.channel import Channel, ChannelKey, Purpose
from models.effects import (
    AttachItem,
    ChangeCase,
    CountStanding,
    DropGrants,
    DropTimer,
    Effects,
    MarkItem,
    MarkMessage,
    OpenCase,
    Promise,
    PutChannel,
    PutDelivery,
    PutGrant,
    PutMessage,
    PutSetting,
    PutVerdict,
    Record,
    SetTimer,
    SettleAction,
    WriteAudit,
    WriteLabel,
)
from models.message import Message, StoredMessage
from models.person import Grant, Role, Standing
from models.verdict import Outcome, Verdict


@dataclass
class FakeStore:
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    ledger: list[CountStanding] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    all_items: list[CaseItem] = field(default_factory=list)
    actions: dict[str, Action] = field(default_factory=dict)
    before: dict[int, str] = field(default_factory=dict)
    cards: dict[int, Delivery] = field(default_factory=dict)
    known_channels: dict[ChannelKey, Channel] = field(default_factory=dict)
    aliases: dict[ChannelKey, ChannelKey] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    timers: dict[str, Timer] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    lines: list[AuditLine] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    others: list[Record] = field(default_factory=list)

    async def known(self, message: Message) -> Known:
        earlier = next(
            (
                one
                for one in self.messages.values()
                if one.message.channel == message.channel
                and one.message.external_id == message.external_id
            ),
            None,
        )
        parts = [
            one
            for one in self.messages.values()
            if message.album
            and one.message.album == message.album
            and one.message.external_id != message.external_id
        ]
        outcomes = [Outcome(one.verdict_outcome) for one in parts]
        return Known(
            standing=await self.standing(message.author.key, message.channel),
            earlier=earlier,
            album_outcome=max(outcomes, key=lambda one: one.weight, default=None),
            album_case_id=next((one.case_id for one in parts if one.case_id), None),
            album_parts=tuple(one.message.external_id for one in parts),
        )

    async def standing(self, identity_key: str, channel: ChannelKey) -> Standing:
        lines = [one for one in self.ledger if one.author.key == identity_key]
        joined = [one.joined_at for one in lines if one.joined_at and one.channel == channel]
        grants = [
            one
            for one in self.grants
            if one.identity_key == identity_key and one.channel in {None, channel}
        ]
        return Standing(
            clean_messages=sum(one.clean for one in lines),
            removed_messages=sum(one.removed for one in lines),
            first_seen_at=min((one.at for one in lines), default=None),
            joined_at=joined[-1] if joined else None,
            role=grants[0].role if grants else None,
            is_staff=bool(grants),
        )

    async def roles(self, identity_key: str) -> Sequence[Grant]:
        return [one for one in self.grants if one.identity_key == identity_key]

    async def holders(self, role: Role) -> Sequence[str]:
        return [one.identity_key for one in self.grants if one.role is role]

    async def channel(self, key: ChannelKey) -> Channel | None:
        return self.known_channels.get(self.aliases.get(key, key))

    async def channels(self, purpose: Purpose) -> Sequence[Channel]:
        return [one for one in self.known_channels.values() if one.purpose is purpose]

    async def message(self, channel: ChannelKey, external_id: str) -> JudgedMessage | None:
        for one in self.messages.values():
            if one.message.channel == channel and one.message.external_id == external_id:
                return JudgedMessage(one, self.verdicts.get(one.id))
        return None

    async def message_by_id(self, message_id: int) -> JudgedMessage | None:
        one = self.messages.get(message_id)
        return None if one is None else JudgedMessage(one, self.verdicts.get(one.id))

    async def open_case(self, kind: CaseKind, fingerprint: str) -> Case | None:
        for case in self.cases.values():
            same = case.kind is kind and case.fingerprint == fingerprint
            if same and case.status in OPEN_STATUSES:
                return case
        return None

    async def case(self, case_id: int) -> Case | None:
        return self.cases.get(case_id)

    async def items(self, case_id: int, limit: int = 10) -> Sequence[CaseItem]:
        mine = [one for one in self.all_items if one.case_id == case_id]
        return list(reversed(mine))[:limit]

    async def cases_of(self, message_id: int) -> Sequence[Case]:
        ids = {one.case_id for one in self.all_items if one.message_id == message_id}
        return [self.cases[key] for key in sorted(ids)]

    async def deliveries(self, case_id: int) -> Sequence[Delivery]:
        return [one for one in self.cards.values() if one.case_id == case_id]

    async def delivery_at(self, channel: ChannelKey, external_id: str) -> Delivery | None:
        for one in self.cards.values():
            if one.channel == channel and one.external_id == external_id:
                return one
        return None

    async def action(self, action_id: int) -> Action | None:
        return next((one for one in self.actions.values() if one.id == action_id), None)

    async def actions_of(self, case_id: int | None, message_id: int | None) -> Sequence[Action]:
        return [
            one
            for one in self.actions.values()
            if (case_id is not None and one.case_id == case_id)
            or (message_id is not None and one.message_id == message_id)
        ]

    async def inverse_state(self, action_id: int) -> str:
        return self.before.get(action_id, "")

    async def audit_of(self, entity: str, limit: int = 50) -> Sequence[AuditLine]:
        return [one for one in self.lines if one.entity == entity][-limit:]

    async def counts(self, since: int) -> dict[str, int]:
        return {"messages": len(self.messages)}

    async def setting(self, name: str) -> str | None:
        return self.facts.get(name)

    async def settings(self, prefix: str) -> dict[str, str]:
        return {name: value for name, value in self.facts.items() if name.startswith(prefix)}

    async def commit(self, row: None, effects: Effects) -> None:
        for record in effects.records:
            if isinstance(record, OpenCase):
                case = record.case
                if await self.open_case(case.kind, case.fingerprint) is not None:
                    raise StaleError
            if isinstance(record, ChangeCase):
                if self.cases[record.case.id].version != record.expected:
                    raise StaleError
        for record in effects.records:
            self._write(record)

    def _write(self, record: Record) -> None:
        match record:
            case PutMessage(key, version, message):
                self.messages[key] = StoredMessage(key, version, message)
            case PutVerdict():
                self.verdicts[record.message_id] = record.verdict
                self.messages[record.message_id] = replace(
                    self.messages[record.message_id],
                    verdict_outcome=record.verdict.outcome.value,
                    case_id=record.case_id,
                )
            case CountStanding():
                self.ledger.append(record)
            case OpenCase(case):
                self.cases[case.id] = case
            case ChangeCase(case):
                self.cases[case.id] = replace(case, items=self.cases[case.id].items)
            case AttachItem(item):
                assert item.message_id in self.messages
                self.all_items.append(item)
                case = self.cases[item.case_id]
                self.cases[item.case_id] = replace(case, items=case.items + 1)
            case MarkItem(case_id, message_id, state):
                self.all_items = [
                    replace(one, state=state)
                    if (one.case_id, one.message_id) == (case_id, message_id)
                    else one
                    for one in self.all_items
                ]
            case MarkMessage():
                stored = self.messages[record.message_id]
                self.messages[record.message_id] = replace(stored, deleted=record.deleted)
            case Promise(action):
                self.actions.setdefault(action.key, action)
            case _:
                self._write_more(record)

    def _write_more(self, record: Record) -> None:
        match record:
            case SettleAction(action_id, outcome):
                for key, one in self.actions.items():
                    if one.id == action_id:
                        state = outcome.state if outcome.state in SETTLED else ActionState.QUEUED
                        self.actions[key] = replace(one, state=state)
            case PutDelivery(delivery):
                self.cards[delivery.id] = delivery
            case PutChannel(channel):
                self.known_channels[channel.key] = channel
            case PutGrant(grant):
                self.grants.append(grant)
            case DropGrants():
                self.grants = [
                    one
                    for one in self.grants
                    if not (
                        one.source is record.source
                        and one.identity_key == (record.identity_key or one.identity_key)
                        and one.channel == record.channel
                    )
                ]
            case SetTimer(timer):
                self.timers[timer.key] = timer
            case DropTimer(key):
                self.timers.pop(key, None)
            case WriteLabel(label):
                self.labels.append(label)
            case WriteAudit(line):
                self.lines.append(line)
            case PutSetting(name, value):
                self.facts.pop(name, None)
                if value is not None:
                    self.facts[name] = value
            case _:
                self.others.append(record)
