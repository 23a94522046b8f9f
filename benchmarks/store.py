"""What storage costs: ham messages through append, known, commit; CPU and bytes for each.

`python -m benchmarks.store [messages] [lanes]`: prints the median of five runs. Every lane waits
for its own commit before it goes on, as the lanes of the bot do.
"""

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bot.ports import Cursor, InboxRow, RawUpdate, Storage
from bot.store import open_storage
from models.audit import AuditLine
from models.channel import ChannelKey, Place, Platform
from models.effects import CountStanding, Effects, PutMessage, PutVerdict, WriteAudit
from models.ids import IdMaker, Kind, show
from models.message import Message, PartKind, TextPart
from models.person import Author
from models.signal import Signal
from models.verdict import Outcome, Verdict

RUNS = 5
BATCH = 100
TEXT = "Добрый день! Подскажите, пожалуйста, когда откроется магазин на проспекте? " * 3
PAYLOAD = (b'{"update_id":1,"message":{"text":"' + TEXT.encode() + b'"}}')[:594]
SIGNALS = tuple(
    Signal(name, "linear@1f3a5b7c", probability=0.012345)
    for name in ("spam", "toxicity", "urgency", "negative")
)
HAM = Verdict(Outcome.LEFT, "", (), (), SIGNALS, "default@0123456789ab", "neutral")


class SystemClock:
    """Real time: this is a measurement."""

    def now(self) -> int:
        """Return UTC microseconds."""
        return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class Figures:
    """One run's result, per message."""

    rate: float
    cpu_us: float
    bytes_on_disk: float


def update(number: int, lanes: int) -> RawUpdate:
    """Return a raw update of one of the lanes."""
    lane = f"telegram:1:-100{number % lanes}"
    return RawUpdate(Platform.TELEGRAM, "1", str(number), f"{number:064x}", lane, number, PAYLOAD)


async def lane(storage: Storage, ids: IdMaker, rows: list[InboxRow]) -> None:
    """Judge one lane's rows as ham, one after the other."""
    for row in rows:
        number = int(row.update.update_key)
        channel = ChannelKey(Platform.TELEGRAM, "1", row.update.lane_key.rpartition(":")[2])
        author = Author(Platform.TELEGRAM, str(number % 997), name="Анна П.")
        parts = (TextPart(PartKind.TEXT, TEXT),)
        message = Message(channel, Place.GROUP, str(number), author, number, number, parts)
        await storage.known(message)
        key = ids.new()
        codes = {"outcome": "left", "policy": HAM.policy, "checkpoint": "linear@1f3a5b7c"}
        line = AuditLine(number, "system", "verdict", show(Kind.MESSAGE, key), codes)
        effects = Effects.of(
            PutMessage(key, 1, message),
            PutVerdict(ids.new(), key, 1, HAM, number),
            CountStanding(author, channel, number, clean=1),
            WriteAudit(line),
        )
        await storage.commit(row, effects)


async def run(messages: int, lanes: int, folder: Path) -> Figures:
    """Store and judge `messages`, and count what it took."""
    clock = SystemClock()
    ids = IdMaker(clock.now)
    path = folder / "bench.db"
    storage = open_storage(f"sqlite+aiosqlite:///{path}", clock=clock, ids=ids)
    await storage.open()
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    for start in range(0, messages, BATCH):
        batch = [update(number, lanes) for number in range(start, start + BATCH)]
        await storage.append(batch, Cursor("telegram:1", str(start)))
        rows = await storage.pending(0, BATCH, clock.now())
        shares = [
            [row for row in rows if int(row.update.update_key) % lanes == share]
            for share in range(lanes)
        ]
        await asyncio.gather(*(lane(storage, ids, share) for share in shares))
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    await storage.close()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figures(messages / seconds, cpu / messages * 1e6, 0.0)


def main() -> None:
    """Print the medians."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    lanes = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            figures = asyncio.run(run(messages, lanes, Path(folder)))
            size = sum(file.stat().st_size for file in Path(folder).iterdir())
            runs.append(replace(figures, bytes_on_disk=size / messages))
    rates = [one.rate for one in runs]
    print(f"ham messages {messages}, lanes {lanes}, runs {RUNS}, payload {len(PAYLOAD)} bytes")
    print(f"messages/s   {statistics.median(rates):8.0f} [{min(rates):.0f}-{max(rates):.0f}]")
    print(f"CPU us/msg   {statistics.median(one.cpu_us for one in runs):8.0f}")
    print(f"bytes/msg    {statistics.median(one.bytes_on_disk for one in runs):8.0f}")


if __name__ == "__main__":
    main()
