"""What a lane holds: a row with its events and looks, the commits under way, and who touches what.

`lanes` runs them; here is the reasoning of docs/decisions/0010.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.ports import InboxRow
from handlers.look import Look
from models.channel import ChannelKey
from models.effects import (
    AttachItem,
    CountStanding,
    Effects,
    Promise,
    PutHappening,
    PutMessage,
    PutVerdict,
    SetTimer,
    WriteAudit,
)
from models.event import Event, MessageSeen

_QUIET = (
    *(PutMessage, PutVerdict, CountStanding, WriteAudit, PutHappening),
    *(AttachItem, Promise, SetTimer),
)
"""Records that another author's next message never reads: they touch a message and its author, or
add to what is there. Opening or changing a case, a channel, a role is not among them."""


@dataclass(slots=True)
class Step:
    """One row with its events and what was seen ahead."""

    row: InboxRow
    events: Sequence[Event]
    looks: Sequence[Look | None] = ()
    malformed: bool = False


@dataclass(slots=True)
class InFlight:
    """Commits of one lane that have not returned, and the authors and albums they touch."""

    group: asyncio.TaskGroup
    tasks: list[asyncio.Task[Effects | None]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    async def settle(self) -> None:
        """Wait for all of them."""
        if self.tasks:
            await asyncio.wait(self.tasks)
        self.tasks.clear()
        self.touched.clear()


def quiet(effects: Effects) -> bool:
    """Tell whether the next message of another author may be decided before these are committed."""
    return all(isinstance(record, _QUIET) for record in effects.records)


def refreshed(step: Step, old: set[str]) -> Step:
    """Drop what was known ahead of a message whose author, album or self was touched since."""
    touches = touches_of(step.events)
    if touches is None or touches & old:
        step.looks = [look and replace(look, known=None) for look in step.looks]
    old |= touches or set()
    return step


def touches_of(events: Sequence[Event]) -> set[str] | None:
    """Name what a row's messages depend on; None where nothing may be in flight."""
    touched: set[str] = set()
    for event in events:
        if not isinstance(event, MessageSeen):
            return None
        message = event.message
        touched |= {message.author.key, f"m:{message.external_id}"}
        if message.album:
            touched.add(f"a:{message.album}")
    return touched


def where_of(step: Step) -> ChannelKey:
    """Return the channel a row is about, or its account where no channel was read."""
    for event in step.events:
        if isinstance(event, MessageSeen):
            return event.message.channel
    return ChannelKey(step.row.update.platform, step.row.update.account_id, "")
