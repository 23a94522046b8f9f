"""What was committed, noted beside the real storage so that tests can look at all of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from models.action import SETTLED, Action, ActionState
from models.audit import AuditLine
from models.case import Case, CaseItem, Delivery, Label, Timer
from models.channel import Channel, ChannelKey
from models.effects import (
    AttachItem,
    ChangeCase,
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
from models.message import StoredMessage
from models.person import Grant
from models.verdict import Verdict


@dataclass
class Written:
    """Everything the handlers wanted written, ready to be asked about."""

    messages: dict[int, StoredMessage] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    all_items: list[CaseItem] = field(default_factory=list)
    actions: dict[str, Action] = field(default_factory=dict)
    cards: dict[int, Delivery] = field(default_factory=dict)
    known_channels: dict[ChannelKey, Channel] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    timers: dict[str, Timer] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    lines: list[AuditLine] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    others: list[Record] = field(default_factory=list)

    def message(self, channel: ChannelKey, external_id: str) -> StoredMessage | None:
        """Return a message by its address."""
        for one in self.messages.values():
            if one.message.channel == channel and one.message.external_id == external_id:
                return one
        return None

    def write(self, effects: Effects) -> None:
        """Note what was committed."""
        for record in effects.records:
            for kinds, note in _NOTES:
                if isinstance(record, kinds):
                    note(self, record)
                    break
            else:
                self.others.append(record)

    def put_message(self, record: PutMessage) -> None:
        self.messages[record.id] = StoredMessage(record.id, record.version, record.message)

    def put_verdict(self, record: PutVerdict) -> None:
        self.verdicts[record.message_id] = record.verdict
        self.messages[record.message_id] = replace(
            self.messages[record.message_id],
            verdict_outcome=record.verdict.outcome.value,
            case_id=record.case_id,
        )

    def open_case(self, record: OpenCase) -> None:
        self.cases[record.case.id] = record.case

    def change_case(self, record: ChangeCase) -> None:
        count = self.cases[record.case.id].items
        self.cases[record.case.id] = replace(record.case, items=count)

    def attach_item(self, record: AttachItem) -> None:
        assert record.item.message_id in self.messages
        self.all_items.append(record.item)
        case = self.cases[record.item.case_id]
        self.cases[case.id] = replace(case, items=case.items + 1)

    def mark_item(self, record: MarkItem) -> None:
        which = (record.case_id, record.message_id)
        self.all_items = [
            replace(one, state=record.state) if (one.case_id, one.message_id) == which else one
            for one in self.all_items
        ]

    def mark_message(self, record: MarkMessage) -> None:
        stored = self.messages[record.message_id]
        self.messages[record.message_id] = replace(stored, deleted=record.deleted)

    def promise(self, record: Promise) -> None:
        self.actions.setdefault(record.action.key, record.action)

    def settle_action(self, record: SettleAction) -> None:
        state = record.outcome.state if record.outcome.state in SETTLED else ActionState.QUEUED
        for key, one in self.actions.items():
            if one.id == record.action_id:
                self.actions[key] = replace(one, state=state, code=record.outcome.code)

    def put_delivery(self, record: PutDelivery) -> None:
        self.cards[record.delivery.id] = record.delivery

    def put_channel(self, record: PutChannel) -> None:
        self.known_channels[record.channel.key] = record.channel

    def put_grant(self, record: PutGrant) -> None:
        self.grants.append(record.grant)

    def set_timer(self, record: SetTimer) -> None:
        self.timers[record.timer.key] = record.timer

    def drop_timer(self, record: DropTimer) -> None:
        self.timers.pop(record.key, None)

    def write_label(self, record: WriteLabel) -> None:
        self.labels.append(record.label)

    def write_audit(self, record: WriteAudit) -> None:
        self.lines.append(record.line)

    def put_setting(self, record: PutSetting) -> None:
        self.facts.pop(record.name, None)
        if record.value is not None:
            self.facts[record.name] = record.value


_NOTES: list[tuple[type, Callable[..., None]]] = [
    (PutMessage, Written.put_message),
    (PutVerdict, Written.put_verdict),
    (OpenCase, Written.open_case),
    (ChangeCase, Written.change_case),
    (AttachItem, Written.attach_item),
    (MarkItem, Written.mark_item),
    (MarkMessage, Written.mark_message),
    (Promise, Written.promise),
    (SettleAction, Written.settle_action),
    (PutDelivery, Written.put_delivery),
    (PutChannel, Written.put_channel),
    (PutGrant, Written.put_grant),
    (SetTimer, Written.set_timer),
    (DropTimer, Written.drop_timer),
    (WriteLabel, Written.write_label),
    (WriteAudit, Written.write_audit),
    (PutSetting, Written.put_setting),
]
