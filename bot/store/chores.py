"""What retention forgets, and where it stands: payloads, texts, signals, names, quotes, details.

Each is one query for keys and one statement that forgets them; `retention` walks over all of them.
A column that may hold people's words belongs here, and into the test that scans the files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.desk import DAY_US
from handlers.cards import DECIDER
from models import tables as t
from models.action import ActionState
from models.ids import EPOCH_US
from models.tables.road import DONE

MILLISECOND_BITS = 22
"""Bits of a key below its milliseconds; see `models.ids`."""

Keys = Sequence[int] | Sequence[str]


@dataclass(frozen=True, slots=True)
class Chore:
    """One kind of thing to forget: how to find keys, and what to do with them."""

    name: str
    find: sa.Select[int] | sa.Select[str]
    forget: Callable[[Keys], sa.Executable]


def chores(workspace: int, raw: int, text: int) -> list[Chore]:
    """Return what is too old: payloads from before `raw`, words of people from before `text`."""
    return [
        *_raw_chores(workspace, raw),
        *_text_chores(workspace, text),
        *_detail_chores(workspace, text),
    ]


def _raw_chores(workspace: int, before: int) -> list[Chore]:
    row = t.inbox.c
    # Keys grow with time: bounded by one, the walk ends where the young rows begin.
    oldest_kept = ((before - EPOCH_US) // 1000) << MILLISECOND_BITS
    old = sa.and_(row.workspace_id == workspace, row.received_at < before, row.id < oldest_kept)
    return [
        Chore(
            "raw",
            sa.select(row.id).where(old, row.state == DONE),
            lambda keys: sa.delete(t.inbox).where(row.id.in_(keys)),
        ),
        Chore(
            "raw",
            sa.select(row.id).where(old, sa.text("inbox.state = 2"), row.payload.is_not(None)),
            lambda keys: sa.update(t.inbox).where(row.id.in_(keys)).values(payload=None),
        ),
    ]


def _text_chores(workspace: int, before: int) -> list[Chore]:  # long: a table
    version, verdict, who, act = t.message_version, t.verdict.c, t.identity.c, t.action.c
    kept = _in_open_case()
    settled = act.state.not_in((ActionState.QUEUED, ActionState.RUNNING, ActionState.PLANNED))
    return [
        Chore(
            "texts",
            sa.select(version.c.message_id)
            .where(
                version.c.workspace_id == workspace,
                version.c.received_at < before,
                version.c.body.is_not(None),
                version.c.message_id.not_in(kept),
            )
            .distinct(),
            lambda keys: (
                sa.update(version)
                .where(version.c.message_id.in_(keys), version.c.received_at < before)
                .values(body=None)
            ),
        ),
        Chore(
            "signals",
            sa.select(verdict.id).where(
                verdict.workspace_id == workspace,
                verdict.at < before,
                verdict.signals.is_not(None),
                verdict.message_id.not_in(kept),
            ),
            lambda keys: sa.update(t.verdict).where(verdict.id.in_(keys)).values(signals=None),
        ),
        Chore(
            "names",
            sa.select(who.id).where(
                who.workspace_id == workspace,
                who.seen_at < before - DAY_US,
                sa.or_(who.name != "", who.username != ""),
                who.id.not_in(_authors_in_open_case()),
            ),
            lambda keys: sa.update(t.identity).where(who.id.in_(keys)).values(name="", username=""),
        ),
        Chore(
            "quotes",
            sa.select(act.id).where(
                act.workspace_id == workspace,
                settled,
                sa.func.coalesce(act.settled_at, act.not_before) < before,
                sa.or_(act.params != "{}", act.answer != "{}"),
            ),
            lambda keys: (
                sa.update(t.action).where(act.id.in_(keys)).values(params="{}", answer="{}")
            ),
        ),
    ]


def _detail_chores(workspace: int, before: int) -> list[Chore]:  # long: a table
    """What was noted beside the texts: details of events and notices, names of who decided."""
    event, case, reach = t.happening.c, t.case_.c, t.reach.c
    return [
        _deciders(workspace, before),
        Chore(
            "happenings",
            sa.select(event.id).where(
                event.workspace_id == workspace,
                event.at < before,
                sa.text("happening.detail <> ''"),
            ),
            lambda keys: sa.update(t.happening).where(event.id.in_(keys)).values(detail=""),
        ),
        Chore(
            "reach",
            sa.select(reach.message_id)
            .join(t.message, t.message.c.id == reach.message_id)
            .where(
                reach.workspace_id == workspace,
                t.message.c.received_at < before,
                reach.message_id.not_in(_in_open_case()),
            ),
            lambda keys: sa.delete(t.reach).where(reach.message_id.in_(keys)),
        ),
        Chore(
            "notices",
            sa.select(case.id).where(
                case.workspace_id == workspace,
                case.is_open.is_(None),
                case.changed_at < before,
                case.detail != "",
            ),
            lambda keys: sa.update(t.case_).where(case.id.in_(keys)).values(detail=""),
        ),
    ]


def _deciders(workspace: int, before: int) -> Chore:
    """Return the chore that forgets the names of those who have decided nothing since."""
    case, fact = t.case_.c, t.setting.c
    number = sa.cast(sa.func.substr(fact.name, len(DECIDER) + 1), sa.BigInteger)
    since = sa.func.coalesce(case.resolved_at, case.changed_at) >= before
    still = sa.select(case.id).where(case.resolved_by == number, since)
    return Chore(
        "deciders",
        sa.select(fact.name).where(
            fact.workspace_id == workspace,
            fact.name.startswith(DECIDER, autoescape=True),
            ~still.exists(),
        ),
        lambda keys: sa.delete(t.setting).where(
            fact.workspace_id == workspace, fact.name.in_(keys)
        ),
    )


def _in_open_case() -> sa.Select[int]:
    item, case = t.case_item.c, t.case_.c
    return (
        sa.select(item.message_id)
        .join(t.case_, case.id == item.case_id)
        .where(case.is_open.is_(sa.true()))
    )


def _authors_in_open_case() -> sa.Select[int]:
    message = t.message.c
    return sa.select(message.identity_id).where(message.id.in_(_in_open_case()))
