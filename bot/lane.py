"""What a lane holds: a row with its events and looks, the commits under way, and who touches what.

`lanes` runs them; here is the reasoning of docs/decisions/0010.
"""

import asyncio
from collections.abc import Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field

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

_MOST_TOUCHED = 1_000


@dataclass(slots=True)
class Step:
    """One row with its events and what was seen ahead."""

    row: InboxRow
    events: Sequence[Event]
    looks: Sequence[Look | None] = ()
    malformed: bool = False


@dataclass(slots=True)
class InFlight:
    """Commits of one lane that have not returned, and which authors and albums they touch."""

    group: asyncio.TaskGroup
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    touched: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def start(self, commit: Coroutine[None, None, None], touches: Iterable[str]) -> None:
        """Let a commit run; whoever touches the same waits for it."""
        task = self.group.create_task(commit)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        if len(self.touched) > _MOST_TOUCHED:
            self.touched = {name: one for name, one in self.touched.items() if not one.done()}
        self.touched.update(dict.fromkeys(touches, task))

    async def settle(self, touches: Collection[str] | None = None) -> None:
        """Wait for all commits that touch the same; None: for every one."""
        if touches is None:
            tasks = self.tasks
        else:
            tasks = {self.touched[name] for name in touches if name in self.touched}
        if any(not task.done() for task in tasks):
            await asyncio.wait(tasks)


def quiet(effects: Effects) -> bool:
    """Tell whether the next message of another author may be decided before these are committed."""
    return all(isinstance(record, _QUIET) for record in effects.records)


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
