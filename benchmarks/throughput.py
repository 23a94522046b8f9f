"""From delivery to committed verdict: messages a second, CPU and disk; start and memory.

`python -m benchmarks.throughput`. The real process with the linear lane and SQLite FULL, fed by the
local Bot API from another process's core.
"""

import asyncio
import statistics
import time
from itertools import islice

from benchmarks.rig import ROUNDS, WARM_SECONDS, bot, calibration, sandbox, spread
from sandbox.load import make_stream
from sandbox.telegram import Limits

MESSAGES = 6_000
CHATS = 20
SPAM_SHARE = 0.02
URGENT_SHARE = 0.0


async def one_round(seed: int, chats: int) -> dict[str, float]:
    """Return the figures of one round."""
    limits = Limits.off()
    async with (
        sandbox(chats, limits) as (tg, moderators, places),
        bot(tg, moderators, places) as it,
    ):
        first_mb = it.resident_mb()
        await asyncio.sleep(WARM_SECONDS)
        idle_mb = it.resident_mb()
        stream = make_stream(seed, places, 1e9, SPAM_SHARE, URGENT_SHARE)
        updates = [item.update for item in islice(stream, MESSAGES)]
        length = statistics.mean(len(update["message"]["text"]) for update in updates)
        cpu, disk = it.cpu_seconds(), it.disk_bytes()
        started = time.perf_counter()
        tg.feed(updates)
        while it.rows("SELECT count(*) FROM inbox WHERE state = 1")[0][0] < MESSAGES:  # noqa: ASYNC110
            await asyncio.sleep(0.2)  # the process writes the database, nobody here can ring
        seconds = time.perf_counter() - started
        return {
            "rate": MESSAGES / seconds,
            "cpu": (it.cpu_seconds() - cpu) / MESSAGES * 1e6,
            "bytes": (it.disk_bytes() - disk) / MESSAGES,
            "start": it.to_first_poll,
            "first": first_mb,
            "idle": idle_mb,
            "busy": it.resident_mb(),
            "length": length,
        }


async def main() -> None:
    """Print the table."""
    print(f"calibration loop: {spread([calibration() for _ in range(ROUNDS)], ' s')}")
    for chats in (CHATS, 1):
        rounds = [await one_round(seed, chats) for seed in range(ROUNDS)]
        print(
            f"{MESSAGES} messages over {chats} chats, mean {rounds[0]['length']:.0f} characters, "
            f"{SPAM_SHARE:.0%} spam, {ROUNDS} rounds"
        )
        for key, unit in (
            ("rate", " messages/s"),
            ("cpu", " us of CPU a message"),
            ("bytes", " bytes on disk a message"),
            ("start", " s to the first poll"),
            ("first", " MB resident at the first poll"),
            ("idle", " MB resident, idle"),
            ("busy", " MB resident, after the load"),
        ):
            print(f"  {spread([one[key] for one in rounds], unit)}")


if __name__ == "__main__":
    asyncio.run(main())
