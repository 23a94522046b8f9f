"""A message waits for the commits that it could depend on; only quiet effects pipeline."""

import asyncio

import pytest

from bot.lane import InFlight, quiet, touches_of
from models.audit import AuditLine
from models.case import Case, CaseKind
from models.channel import ChannelKey, Place, Platform
from models.effects import Effects, OpenCase, Record, WriteAudit
from models.event import Fault, MessageSeen
from models.message import Message
from models.person import Author

CHAT = ChannelKey(Platform.MEMORY, "1", "chat")


def seen(number: int, author: str, album: str | None = None) -> MessageSeen:
    who = Author(Platform.MEMORY, author)
    return MessageSeen(Message(CHAT, Place.GROUP, str(number), who, 0, 0, album=album))


def touched(*events: MessageSeen) -> set[str]:
    return touches_of(events) or set()


async def waits(first: MessageSeen, touches: set[str] | None) -> bool:
    """Tell whether somebody with `touches` waits while `first` is being written."""
    written = asyncio.Event()

    async def commit() -> None:
        await written.wait()

    async with asyncio.TaskGroup() as group:
        in_flight = InFlight(group)
        in_flight.start(commit(), touched(first))
        settled = group.create_task(in_flight.settle(touches))
        done, _ = await asyncio.wait([settled], timeout=0.01)
        written.set()
        await settled
    return not done


async def test_the_second_message_of_an_author_waits_for_the_first() -> None:
    assert await waits(seen(1, "anna"), touched(seen(2, "anna")))


async def test_a_message_of_somebody_else_does_not_wait() -> None:
    assert not await waits(seen(1, "anna"), touched(seen(2, "boris")))


async def test_the_second_part_of_an_album_waits_for_the_first() -> None:
    assert await waits(seen(1, "anna", "album"), touched(seen(2, "boris", "album")))


async def test_an_event_that_is_no_message_waits_for_all() -> None:
    assert touches_of([Fault("disk_low", 0)]) is None
    assert await waits(seen(1, "anna"), None)


async def test_what_has_been_written_keeps_nobody_waiting() -> None:
    async with asyncio.TaskGroup() as group:
        in_flight = InFlight(group)
        in_flight.start(asyncio.sleep(0), touched(seen(1, "anna")))
        await in_flight.settle()

        assert not in_flight.tasks


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
