"""The disk is full, really: a small file system of its own, filled to the last byte.

What waits, waits with Telegram; people hear of it; with room again all goes on by itself. Mounting
needs root; without it the same is tried with a limit on the size of files (EFBIG, which SQLite
calls an I/O error, where a full disk is ENOSPC and SQLITE_FULL).
"""

import asyncio
import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.test_trouble import faults, until_ready
from tests.process import JsonObject, free_port
from tests.watch import SPAM, URGENT, Watch


@pytest.fixture
def small_disk(unstarted: Watch) -> Iterator[Path]:
    folder = unstarted.folder / "var"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a file system cannot be mounted here: {type(error).__name__}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path) -> Path:
    """Write until the kernel says ENOSPC."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as out:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
    assert os.statvfs(folder).f_bavail == 0
    return ballast


async def numbers(watch: Watch) -> str:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{watch.port}/metrics") as answer,
    ):
        return await answer.text()


async def all_is_accounted_for(watch: Watch, said: list[JsonObject]) -> None:
    await watch.tg.confirmed(30)
    await watch.handled()
    stored = sorted(row[0] for row in watch.rows("SELECT external_id FROM message"))
    assert stored == sorted(str(message["message_id"]) for message in said)
    assert watch.rows("SELECT count(*) FROM inbox WHERE state <> 1") == [(0,)]


async def test_a_full_disk_stops_intake_unconfirmed_and_it_resumes_by_itself(
    unstarted: Watch, small_disk: Path
) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.port = free_port()
    await watch.start()
    ballast = fill(small_disk)
    spam = tg.say(watch.somebody("Спамер"), watch.chat, SPAM)
    long = [
        tg.say(watch.newcomer, watch.chat, f"Отзыв номер {number}: {'спасибо ' * 400}")
        for number in range(30)
    ]
    await until_ready(watch, "disk_full", there=True)
    await asyncio.sleep(2.5)

    assert len(tg.queue) > 0
    assert 'vakhta_fault{code="disk_full"} 1.0' in await numbers(watch)
    assert "disk_full" in await faults(watch)

    ballast.unlink()
    await tg.wait_for(lambda: tg.is_deleted(spam), 20)
    await until_ready(watch, "disk_full", there=False)
    await all_is_accounted_for(watch, [spam, *long])
    assert 'vakhta_fault{code="disk_full"} 0.0' in await numbers(watch)
    await watch.stop()


async def test_people_hear_of_a_full_disk_at_once_and_read_of_it_later(
    unstarted: Watch, small_disk: Path
) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.port = free_port()
    await watch.start()
    ballast = fill(small_disk)
    tg.say(watch.newcomer, watch.chat, f"Отзыв: {'спасибо ' * 400}")
    tg.say(watch.newcomer, watch.chat, f"Отзыв: {'большое ' * 400}")
    await tg.wait_for(lambda: alarms(watch), 20)
    assert not tg.calls_of("sendMessage", ok=True)[-1].params.get("disable_notification")
    await asyncio.sleep(2.5)
    assert len(alarms(watch)) == 1

    ballast.unlink()
    await until_ready(watch, "disk_full", there=False)
    await tg.wait_for(lambda: "Исправлено" in str(tg.said_by_bot(watch.moderators)), 20)
    await watch.handled()
    for act in ("fault", "fault_mended"):
        assert [line["entity"] for line in watch.audit(act)].count("fault:disk_full") == 1
    await watch.stop()


def alarms(watch: Watch) -> list[JsonObject]:
    """What was said of it outside of cards."""
    cards = [card["message_id"] for card in watch.tg.cards(watch.moderators)]
    said = watch.tg.said_by_bot(watch.moderators)
    return [
        one
        for one in said
        if "заполнен: новые сообщения ждут" in one["text"] and one["message_id"] not in cards
    ]


async def test_acts_that_were_done_on_a_full_disk_are_written_once_there_is_room(
    unstarted: Watch, small_disk: Path
) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.port = free_port()
    await watch.start()
    tg.set_latency(0.4)
    spam = [tg.say(watch.somebody(f"С{n}"), watch.chat, f"{SPAM} Набор {n}") for n in range(5)]
    await tg.wait_for(lambda: tg.calls_of("deleteMessages") or tg.calls_of("deleteMessage"), 15)
    ballast = fill(small_disk)
    tg.set_latency(0)
    tg.say(watch.somebody("Жалобщик"), watch.chat, URGENT)
    await until_ready(watch, "disk_full", there=True)

    ballast.unlink()
    await tg.wait_for(lambda: all(tg.is_deleted(message) for message in spam), 20)
    await watch.card("списали деньги")
    await watch.handled()
    assert watch.rows("SELECT DISTINCT state FROM action WHERE kind = 'delete'") == [("done",)]
    await watch.stop()


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


async def test_files_that_may_not_grow_are_like_a_full_disk(unstarted: Watch) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.port = free_port()
    await watch.start()
    said = [tg.say(watch.newcomer, watch.chat, "Добрый день, всё хорошо")]
    await watch.handled()
    with files_no_larger_than((watch.database.parent / "vakhta.db-wal").stat().st_size):
        said += [
            tg.say(watch.newcomer, watch.chat, f"Отзыв {number}: {'спасибо ' * 400}")
            for number in range(30)
        ]
        await until_ready(watch, "disk_full", there=True)
        assert len(tg.queue) > 0

    await until_ready(watch, "disk_full", there=False)
    await all_is_accounted_for(watch, said)
    await watch.stop()
