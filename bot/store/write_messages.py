"""Writes what was said and thought: messages, verdicts, standing, labels, happenings, audit."""

from bot.store.chain import link
from bot.store.desk import DAY_US, Desk
from bot.store.rows import pack_body, pack_rules, pack_signals
from bot.store.statements import Op
from models.effects import (
    CountReach,
    CountStanding,
    MarkMessage,
    PutHappening,
    PutMessage,
    PutVerdict,
    WriteAudit,
    WriteLabel,
)
from models.message import Message, Reach

_NOBODY = Reach()


def put_message(desk: Desk, record: PutMessage) -> None:
    """Write a message, or its next version."""
    message = record.message
    if record.version == 1:
        desk.put(Op.MESSAGE, _message_row(desk, record.id, message))
        if message.reach != _NOBODY:
            reach = message.reach
            count_reach(desk, CountReach(record.id, reach.followers, reach.likes, reach.replies))
    else:
        desk.put(Op.MESSAGE_AGAIN, {"which": record.id, "new_version": record.version})
        desk.identity(message.author, message.received_at)
    desk.put(
        Op.VERSION,
        {
            "message_id": record.id,
            "version": record.version,
            "workspace_id": desk.workspace,
            "received_at": message.received_at,
            "edited_at": message.edited_at,
            "body": pack_body(message),
        },
    )


def _message_row(desk: Desk, key: int, message: Message) -> dict[str, object]:
    address = desk.address(message.channel)
    return {
        "id": key,
        "workspace_id": desk.workspace,
        "channel_id": address.channel_id,
        "alias_id": address.alias_id,
        "external_id": message.external_id,
        "place": message.place,
        "identity_id": desk.identity(message.author, message.received_at),
        "version": 1,
        "sent_at": message.sent_at,
        "received_at": message.received_at,
        "thread": message.thread,
        "reply_to": message.reply_to,
        "album": message.album,
        "business_connection": message.business_connection,
        "direct_topic": message.direct_topic,
    }


def put_verdict(desk: Desk, record: PutVerdict) -> None:
    """Write what the rules said of a version."""
    verdict = record.verdict
    desk.put(
        Op.VERDICT,
        {
            "id": record.id,
            "workspace_id": desk.workspace,
            "message_id": record.message_id,
            "version": record.version,
            "outcome": verdict.outcome,
            "kind": verdict.kind,
            "tone": verdict.tone,
            "policy": verdict.policy,
            "at": record.at,
            "case_id": record.case_id,
            "rules": pack_rules(verdict),
            "signals": pack_signals(verdict),
        },
    )


def count_standing(desk: Desk, record: CountStanding) -> None:
    """Add a line to an author's ledger and to its sums; lines of a day and reason add up."""
    address = desk.address(record.channel)
    identity_id = desk.identity(record.author, record.at)
    counts = {"workspace_id": desk.workspace, "clean": record.clean, "removed": record.removed}
    desk.put(Op.STANDING, {"identity_id": identity_id, "first_seen_at": record.at, **counts})
    if record.clean or record.removed:
        line = {"alias_id": address.alias_id, "day": record.at // DAY_US, "reason": record.reason}
        desk.put(Op.LEDGER, {"identity_id": identity_id, **line, **counts})
    if record.joined_at is not None:
        desk.put(
            Op.MEMBER,
            {
                "identity_id": identity_id,
                "channel_id": address.channel_id,
                "workspace_id": desk.workspace,
                "joined_at": record.joined_at,
            },
        )


def count_reach(desk: Desk, record: CountReach) -> None:
    """Add to how far a message carries."""
    desk.put(
        Op.REACH,
        {
            "message_id": record.message_id,
            "workspace_id": desk.workspace,
            "followers": record.followers,
            "likes": record.likes,
            "replies": record.replies,
        },
    )


def mark_message(desk: Desk, record: MarkMessage) -> None:
    """Note that a message is gone from the platform, or back."""
    at, by = (record.at, record.by) if record.deleted else (None, None)
    row = {"which": record.message_id, "new_deleted_at": at, "new_deleted_by": by}
    desk.put(Op.MARK_MESSAGE, row)


def write_label(desk: Desk, record: WriteLabel) -> None:
    """Write what a person taught."""
    label = record.label
    desk.put(
        Op.LABEL,
        {
            "id": label.id,
            "workspace_id": desk.workspace,
            "message_id": label.message_id,
            "version": label.version,
            "name": label.name,
            "origin": label.origin,
            "by_identity_id": label.by,
            "at": label.at,
            "weight": label.weight,
        },
    )


def put_happening(desk: Desk, record: PutHappening) -> None:
    """Write a join, leave, reaction or request."""
    author = record.author
    desk.put(
        Op.HAPPENING,
        {
            "id": record.id,
            "workspace_id": desk.workspace,
            "channel_id": desk.address(record.channel).channel_id,
            "identity_id": None if author is None else desk.identity(author, record.at),
            "kind": record.kind,
            "at": record.at,
            "target": record.target,
            "detail": record.detail,
        },
    )


def write_audit(desk: Desk, record: WriteAudit) -> None:
    """Link a line to the chain."""
    desk.put(Op.AUDIT, link(desk.head, desk.workspace, record.line))
