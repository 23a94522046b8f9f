"""What was seen ahead is believed only while nobody has touched it; only quiet effects pipeline."""

import pytest

from bot.lane import Step, quiet, refreshed
from bot.ports import InboxRow, RawUpdate
from handlers.canonical import canonicalise
from handlers.look import Look
from handlers.ports import Known
from models.audit import AuditLine
from models.case import Case, CaseKind
from models.channel import ChannelKey, Place, Platform
from models.effects import Effects, OpenCase, Record, WriteAudit
from models.event import Fault, MessageSeen
from models.message import Message
from models.person import Author, Standing

CHAT = ChannelKey(Platform.MEMORY, "1", "chat")
SEEN_AHEAD = Known(Standing(clean_messages=2))


def a_step(number: int, author: str, album: str | None = None) -> Step:
    who = Author(Platform.MEMORY, author)
    message = Message(CHAT, Place.GROUP, str(number), who, 0, 0, album=album)
    text = canonicalise("")
    look = Look(message, text, text, (), None, SEEN_AHEAD)
    row = InboxRow(number, RawUpdate(Platform.MEMORY, "1", str(number), "", "chat", 0, b""))
    return Step(row, [MessageSeen(message)], [look])


def known_of(step: Step) -> Known | None:
    (look,) = step.looks
    return look.known if look else None


def test_the_first_message_of_an_author_keeps_what_was_seen_ahead() -> None:
    assert known_of(refreshed(a_step(1, "anna"), set())) == SEEN_AHEAD


def test_the_second_message_of_the_same_author_is_looked_up_anew() -> None:
    old: set[str] = set()
    refreshed(a_step(1, "anna"), old)

    assert known_of(refreshed(a_step(2, "anna"), old)) is None
    assert known_of(refreshed(a_step(3, "boris"), old)) == SEEN_AHEAD


def test_the_second_part_of_an_album_is_looked_up_anew() -> None:
    old: set[str] = set()
    refreshed(a_step(1, "anna", "album"), old)

    assert known_of(refreshed(a_step(2, "boris", "album"), old)) is None


def test_whoever_is_being_written_is_looked_up_anew() -> None:
    assert known_of(refreshed(a_step(1, "anna"), {"memory:anna"})) is None


def test_after_an_event_that_is_no_message_the_step_itself_keeps_nothing() -> None:
    step = a_step(1, "anna")
    step.events = [Fault("disk_low", 0)]

    assert known_of(refreshed(step, set())) is None


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        (WriteAudit(AuditLine(0, "system", "verdict", "M-1")), True),
        (OpenCase(Case(1, CaseKind.VIOLATION, "print", CHAT, 0)), False),
    ],
    ids=["an audit line is quiet", "a case that opens is not"],
)
def test_what_is_quiet(record: Record, *, answer: bool) -> None:
    assert quiet(Effects.of(record)) is answer
