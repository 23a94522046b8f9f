"""Every state, event and actor of a case: what it becomes, or why it does not."""

import itertools

import pytest

from handlers.cases.case import (
    SYSTEM,
    Actor,
    AlreadyThere,
    CaseError,
    CaseEvent,
    Move,
    NotAllowed,
    StaleVersion,
    step,
)
from models.case import Case, CaseKind, CaseStatus
from models.channel import ChannelKey, Platform
from models.person import Role

CHANNEL = ChannelKey(Platform.TELEGRAM, "999", "-1")
ACTORS = {
    "owner": Actor(Role.OWNER, 1),
    "lead": Actor(Role.LEAD, 2),
    "assignee": Actor(Role.MODERATOR, 3),
    "moderator": Actor(Role.MODERATOR, 4),
    "trainee": Actor(Role.TRAINEE, 5),
    "nobody": Actor(),
    "system": SYSTEM,
}
DECIDERS = {"owner", "lead", "assignee", "moderator"}
BOSSES = {"owner", "lead", "assignee"}
EITHER = DECIDERS | {"system"}
ALL = set(ACTORS)

ALLOWED = {
    CaseEvent.CLAIM: DECIDERS,
    CaseEvent.RELEASE: BOSSES,
    CaseEvent.LEASE_ENDED: {"system"},
    CaseEvent.WAIT: BOSSES,
    CaseEvent.AUTHOR_WROTE: {"system"},
    CaseEvent.WAITED_LONG: {"system"},
    CaseEvent.RESOLVE: EITHER,
    CaseEvent.REOPEN: EITHER,
    CaseEvent.SUPERSEDE: DECIDERS,
    CaseEvent.CLOSE: {"system"},
    CaseEvent.MERGE: EITHER,
}
# What each state leads to; "same" is AlreadyThere, absence is NotAllowed.
TABLE = {
    CaseStatus.OPEN: {
        CaseEvent.CLAIM: "claimed",
        CaseEvent.RELEASE: "same",
        CaseEvent.RESOLVE: "resolved",
        CaseEvent.REOPEN: "same",
        CaseEvent.SUPERSEDE: "open",
        CaseEvent.MERGE: "merged",
    },
    CaseStatus.CLAIMED: {
        CaseEvent.CLAIM: "same",
        CaseEvent.RELEASE: "open",
        CaseEvent.LEASE_ENDED: "open",
        CaseEvent.WAIT: "waiting",
        CaseEvent.RESOLVE: "resolved",
        CaseEvent.SUPERSEDE: "claimed",
        CaseEvent.MERGE: "merged",
    },
    CaseStatus.WAITING: {
        CaseEvent.WAIT: "same",
        CaseEvent.AUTHOR_WROTE: "claimed",
        CaseEvent.WAITED_LONG: "claimed",
        CaseEvent.RESOLVE: "resolved",
        CaseEvent.SUPERSEDE: "waiting",
        CaseEvent.MERGE: "merged",
    },
    CaseStatus.RESOLVED: {
        CaseEvent.AUTHOR_WROTE: "open",
        CaseEvent.RESOLVE: "same",
        CaseEvent.REOPEN: "open",
        CaseEvent.SUPERSEDE: "resolved",
        CaseEvent.CLOSE: "closed",
        CaseEvent.MERGE: "merged",
    },
    CaseStatus.CLOSED: {
        CaseEvent.RESOLVE: "same",
        CaseEvent.SUPERSEDE: "closed",
        CaseEvent.CLOSE: "same",
        CaseEvent.MERGE: "merged",
    },
    CaseStatus.MERGED: {CaseEvent.MERGE: "same"},
}


def case_in(status: CaseStatus) -> Case:
    # The case stays its assignee's in every state, as a resolved one does.
    return Case(1, CaseKind.VIOLATION, "f", CHANNEL, 0, status=status, version=4, assignee=3)


def expected(status: CaseStatus, event: CaseEvent, who: str) -> str:
    if who not in ALLOWED[event]:
        return "NotAllowed"
    answer = TABLE[status].get(event, "NotAllowed")
    return "AlreadyThere" if answer == "same" else answer


@pytest.mark.parametrize(
    ("status", "event", "who"),
    [
        pytest.param(*triple, id=f"{triple[2]} wants {triple[1]} of a case that is {triple[0]}")
        for triple in itertools.product(CaseStatus, CaseEvent, ACTORS)
    ],
)
def test_every_state_event_and_actor(status: CaseStatus, event: CaseEvent, who: str) -> None:
    case = case_in(status)
    move = Move(event, at=9, reason="done")
    answer = expected(status, event, who)
    if answer in {"NotAllowed", "AlreadyThere"}:
        with pytest.raises(CaseError) as raised:
            step(case, move, ACTORS[who])
        assert type(raised.value).__name__ == answer
        return
    after = step(case, move, ACTORS[who])
    assert (after.status, after.version, after.changed_at) == (answer, 5, 9)


def test_a_decision_on_an_open_case_claims_it_in_the_same_transition() -> None:
    open_case = Case(1, CaseKind.VIOLATION, "f", CHANNEL, 0)
    after = step(open_case, Move(CaseEvent.RESOLVE, 9, "kept"), ACTORS["moderator"])
    assert (after.assignee, after.resolved_by, after.resolved_at) == (4, 4, 9)
    assert after.resolution == "kept"


def test_a_resolution_without_a_reason_is_refused() -> None:
    with pytest.raises(NotAllowed):
        step(case_in(CaseStatus.OPEN), Move(CaseEvent.RESOLVE, 9), ACTORS["lead"])


def test_whoever_saw_an_older_version_is_stale() -> None:
    with pytest.raises(StaleVersion):
        step(case_in(CaseStatus.OPEN), Move(CaseEvent.CLAIM, 9, seen=3), ACTORS["lead"])


def test_a_decided_case_is_already_there_whatever_version_was_seen() -> None:
    with pytest.raises(AlreadyThere):
        step(case_in(CaseStatus.RESOLVED), Move(CaseEvent.RESOLVE, 9, "x", 3), ACTORS["lead"])


def test_a_stranger_learns_nothing_of_the_state() -> None:
    with pytest.raises(NotAllowed):
        step(case_in(CaseStatus.RESOLVED), Move(CaseEvent.RESOLVE, 9, "x"), ACTORS["nobody"])


def test_reopening_forgets_who_decided() -> None:
    resolved = step(case_in(CaseStatus.OPEN), Move(CaseEvent.RESOLVE, 9, "x"), ACTORS["lead"])
    after = step(resolved, Move(CaseEvent.REOPEN, 10), ACTORS["lead"])
    assert (after.resolution, after.resolved_by, after.resolved_at) == ("", None, None)
    assert after.assignee is None
    assert (resolved.reopened, after.reopened) == (0, 1)


def test_an_answer_to_a_question_of_ours_is_no_reopening() -> None:
    after = step(case_in(CaseStatus.WAITING), Move(CaseEvent.AUTHOR_WROTE, 10), SYSTEM)
    assert after.reopened == 0
    assert after.assignee == 3
