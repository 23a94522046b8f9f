"""The life of a case as one pure function: what may follow what, and who may do it.

Escalation level, snooze, priority and severity are fields beside this machine, not states of it.
Handlers call `step` and write its answer with `ChangeCase(expected=case.version)`; whoever comes
second meets StaleVersion here or a stale commit in the store, and is told so.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from models.case import Case, CaseStatus
from models.person import Role

REOPENS_US: Final = 72 * 3_600_000_000
"""How long a resolved case can be opened again by its author's words."""


class CaseError(Exception):
    """A transition that cannot be.

    CaseError
    ├── AlreadyThere    nothing to do: the case is in that state
    ├── NotAllowed      this actor may not, or this cannot follow
    └── StaleVersion    the case changed since the actor looked
    """


class AlreadyThere(CaseError):
    """The case is in that state already."""


class NotAllowed(CaseError):
    """The actor may not do this, or the state does not lead there."""


class StaleVersion(CaseError):
    """The case changed after the actor had looked at it."""


class CaseEvent(StrEnum):
    """What can happen to a case."""

    CLAIM = "claim"
    RELEASE = "release"
    LEASE_ENDED = "lease_ended"
    WAIT = "wait"
    AUTHOR_WROTE = "author_wrote"
    WAITED_LONG = "waited_long"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"
    """A later decision replaces the first one (undo): the state stays, the reason changes."""
    CLOSE = "close"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants it: a person with a role, or the system itself (a timer, a live rule)."""

    role: Role | None = None
    identity: int | None = None
    system: bool = False


SYSTEM: Final = Actor(system=True)


@dataclass(frozen=True, slots=True)
class Move:
    """One wanted transition; `seen` is the version the actor looked at, None when it read now."""

    event: CaseEvent
    at: int
    reason: str = ""
    seen: int | None = None


_S = CaseStatus
_E = CaseEvent
_OPEN = (_S.OPEN, _S.CLAIMED, _S.WAITING)

_NEXT: Final[dict[tuple[CaseStatus, CaseEvent], CaseStatus]] = {
    (_S.OPEN, _E.CLAIM): _S.CLAIMED,
    (_S.CLAIMED, _E.RELEASE): _S.OPEN,
    (_S.CLAIMED, _E.LEASE_ENDED): _S.OPEN,
    (_S.CLAIMED, _E.WAIT): _S.WAITING,
    (_S.WAITING, _E.AUTHOR_WROTE): _S.OPEN,
    (_S.WAITING, _E.WAITED_LONG): _S.OPEN,
    **{(state, _E.RESOLVE): _S.RESOLVED for state in _OPEN},
    **{(state, _E.SUPERSEDE): state for state in (*_OPEN, _S.RESOLVED, _S.CLOSED)},
    **{(state, _E.MERGE): _S.MERGED for state in (*_OPEN, _S.RESOLVED, _S.CLOSED)},
    (_S.RESOLVED, _E.REOPEN): _S.OPEN,
    (_S.RESOLVED, _E.AUTHOR_WROTE): _S.OPEN,
    (_S.RESOLVED, _E.CLOSE): _S.CLOSED,
}

_SETTLED: Final = {
    (_S.CLAIMED, _E.CLAIM),
    (_S.WAITING, _E.WAIT),
    (_S.OPEN, _E.RELEASE),
    (_S.OPEN, _E.REOPEN),
    (_S.RESOLVED, _E.RESOLVE),
    (_S.CLOSED, _E.RESOLVE),
    (_S.CLOSED, _E.CLOSE),
    (_S.MERGED, _E.MERGE),
}
"""Pairs where nothing is left to do: answered as such rather than as forbidden."""

_BY_SYSTEM: Final = {_E.LEASE_ENDED, _E.AUTHOR_WROTE, _E.WAITED_LONG, _E.CLOSE}
_BY_ASSIGNEE: Final = {_E.RELEASE, _E.WAIT}
_BY_EITHER: Final = {_E.RESOLVE, _E.REOPEN, _E.MERGE}
_ABOVE: Final = {Role.OWNER, Role.LEAD}


def step(case: Case, move: Move, actor: Actor) -> Case:
    """Return the case after `move`; raises AlreadyThere, NotAllowed or StaleVersion.

    Authority is asked first, so that a stranger learns nothing about the state.
    """
    if not _may(case, move.event, actor):
        raise NotAllowed(f"{move.event} by {actor.role or 'nobody'}")
    if (case.status, move.event) in _SETTLED:
        raise AlreadyThere(case.status)
    if move.seen is not None and move.seen != case.version:
        raise StaleVersion(case.status)
    status = _NEXT.get((case.status, move.event))
    if status is None:
        raise NotAllowed(f"{case.status} does not lead to {move.event}")
    if move.event is CaseEvent.RESOLVE and not move.reason:
        raise NotAllowed("a resolution needs its reason")
    return _after(case, move, actor, status)


def _may(case: Case, event: CaseEvent, actor: Actor) -> bool:
    if actor.system:
        return event in _BY_SYSTEM or event in _BY_EITHER
    if actor.role is None or not actor.role.may_decide or event in _BY_SYSTEM:
        return False
    theirs = case.assignee in {None, actor.identity}
    return theirs or event not in _BY_ASSIGNEE or actor.role in _ABOVE


def _after(case: Case, move: Move, actor: Actor, status: CaseStatus) -> Case:
    changed = replace(case, status=status, version=case.version + 1, changed_at=move.at)
    match move.event:
        case CaseEvent.CLAIM:
            changed = replace(changed, assignee=actor.identity)
        case CaseEvent.RELEASE | CaseEvent.LEASE_ENDED:
            changed = replace(changed, assignee=None)
        case CaseEvent.RESOLVE:
            changed = _resolved(changed, move, actor)
        case CaseEvent.REOPEN | CaseEvent.AUTHOR_WROTE | CaseEvent.WAITED_LONG:
            changed = _back(changed, waited=case.status is CaseStatus.WAITING)
        case CaseEvent.SUPERSEDE:
            changed = replace(changed, resolution=move.reason or case.resolution)
        case CaseEvent.WAIT | CaseEvent.CLOSE | CaseEvent.MERGE:
            pass
    return changed


def _resolved(case: Case, move: Move, actor: Actor) -> Case:
    """Write who decided; a decision on an open case claims it in the same transition."""
    return replace(
        case,
        assignee=case.assignee or actor.identity,
        resolution=move.reason,
        resolved_by=actor.identity,
        resolved_at=move.at,
    )


def _back(case: Case, *, waited: bool) -> Case:
    """Bring a case back to people: to its assignee while the lease lives, else to everybody."""
    if waited:
        return replace(case, status=CaseStatus.CLAIMED if case.assignee else CaseStatus.OPEN)
    return replace(
        case,
        assignee=None,
        resolution="",
        resolved_by=None,
        resolved_at=None,
        reopened=case.reopened + 1,
    )
