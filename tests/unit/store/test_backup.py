"""A backup of a live database is whole, and putting it back loses nothing that was there."""

from pathlib import Path

import pytest

from bot.ports import StoreError
from bot.store.backup import backup, restore
from models.effects import Effects, PutSetting
from tests.contracts.storage_scene import CHAT, Scene


async def test_a_backup_of_a_live_database_comes_back(scene: Scene, path: Path) -> None:
    url, copy = f"sqlite+aiosqlite:///{path}", path.with_name("copy.db")
    await scene.keep(scene.said("1"))
    backup(url, copy)
    await scene.keep(scene.said("2"))
    with pytest.raises(StoreError, match="another process"):
        restore(copy, url)
    await scene.storage.close()
    kept = restore(copy, url)
    await scene.storage.open()
    assert await scene.storage.message(CHAT, "1") is not None
    assert await scene.storage.message(CHAT, "2") is None
    await scene.storage.close()
    assert kept is not None
    restore(kept, url)
    await scene.storage.open()
    assert await scene.storage.message(CHAT, "2") is not None


async def test_a_damaged_backup_is_refused_and_nothing_changes(scene: Scene, path: Path) -> None:
    url, copy = f"sqlite+aiosqlite:///{path}", path.with_name("copy.db")
    await scene.storage.commit(None, Effects.of(PutSetting("a", "b" * 40_000)))
    backup(url, copy)
    damaged = bytearray(copy.read_bytes())
    damaged[8_192:40_000] = bytes(40_000 - 8_192)
    copy.write_bytes(damaged)
    await scene.storage.close()
    with pytest.raises(StoreError, match="damaged"):
        restore(copy, url)
    await scene.storage.open()
    assert await scene.storage.setting("a") == "b" * 40_000


def test_what_is_not_there_cannot_be_backed_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        backup(f"sqlite+aiosqlite:///{tmp_path}/none.db", tmp_path / "copy.db")


async def test_a_backup_that_cannot_be_written_leaves_nothing(scene: Scene, path: Path) -> None:
    await scene.keep(scene.said("1"))
    with pytest.raises(StoreError, match="could not be written"):
        backup(f"sqlite+aiosqlite:///{path}", path.with_name("none") / "copy.db")
    assert not path.with_name("none").exists()


async def test_only_a_database_of_ours_is_put_in_place(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("not a database " * 100)
    with pytest.raises(StoreError, match="not a database"):
        restore(text, f"sqlite+aiosqlite:///{tmp_path}/vakhta.db")
