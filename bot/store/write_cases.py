"""Writes what matters for people and what is promised: cases, items, cards, actions, timers."""

import sqlalchemy as sa

from bot.ports import StaleError
from bot.store.codec import pack
from bot.store.desk import Desk
from bot.store.dialect import insert_over
from bot.store.statements import Op
from models import tables as t
from models.action import SETTLED, ActionState
from models.case import OPEN_STATUSES, Case
from models.effects import (
    AttachItem,
    ChangeCase,
    DropTimer,
    MarkItem,
    OpenCase,
    Promise,
    PutDelivery,
    SetTimer,
    SettleAction,
    StartAction,
)

_insert_case = sa.insert(t.case_)
_change_case = sa.update(t.case_).where(
    t.case_.c.id == sa.bindparam("which"), t.case_.c.version == sa.bindparam("expected")
)
_set_timer = insert_over(t.timer, ["workspace_id", "key"], ["due_at", "kind", "args"])
_drop_timer = sa.delete(t.timer).where(
    t.timer.c.workspace_id == sa.bindparam("workspace"), t.timer.c.key == sa.bindparam("which")
)


def open_case(desk: Desk, record: OpenCase) -> None:
    """Write a new case; the unique key refuses a second open one."""
    case = record.case
    row = {"id": case.id, "workspace_id": desk.workspace, "items": case.items}
    desk.now(_insert_case, row | _case_values(desk, case))


def change_case(desk: Desk, record: ChangeCase) -> None:
    """Write a case after a transition, unless somebody else changed it first."""
    case = record.case
    keys = {"which": case.id, "expected": record.expected}
    if desk.now(_change_case.values(_case_values(desk, case)), keys) != 1:
        raise StaleError("the case was changed by somebody else")


def _case_values(desk: Desk, case: Case) -> dict[str, object]:
    """Return everything but the count of items, which grows by itself."""
    return {
        "kind": case.kind,
        "fingerprint": case.fingerprint,
        "is_open": True if case.status in OPEN_STATUSES else None,
        "channel_id": desk.address(case.channel).channel_id,
        "opened_at": case.opened_at,
        "status": case.status,
        "version": case.version,
        "severity": case.severity,
        "urgent": case.urgent,
        "silent": case.silent,
        "thread": case.thread,
        "resolution": case.resolution,
        "resolved_by": case.resolved_by,
        "resolved_at": case.resolved_at,
        "changed_at": case.changed_at,
        "assignee": case.assignee,
        "detail": case.detail,
        "reopened": case.reopened,
    }


def attach_item(desk: Desk, record: AttachItem) -> None:
    """Write why a message is in a case; the case's count follows."""
    item = record.item
    desk.put(
        Op.ITEM,
        {
            "id": item.id,
            "workspace_id": desk.workspace,
            "case_id": item.case_id,
            "message_id": item.message_id,
            "version": item.version,
            "attached_because": item.attached_because,
            "at": item.at,
            "state": item.state,
        },
    )
    desk.put(Op.ITEM_COUNT, {"which": item.case_id})


def mark_item(desk: Desk, record: MarkItem) -> None:
    """Write what became of an item."""
    row = {"which": record.case_id, "message": record.message_id, "new_state": record.state}
    desk.put(Op.MARK_ITEM, row)


def put_delivery(desk: Desk, record: PutDelivery) -> None:
    """Write where a card is, or that it is retired."""
    card = record.delivery
    desk.put(
        Op.DELIVERY,
        {
            "id": card.id,
            "workspace_id": desk.workspace,
            "case_id": card.case_id,
            "channel_id": desk.address(card.channel).channel_id,
            "external_id": card.external_id,
            "rendered_hash": card.rendered_hash,
            "sent_at": card.sent_at,
            "edited_at": card.edited_at,
            "retired": card.retired,
        },
    )


def promise(desk: Desk, record: Promise) -> None:
    """Write an act for the courier; a known key is the same promise."""
    action = record.action
    desk.put(
        Op.ACTION,
        {
            "id": action.id,
            "workspace_id": desk.workspace,
            "account": f"{action.channel.platform}:{action.channel.account_id}",
            "channel_id": desk.address(action.channel).channel_id,
            "kind": action.kind,
            "key": action.key,
            "target": action.target,
            "params": pack(dict(action.params)),
            "inverse": action.inverse,
            "inverse_state": "",
            "priority": int(action.priority),
            "not_before": action.not_before,
            "case_id": action.case_id,
            "message_id": action.message_id,
            "cause": action.cause,
            "state": action.state,
            "tries": action.tries,
            "run": 0,
            "code": "",
            "answer": "{}",
            "repeated": 0,
        },
    )


def start_action(desk: Desk, record: StartAction) -> None:
    """Note that an act is about to be sent by this very run."""
    desk.put(
        Op.START,
        {
            "which": record.action_id,
            "new_state": ActionState.RUNNING,
            "new_run": desk.run,
            "new_started_at": record.at,
            "new_inverse_state": record.inverse_state,
        },
    )


def settle_action(desk: Desk, record: SettleAction) -> None:
    """Write how an act ended, or put it back into the queue."""
    outcome = record.outcome
    settled = outcome.state in SETTLED
    kept = settled or outcome.state is ActionState.RUNNING  # running: perhaps it did go out
    desk.put(
        Op.SETTLE,
        {
            "which": record.action_id,
            "new_state": outcome.state if kept else ActionState.QUEUED,
            "new_not_before": record.not_before,
            "new_settled_at": record.at if settled else None,
            "new_code": outcome.code,
            "new_answer": pack(dict(outcome.answer)),
            "new_repeated": int(outcome.repeated),
            "more_tries": 1,
        },
    )


def set_timer(desk: Desk, record: SetTimer) -> None:
    """Write a timer, or move the one with its key."""
    timer = record.timer
    row = {"workspace_id": desk.workspace, "key": timer.key, "due_at": timer.due_at}
    desk.now(_set_timer, row | {"kind": timer.kind, "args": pack(timer.args)})


def drop_timer(desk: Desk, record: DropTimer) -> None:
    """Remove a timer."""
    desk.now(_drop_timer, {"workspace": desk.workspace, "which": record.key})
