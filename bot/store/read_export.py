"""Reads cases for export: where, when, in what tone, how soon somebody answered, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.rows import case_of, key_of
from models import tables as t
from models.case import Case
from models.channel import ChannelKey
from models.ids import Kind, show

PAGE = 500


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as a line of a table; times are UTC microseconds."""

    case: Case
    message_channel: ChannelKey | None
    """Address of its first message: with `message_id` the parts of a link."""
    message_id: str
    sent_at: int | None
    tone: str
    outcome: str
    first_response_at: int | None
    """When a person first did anything about it."""


def case_page(connection: Connection, workspace: int, after: int) -> Sequence[CaseRow]:
    """Return the next cases after `after`, oldest first."""
    case, channel = t.case_, t.channel.c
    rows = connection.execute(
        sa.select(case, channel.platform, channel.account_id, channel.external_id.label("address"))
        .join(t.channel, channel.id == case.c.channel_id)
        .where(case.c.workspace_id == workspace, case.c.id > after)
        .order_by(case.c.id)
        .limit(PAGE)
    ).all()
    cases = [case_of(row) for row in rows]
    firsts = _first_messages(connection, [one.id for one in cases])
    answers = _first_responses(connection, workspace, [one.id for one in cases])
    return [_row(one, firsts.get(one.id), answers.get(one.id)) for one in cases]


def _row(case: Case, first: "_First | None", answered_at: int | None) -> CaseRow:
    times = [at for at in (answered_at, case.resolved_at) if at is not None]
    response = min(times, default=None)
    if first is None:
        return CaseRow(case, None, "", None, "", "", response)
    return CaseRow(
        case, first.channel, first.external_id, first.sent_at, first.tone, first.outcome, response
    )


@dataclass(frozen=True, slots=True)
class _First:
    channel: ChannelKey
    external_id: str
    sent_at: int
    tone: str
    outcome: str


def _first_messages(connection: Connection, case_ids: Sequence[int]) -> dict[int, _First]:
    item, message, alias = t.case_item.c, t.message.c, t.channel_alias.c
    verdict = t.verdict.c
    oldest = (
        sa.select(sa.func.min(item.id).label("id"))
        .where(item.case_id.in_(case_ids))
        .group_by(item.case_id)
        .subquery()
    )
    rows = connection.execute(
        sa.select(
            item.case_id,
            message.external_id,
            message.sent_at,
            alias.platform,
            alias.account_id,
            alias.external_id.label("address"),
            sa.func.max(verdict.id),
            sa.func.coalesce(verdict.tone, "").label("tone"),
            sa.func.coalesce(verdict.outcome, "").label("outcome"),
        )
        .select_from(t.case_item)
        .join(oldest, oldest.c.id == item.id)
        .join(t.message, message.id == item.message_id)
        .join(t.channel_alias, alias.id == message.alias_id)
        .outerjoin(
            t.verdict,
            sa.and_(verdict.message_id == message.id, verdict.version == item.version),
        )
        .group_by(item.case_id)
    )
    return {
        row.case_id: _First(key_of(row), row.external_id, row.sent_at, row.tone, row.outcome)
        for row in rows
    }


def _first_responses(
    connection: Connection, workspace: int, case_ids: Sequence[int]
) -> dict[int, int]:
    line = t.audit_event.c
    shown = {show(Kind.CASE, case_id): case_id for case_id in case_ids}
    rows = connection.execute(
        sa.select(line.entity, sa.func.min(line.at).label("first"))
        .where(
            line.workspace_id == workspace,
            line.entity.in_(sorted(shown)),
            line.actor.startswith("identity:"),
        )
        .group_by(line.entity)
    )
    return {shown[row.entity]: row.first for row in rows}
