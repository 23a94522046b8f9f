"""VK acts under VK's own limits: a burst of deletes, and a stream of spam at 20 comments a second.

`python -m benchmarks.vk_acts`. Delivered is when the local VK handed the event out; its limits (20
calls a second to the community's key, 3 to a manager's) are on and it counts what arrives itself.
"""

import asyncio
import sys
import time
from dataclasses import replace
from itertools import islice

from benchmarks.rig import ROUNDS, WARM_SECONDS, Bot, calibration, percentile, spread, vk_bot
from sandbox.load_vk import Mix, make_comments, play_comments
from sandbox.vk import Comment, VkSandbox

BURST = 200
RATE = 20.0
SECONDS = 15
ADVERT = (
    "Заработок от 5000 рублей в день без вложений! Удалённая работа, опыт не нужен. "
    "Пиши в лс @rabota_tut_bot или переходи https://t.me/+AbCdEfGh12345 Вакансия {number}"
)
"""One that is surely removed: how many are recognised is the model card's matter."""
_PATIENCE = 90.0


async def gone(comments: list[Comment], bot: Bot) -> int:
    """Wait until all comments are deleted or nothing is promised any more; return how many are."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        deleted = sum(comment.deleted for comment in comments)
        waiting = bot.rows("SELECT count(*) FROM action WHERE state IN ('queued', 'running')")
        if deleted == len(comments) or waiting == [(0,)]:
            return deleted
        await asyncio.sleep(0.2)
    return sum(comment.deleted for comment in comments)


async def one_round(mix: Mix, count: int) -> tuple[int, list[float], dict[str, int], int]:
    """Return the spam left, seconds to each delete, the most calls a second by key, the refusals.

    A refusal is VK's error 6 or 9: the server says that it was too much.
    """
    async with VkSandbox() as vk:
        things = [vk.post(f"Новость {number}") for number in range(5)]
        moderators = vk.chat("Модераторы", owner=vk.key_holder)
        async with vk_bot(vk, moderators) as bot:
            await asyncio.sleep(WARM_SECONDS)
            vk.journal.calls.clear()
            vk.journal.by_method.clear()
            stream = islice(make_comments(vk, mix, things), count)
            items = [
                replace(item, text=ADVERT.format(number=number)) if item.kind == "spam" else item
                for number, item in enumerate(stream)
            ]
            comments = await play_comments(vk, items)
            spam = [one for one in comments if one.text.startswith(ADVERT[:40])]
            await vk.confirmed(30)
            await asyncio.sleep(1)
            deleted = await gone(spam, bot)
            waits = deletes(vk, spam)
        rates = {kind: vk.max_rate(kind) for kind in ("group", "user")}
        refused = sum(call.code in {6, 9, 29} for call in vk.calls)
        return len(spam) - deleted, waits, rates, refused


def deletes(vk: VkSandbox, spam: list[Comment]) -> list[float]:
    """Return the seconds from a comment's delivery to its deletion."""
    done = {
        int(call.params["comment_id"]): call.at
        for call in vk.calls
        if call.method == "wall.deleteComment" and call.ok
    }
    return [done[one.id] - (vk.delivered_at(one) or done[one.id]) for one in spam if one.id in done]


async def table(name: str, mix: Mix, count: int, rounds: int) -> None:
    """Print a row: medians and extremes over rounds."""
    p50, p95, left, refusals = [], [], 0, 0
    most = {"group": 0, "user": 0}
    for number in range(rounds):
        missed, waits, rates, refused = await one_round(Mix(number + 1, mix.rate, mix.spam), count)
        p50.append(percentile(waits, 0.5))
        p95.append(percentile(waits, 0.95))
        left, refusals = left + missed, refusals + refused
        most = {kind: max(most[kind], rates[kind]) for kind in most}
    print(
        f"{name:34} p50 {spread(p50, ' s')}  p95 {spread(p95, ' s')}  spam not deleted {left}  "
        f"most calls/s: community {most['group']} of 20, user {most['user']} of 3, "
        f"refused {refusals}"
    )


async def main(rounds: int) -> None:
    """Print the table."""
    print(f"fixed loop {calibration():.3f} s; {rounds} rounds; medians [least-most]")
    await table(f"burst of {BURST}, all spam", Mix(1, 1e6, 1.0), BURST, rounds)
    await table(f"{RATE:.0f} comments/s, all spam", Mix(1, RATE, 1.0), int(RATE * SECONDS), rounds)
    await table(f"{RATE:.0f} comments/s, 5 % spam", Mix(1, RATE, 0.05), int(RATE * SECONDS), rounds)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
