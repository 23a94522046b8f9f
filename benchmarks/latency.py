"""From delivery to the act: spam to its delete call, and an alarm to its card during a raid.

`python -m benchmarks.latency`. Delivered is when the local Bot API handed the update out; the
limits of the real platform are on.
"""

import asyncio
import random
import statistics
import sys
from itertools import islice

from benchmarks.rig import ROUNDS, WARM_SECONDS, bot, calibration, percentile, sandbox, spread
from sandbox.load import Item, make_stream, play
from sandbox.telegram import TelegramSandbox

SECONDS = 12
SPAM_SHARE = 0.05
URGENT_SHARE = 0.02
RAID = 500
ALARM = "Срочно помогите! С карты дважды списали деньги, карта заблокирована, что делать?"


async def spam_round(rate: int, chats: int, seed: int) -> tuple[list[float], int]:
    """Return the seconds from delivery to delete call of each deletion, and the spam missed."""
    async with sandbox(chats) as (tg, moderators, places), bot(tg, moderators, places):
        await asyncio.sleep(WARM_SECONDS)
        stream = make_stream(seed, places, rate, SPAM_SHARE, URGENT_SHARE)
        items = list(islice(stream, rate * SECONDS))
        await play(tg, items)
        await asyncio.sleep(3)
        calls = deletions(tg)
        return waits(tg, items, "spam", calls)


def deletions(tg: TelegramSandbox) -> dict[tuple[int, int], float]:
    """Return when the delete call of each message arrived."""
    found: dict[tuple[int, int], float] = {}
    for call in tg.calls:
        if call.method in {"deleteMessage", "deleteMessages"}:
            ids = call.params.get("message_ids") or [call.params.get("message_id")]
            for one in ids:
                found.setdefault((int(call.params["chat_id"]), int(one)), call.at)
    return found


def waits(
    tg: TelegramSandbox, items: list[Item], kind: str, calls: dict[tuple[int, int], float]
) -> tuple[list[float], int]:
    """Return the waits of the items that were acted on, and how many were not."""
    taken, missed = [], 0
    for item in items:
        if item.kind != kind:
            continue
        key = (item.message["chat"]["id"], item.message["message_id"])
        if key in calls:
            taken.append(calls[key] - (tg.delivered_at(item.message) or calls[key]))
        else:
            missed += 1
    return taken, missed


async def alarm_round(seed: int) -> float:
    """Return the seconds from an urgent message's delivery to its card, a raid's bans queued."""
    dice = random.Random(seed)
    async with sandbox(2) as (tg, moderators, places), bot(tg, moderators, places):
        await asyncio.sleep(WARM_SECONDS)
        raid = islice(make_stream(seed, places[:1], 1e6, 1.0, 0.0), RAID)
        tg.feed(item.update for item in raid)
        await asyncio.sleep(0.5 + dice.random())
        urgent = next(iter(make_stream(seed + 1, places[1:], 1.0, 0.0, 1.0)))
        # One alarm that is surely heard: how many are heard is the model card's matter.
        urgent.message["text"] = ALARM
        urgent.message.pop("entities", None)
        tg.feed([urgent.update])

        def carded() -> float | None:
            for call in tg.calls_of("sendMessage"):
                if ALARM in str(call.params.get("text", "")):
                    return float(call.at)
            return None

        at = await tg.wait_for(carded, 60)
        return float(at) - float(tg.delivered_at(urgent.message))


async def removals() -> None:
    """Print the removals at each rate."""
    print(
        f"load: {SECONDS} s a round, {SPAM_SHARE:.0%} spam of new accounts, "
        f"{URGENT_SHARE:.0%} urgent, platform limits on, {ROUNDS} rounds"
    )
    for rate, chats in ((20, 20), (50, 20), (20, 1), (50, 1)):
        p50s, p95s, count, missed = [], [], 0, 0
        for seed in range(ROUNDS):
            taken, left = await spam_round(rate, chats, seed)
            p50s.append(statistics.median(taken))
            p95s.append(percentile(taken, 0.95))
            count, missed = count + len(taken), missed + left
        print(
            f"spam -> delete call, {rate}/s over {chats} chats: p50 {spread(p50s, ' s')}, "
            f"p95 {spread(p95s, ' s')}; {count} deleted, {missed} put to people instead"
        )


async def alarms() -> None:
    """Print the alarms."""
    waits_of = [await alarm_round(seed) for seed in range(ROUNDS * 4)]
    print(
        f"urgent -> card, {RAID} removals queued: p50 {statistics.median(waits_of):.3f} s, "
        f"p95 {percentile(waits_of, 0.95):.3f} s over {len(waits_of)} alarms"
    )


async def main() -> None:
    """Print both tables, or the one that is named (`removals`, `alarms`)."""
    print(f"calibration loop: {spread([calibration() for _ in range(ROUNDS)], ' s')}")
    for table in (removals, alarms):
        if table.__name__ in (sys.argv[1:] or ["removals", "alarms"]):
            await table()


if __name__ == "__main__":
    asyncio.run(main())
