"""A full disk: nothing half-written, callers are told, and the next call works by itself."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.ports import Cursor, FullError
from models.effects import Effects, PutSetting
from tests.contracts.storage_scene import CHAT, Scene


async def limit(scene: Scene, more: int) -> None:
    """Let the database grow by only so many pages; a huge number lifts the limit."""

    def work(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + more}")
        connection.rollback()

    await scene.storage._writers.run(work)  # type: ignore[attr-defined]


async def test_intake_is_refused_whole_and_resumes_when_space_is_back(scene: Scene) -> None:
    await scene.arrive("1")
    await limit(scene, 0)
    many = [scene.update(str(number), payload=b"x" * 5_000) for number in range(2, 60)]
    with pytest.raises(FullError):
        await scene.storage.append(many, Cursor("telegram:1", "60"))
    assert [row.update.update_key for row in await scene.pending()] == ["1"]
    assert await scene.storage.cursor("telegram:1") == "1"
    await limit(scene, 10_000)
    assert all(await scene.storage.append(many, Cursor("telegram:1", "60")))
    assert await scene.storage.cursor("telegram:1") == "60"


async def test_every_commit_of_the_group_hears_it_and_may_come_again(scene: Scene) -> None:
    rows = await scene.arrive(*(str(number) for number in range(20)))
    effects = [scene.judged(scene.said(row.update.update_key, "слово " * 900)) for row in rows]
    await limit(scene, 0)
    answers = await asyncio.gather(
        *(scene.storage.commit(*pair) for pair in zip(rows, effects, strict=True)),
        return_exceptions=True,
    )
    assert {type(answer) for answer in answers} == {FullError}
    assert len(await scene.pending()) == 20
    assert await scene.storage.message(CHAT, "3") is None
    await limit(scene, 10_000)
    await asyncio.gather(*(scene.storage.commit(*pair) for pair in zip(rows, effects, strict=True)))
    assert await scene.pending() == []
    report = await scene.storage.verify_audit()  # type: ignore[attr-defined]
    assert (report.whole, report.lines) == (True, 20)


async def test_the_words_of_the_refusal_hold_no_values(scene: Scene) -> None:
    await limit(scene, 0)
    with pytest.raises(FullError) as caught:
        await scene.storage.commit(None, Effects.of(PutSetting("a", "secret" * 5_000)))
    assert str(caught.value) == "nothing can be written now: SQLITE_FULL"
