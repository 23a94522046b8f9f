"""Judging an input: standing grows as in life, memory does not, and nothing is done."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.reading import Silent
from bot.clock import ManualClock
from bot.config import load
from bot.scan.judging import Judged, judge_rows
from bot.scan.ledger import Ledger
from bot.scan.rows import Fields, Joined, Row
from bot.scan.seed import seed_regulars
from bot.store import open_storage
from handlers.policy.default import default_policy
from handlers.world import World
from models.channel import ChannelKey, Platform
from models.ids import IdMaker
from models.person import Standing
from models.verdict import Outcome

SECOND = 1_000_000
DAY = 86_400 * SECOND
MEGABYTE = 1_000_000


def world() -> World:
    clock = ManualClock()
    ids = IdMaker(clock.now)
    storage = open_storage("memory://", clock=clock, ids=ids)
    return World(storage, Silent(), clock, ids, default_policy())


async def judged(rows: list[Row | Joined], ledger: Ledger | None = None) -> list[Judged]:
    return [one async for one in judge_rows(world(), iter(rows), ledger or Ledger())]


def day(number: int, author: str = "7") -> Row:
    return Fields(number, "спасибо, всё работает", author=author, at=(number + 1) * DAY).row()


async def test_an_author_is_a_newcomer_until_three_clean_messages_and_a_week() -> None:
    found = await judged([day(number) for number in range(9)])
    assert [one.newcomer for one in found] == [True] * 7 + [False] * 2


async def test_a_row_without_an_author_is_always_a_newcomer() -> None:
    ledger = Ledger()
    found = await judged([day(number, author="") for number in range(9)], ledger)
    assert all(one.newcomer for one in found)
    assert ledger.authors == 0


async def test_a_join_that_was_seen_is_kept() -> None:
    ledger = Ledger()
    await judged([Joined("telegram:7", 5), day(1)], ledger)
    assert ledger.standing("telegram:7").joined_at == 5


def test_authors_who_wait_in_the_file_are_counted_as_those_in_memory() -> None:
    small, large = Ledger(in_memory=10), Ledger()
    for number in range(400):
        message = day(number, author=str(number * 7 % 40)).message
        for ledger in (small, large):
            ledger.count(message, Outcome.LEFT, has_date=True)
    assert dict(small.everybody()) == dict(large.everybody())
    assert small.authors == large.authors == 40
    assert sum(one.clean_messages for _, one in small.everybody()) == 400


async def test_seeding_stores_regulars_once(tmp_path: Path) -> None:
    config_file = tmp_path / "config.toml"
    config_file.write_text('[telegram]\ntoken = "1:a"\n', "utf-8")
    config = load(config_file)
    ledger = Ledger()
    await judged([*(day(number) for number in range(9)), day(9, author="8")], ledger)
    assert await seed_regulars(config, ledger, 10 * DAY) == 1
    assert await seed_regulars(config, ledger, 10 * DAY) == 0
    clock = ManualClock(11 * DAY)
    storage = open_storage(config.storage.url, clock=clock, ids=IdMaker(clock.now))
    await storage.open()
    standing = await storage.standing("telegram:7", ChannelKey(Platform.TELEGRAM, "1", "-1"))
    await storage.close()
    assert standing == Standing(clean_messages=9, first_seen_at=DAY)


def export_lines(count: int) -> Iterator[str]:
    yield '{"name": "К", "type": "private_supergroup", "id": 123, "messages": ['
    for number in range(count):
        entry = {
            "id": number,
            "type": "message",
            "date_unixtime": str(1_700_000_000 + number),
            "from": "Имя Фамилия",
            "from_id": f"user{number * 7919 % (count // 2)}",
            "text": [f"сообщение {number} ", {"type": "bold", "text": "обычное"}],
        }
        yield ("," if number else "") + json.dumps(entry, ensure_ascii=False)
    yield "]}"


def test_two_hundred_thousand_rows_fit_into_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(export_lines(200_000))
    few, many = (peak_memory(file, limit) for limit in (20_000, 200_000))
    assert many["rows"] == 200_000
    assert many["authors"] == 100_000
    # Ten times the rows and authors may cost what the ledger keeps in memory, and no more.
    assert many["peak"] - few["peak"] < 40 * MEGABYTE


def peak_memory(file: Path, limit: int) -> dict[str, int]:
    """Read in a child process, since the peak of a process never falls."""
    code = f"""
import json, resource
from itertools import islice
from pathlib import Path
from bot.scan.ledger import Ledger
from bot.scan.reading import read_path
from bot.scan.rows import Reading, Row
from bot.scan.source import Format
from models.verdict import Outcome
ledger, rows = Ledger(), 0
for row in islice(read_path(Path({str(file)!r}), Format.AUTO, Reading(), lambda _: None), {limit}):
    assert isinstance(row, Row)
    rows += 1
    ledger.count(row.message, Outcome.LEFT, has_date=True)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(dict(rows=rows, authors=ledger.authors, peak=peak)))
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, check=True, timeout=120
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found
