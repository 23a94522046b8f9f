"""What breaks a VK long poll, row by row: vk_api's own VkBotLongPoll beside ours.

Both poll the same sandbox while the same thing goes wrong. Prints one table; `heard` is whether
what was written afterwards came in, `told` whether the loss of events was noticed at all.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from rich.console import Console
from rich.table import Table

from benchmarks.vk_readers import AFTER, WAIT, Seen, Trouble, make_ours, make_theirs, ours, theirs
from sandbox.vk import Limits, VkSandbox
from sandbox.vk.client import Client

HELD = 6
"""Seconds of the poll that is cancelled."""


async def _outdated(vk: VkSandbox) -> None:
    vk.post("Потеряно")
    vk.feed.lose_history()
    await asyncio.sleep(1)  # longer than vk_api's own pause between two calls
    vk.post(AFTER)


async def _expired(vk: VkSandbox) -> None:
    vk.feed.expire_key()
    vk.post(AFTER)


async def _lost(vk: VkSandbox) -> None:
    vk.post("Потеряно")
    vk.feed.lose_all()
    await asyncio.sleep(1)  # longer than vk_api's own pause between two calls
    vk.post(AFTER)


async def _version(vk: VkSandbox) -> None:
    vk.feed.force(4, times=100_000)
    await asyncio.sleep(1)
    vk.feed._forced.clear()  # noqa: SLF001 - the trouble is over
    vk.post(AFTER)


def _down(html: int) -> Trouble:
    async def trouble(vk: VkSandbox) -> None:
        with vk.down(html):
            await asyncio.sleep(WAIT + 0.5)
        vk.post(AFTER)

    return trouble


def _raw(event_type: str, body: object) -> Trouble:
    async def trouble(vk: VkSandbox) -> None:
        poison = {"type": event_type, "object": body, "group_id": vk.group_id, "event_id": "p"}
        vk.push_raw(poison)
        vk.post(AFTER)

    return trouble


ROWS: dict[str, Trouble] = {
    "failed 1 (history outdated)": _outdated,
    "failed 2 (key expired)": _expired,
    "failed 3 (information lost)": _lost,
    "failed 4 for a second": _version,
    "502 with HTML": _down(502),
    "connection dropped": _down(0),
    "object: null in a batch": _raw("wall_reply_new", None),
    "message_new without message": _raw("message_new", {}),
    "unknown type": _raw("hologram_new", {"id": 1}),
}


def _words(seen: Seen) -> str:
    state = f"dead: {seen.died}" if seen.died else "alive"
    heard = "heard" if AFTER in seen.texts else "not heard"
    return f"{state}, {heard}, {'told' if seen.told else 'not told'}, {seen.polls} polls"


async def _cancelled(start: Callable[[VkSandbox], Awaitable[None]]) -> float:
    """Return how many seconds a poll that is held holds up the end of its loop."""
    async with VkSandbox(limits=Limits.off()) as vk:
        task = asyncio.get_running_loop().create_task(_waiting(start, vk))
        await vk.wait_for(lambda: vk.feed.polls > 0)
        before = time.monotonic()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return time.monotonic() - before


async def _waiting(start: Callable[[VkSandbox], Awaitable[None]], vk: VkSandbox) -> None:
    await start(vk)


async def _hold_theirs(vk: VkSandbox) -> None:
    poll = await asyncio.to_thread(make_theirs, vk, HELD)
    thread = asyncio.get_running_loop().run_in_executor(None, poll.check)
    try:
        await asyncio.shield(thread)
    except asyncio.CancelledError:
        await thread  # a thread cannot be stopped: the end of the loop waits for it
        raise


async def _hold_ours(vk: VkSandbox) -> None:
    async with Client(vk.url, vk.token) as client:
        poll = make_ours(vk, client, HELD)
        try:
            async for _ in poll.updates(None):
                continue
        finally:
            await poll.close()


async def main() -> None:
    """Run every row with both readers and print the table."""
    logging.disable(logging.WARNING)
    table = Table("what happens", "vk_api VkBotLongPoll", "ours", title="VK long poll")
    for name, trouble in ROWS.items():
        cells = []
        for reader in (theirs, ours):
            async with VkSandbox(limits=Limits.off()) as vk:
                cells.append(_words(await reader(vk, trouble)))
        table.add_row(name, *cells)
    table.add_row(
        f"cancelled in a poll of {HELD} s",
        f"{await _cancelled(_hold_theirs):.2f} s",
        f"{await _cancelled(_hold_ours):.2f} s",
    )
    Console(width=140).print(table)


if __name__ == "__main__":
    asyncio.run(main())
