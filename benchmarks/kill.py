"""kill -9 while updates are being handled: what is lost here, and with aiogram's default polling.

`python -m benchmarks.kill`. Both read the same sandbox; the killed process is started once more and
given time. Lost is what was said and never handled by either life.
"""

import asyncio
import sys
import tempfile
from itertools import islice
from pathlib import Path

from benchmarks.rig import ROOT, ROUNDS, bot, sandbox
from sandbox.load import make_stream
from sandbox.telegram import Limits, TelegramSandbox

MESSAGES = 50
SECONDS_OF_WORK = 3

_AIOGRAM = f"""
import asyncio, sys
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

token, url, path = sys.argv[1:]
dispatcher = Dispatcher()

@dispatcher.message()
async def handle(message: Message) -> None:
    await asyncio.sleep({SECONDS_OF_WORK})
    with open(path, "a") as done:
        done.write(f"{{message.message_id}}\\n")

session = AiohttpSession(api=TelegramAPIServer.from_base(url))
asyncio.run(dispatcher.start_polling(Bot(token, session=session), handle_signals=False))
"""


async def ours(seed: int) -> int:
    """Return how many of our messages were lost by a kill in the middle."""
    async with sandbox(4, Limits.off()) as (tg, moderators, places):
        with tempfile.TemporaryDirectory(prefix="vakhta-kill-") as name:
            async with bot(tg, moderators, places, Path(name)) as first:
                feed(tg, places, seed)
                await tg.wait_for(lambda: len(tg.calls_of("getUpdates")) > 1, 30)
                first.process.kill()
                await first.process.wait()
            async with bot(tg, moderators, places, Path(name)) as second:
                await tg.confirmed(30)
                await asyncio.sleep(SECONDS_OF_WORK)
                return MESSAGES - int(second.rows("SELECT count(*) FROM message")[0][0])


async def theirs(seed: int) -> int:
    """Return how many messages aiogram's default polling lost."""
    async with sandbox(4, Limits.off()) as (tg, _, places):
        with tempfile.TemporaryDirectory(prefix="vakhta-kill-") as name:
            done = Path(name) / "done"
            done.touch()
            for life in range(2):
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-c", _AIOGRAM, tg.token, tg.url, str(done)), cwd=ROOT
                )
                polls = len(tg.calls_of("getUpdates"))
                await tg.wait_for(lambda n=polls: len(tg.calls_of("getUpdates")) > n, 60)
                if life == 0:
                    feed(tg, places, seed)
                    await tg.confirmed(30)
                else:
                    await asyncio.sleep(SECONDS_OF_WORK * 2)
                process.kill()
                await process.wait()
            return MESSAGES - len(set(done.read_text().split()))


def feed(tg: TelegramSandbox, places: list[int], seed: int) -> None:
    """Let fifty people write."""
    tg.feed(item.update for item in islice(make_stream(seed, places, 1e9, 0.1, 0.0), MESSAGES))


async def main() -> None:
    """Print the table."""
    for who, lose in (("Vakhta", ours), ("aiogram 3 default polling", theirs)):
        lost = [await lose(seed) for seed in range(ROUNDS)]
        print(f"{who}: lost {lost} of {MESSAGES} each, one kill -9 while they were handled")


if __name__ == "__main__":
    asyncio.run(main())
