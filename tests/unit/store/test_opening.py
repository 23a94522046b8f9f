"""A database that cannot serve says so in one sentence, before anything is lost."""

import os
import sqlite3
from pathlib import Path

import pytest

from bot.ports import StoreError
from bot.store import open_storage
from bot.store.migrate import current, head, upgrade
from models.ids import IdMaker
from tests.contracts.storage_scene import HandClock


async def opened(url: str) -> None:
    clock = HandClock()
    storage = open_storage(url, clock=clock, ids=IdMaker(clock.now))
    await storage.open()
    await storage.close()


def address(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    await opened(address(tmp_path / "a" / "b" / "vakhta.db"))
    assert (tmp_path / "a" / "b" / "vakhta.db").exists()


async def test_a_second_process_on_one_database_is_refused(tmp_path: Path) -> None:
    clock, url = HandClock(), address(tmp_path / "vakhta.db")
    first = open_storage(url, clock=clock, ids=IdMaker(clock.now))
    await first.open()
    with pytest.raises(StoreError, match=r"another process works on .*vakhta\.db"):
        await opened(url)
    beside = open_storage(url, clock=clock, ids=IdMaker(clock.now), lock=False)
    await beside.open()
    await beside.close()
    await first.close()
    await opened(url)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_is_not_writable_is_named(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o500)  # noqa: PTH101 - one call, nothing to wait for
    with pytest.raises(StoreError, match="not writable"):
        await opened(address(tmp_path / "vakhta.db"))


async def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        await opened(address(tmp_path / "var" / "vakhta.db"))


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "vakhta.db"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match=r"vakhta\.db is damaged or not a database"):
        await opened(address(path))
    assert path.read_bytes().startswith(b"not a database")


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vakhta.db"
    await opened(address(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="newer version of Vakhta"):
        await opened(address(path))


async def test_an_older_database_is_brought_to_head_after_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "vakhta.db"
    upgrade(address(path), "0004")
    await opened(address(path))
    assert current(address(path)) == head()
    copy = tmp_path / f"vakhta.db.before-{head()}-from-0004"
    assert current(address(copy)) == "0004"


async def test_who_only_reads_does_not_change_the_schema(tmp_path: Path) -> None:
    clock, url = HandClock(), address(tmp_path / "vakhta.db")
    upgrade(url, "0004")
    reader = open_storage(url, clock=clock, ids=IdMaker(clock.now), lock=False)
    with pytest.raises(StoreError, match=r"schema 0004.*vakhta migrate"):
        await reader.open()
    assert current(url) == "0004"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://localhost/vakhta",
        "sqlite+aiosqlite://",
        "vakhta.db",
        "sqlite:///:memory:",
    ],
)
async def test_an_address_that_names_no_file_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match=r"storage\.url"):
        await opened(url)


async def test_a_lock_is_free_again_when_opening_failed(tmp_path: Path) -> None:
    path = tmp_path / "vakhta.db"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError):
        await opened(address(path))
    path.unlink()
    await opened(address(path))
