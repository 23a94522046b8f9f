"""The durable road: what was appended is there, once, in order, until its handler has committed."""

import asyncio

import pytest

from bot.ports import Cursor, RejectedError, StaleError
from models.effects import (
    Effects,
    OpenCase,
    PutHappening,
    PutSetting,
    PutVerdict,
    QuarantineRow,
    WriteAudit,
)
from tests.contracts.storage_scene import CHAT, DAY, LEFT, OTHER, Scene


async def test_a_repeated_update_is_stored_once(scene: Scene) -> None:
    first = await scene.storage.append([scene.update("1"), scene.update("1")], None)
    again = await scene.storage.append([scene.update("1"), scene.update("2")], None)
    assert (first, again) == ([True, False], [False, True])
    assert [row.update.update_key for row in await scene.pending()] == ["1", "2"]


async def test_the_same_id_with_another_content_is_a_new_update(scene: Scene) -> None:
    await scene.storage.append([scene.update("1", "old")], None)
    assert await scene.storage.append([scene.update("1", "new")], None) == [True]


async def test_the_cursor_moves_with_the_rows(scene: Scene) -> None:
    assert await scene.storage.cursor("telegram:1") is None
    await scene.storage.append([scene.update("1")], Cursor("telegram:1", "2"))
    await scene.storage.append([], Cursor("telegram:1", "3"))
    assert await scene.storage.cursor("telegram:1") == "3"


async def test_rows_come_in_order_of_arrival_and_after_the_one_asked_for(scene: Scene) -> None:
    await asyncio.gather(*(scene.storage.append([scene.update(str(n))], None) for n in range(20)))
    rows = await scene.pending()
    assert [row.update.update_key for row in rows] == [str(n) for n in range(20)]
    after = await scene.storage.pending(rows[9].id, 3, scene.clock.now())
    assert [row.update.update_key for row in after] == ["10", "11", "12"]


async def test_rows_keep_arriving_in_order_when_the_clock_is_set_back(scene: Scene) -> None:
    await scene.arrive("1")
    scene.clock.at -= DAY
    await scene.arrive("2")
    assert [row.update.update_key for row in await scene.pending()] == ["1", "2"]


async def test_a_row_ends_with_its_commit(scene: Scene) -> None:
    one, two = await scene.arrive("1", "2", payload=b'{"a":1}')
    assert one.update.payload == b'{"a":1}'
    await scene.storage.commit(one, scene.judged(scene.said("1")))
    assert [row.id for row in await scene.pending()] == [two.id]
    assert await scene.storage.backlog() == (1, two.update.received_at)


async def test_a_row_ends_only_once(scene: Scene) -> None:
    (row,) = await scene.arrive("1")
    await scene.storage.commit(row, scene.judged(scene.said("1")))
    with pytest.raises(RejectedError):
        await scene.storage.commit(row, scene.judged(scene.said("2")))
    assert await scene.storage.message(CHAT, "2") is None


async def test_a_row_given_back_waits_and_counts_its_tries(scene: Scene) -> None:
    (row,) = await scene.arrive("1")
    await scene.storage.retry(row, "stale", scene.clock.now() + 10)
    assert await scene.pending() == []
    scene.clock.at += 10
    assert [again.tries for again in await scene.pending()] == [1]


async def test_a_quarantined_row_is_kept_and_counted(scene: Scene) -> None:
    one, two = await scene.arrive("1", "2")
    await scene.storage.quarantine(one, "rejected")
    await scene.storage.commit(two, Effects.of(QuarantineRow(two.id, "message.chat")))
    assert await scene.pending() == []
    assert (await scene.storage.counts(0))["quarantined"] == 2


async def test_one_bad_event_falls_alone_and_whole(scene: Scene) -> None:
    """All wait in one group; the bad one has good records before its bad one."""
    rows = await scene.arrive(*"123456789")
    effects = [scene.judged(scene.said(row.update.update_key)) for row in rows]
    effects[4] = effects[4].plus(PutVerdict(scene.ids.new(), 404, 1, LEFT, 0))
    commits = (scene.storage.commit(row, one) for row, one in zip(rows, effects, strict=True))
    answers = await asyncio.gather(*commits, return_exceptions=True)
    assert [type(answer) for answer in answers].count(type(None)) == 8
    assert isinstance(answers[4], RejectedError)
    assert [row.update.update_key for row in await scene.pending()] == ["5"]
    assert await scene.storage.message(CHAT, "5") is None
    assert (await scene.storage.counts(0))["messages"] == 8


@pytest.mark.parametrize("poison", [2**70, object(), {"a": object()}, float])
async def test_a_value_that_no_row_can_hold_is_rejected(scene: Scene, poison: object) -> None:
    (row,) = await scene.arrive("1")
    with pytest.raises(RejectedError):
        await scene.storage.commit(row, Effects.of(PutSetting("a", poison)))  # type: ignore[arg-type]
    await scene.storage.commit(row, Effects.of(PutSetting("a", "b")))
    assert await scene.storage.setting("a") == "b"


async def test_half_a_surrogate_pair_in_a_text_or_name_is_no_reason_to_lose_it(
    scene: Scene,
) -> None:
    await scene.keep(scene.said("1", "a\ud83d\x00б"))
    found = await scene.storage.message(CHAT, "1")
    assert found is not None
    assert found.stored.message.text == "a\ud83d\x00б"


async def test_a_bad_event_leaves_no_hole_in_the_audit_chain(scene: Scene) -> None:
    good = Effects.of(WriteAudit(scene.line("a", "x:1")))
    bad = good.plus(PutVerdict(1, 404, 1, LEFT, 0))
    commits = (scene.storage.commit(None, one) for one in (good, bad, good, bad, good))
    await asyncio.gather(*commits, return_exceptions=True)
    report = await scene.storage.verify_audit()  # type: ignore[attr-defined]
    assert (report.whole, report.lines, report.last_seq) == (True, 3, 3)


async def test_two_that_open_the_same_case_at_once_leave_one(scene: Scene) -> None:
    tries = [Effects.of(OpenCase(scene.matter("wave"))) for _ in range(2)]
    answers = await asyncio.gather(
        *(scene.storage.commit(None, one) for one in tries), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [type(None), StaleError]
    assert (await scene.storage.counts(0))["cases_open"] == 1


async def test_a_caller_who_gives_up_leaves_the_others_alone(scene: Scene) -> None:
    happening = PutHappening(scene.ids.new(), OTHER, "join", None, 1)
    async with asyncio.TaskGroup() as group:
        gone = group.create_task(scene.storage.commit(None, Effects.of(happening)))
        await asyncio.sleep(0)
        gone.cancel()
        group.create_task(scene.storage.commit(None, Effects.of(PutSetting("a", "b"))))
    assert await scene.storage.setting("a") == "b"


async def test_what_was_not_done_comes_again_after_a_restart(durable: Scene) -> None:
    one, two = await durable.arrive("1", "2")
    await durable.storage.commit(one, durable.judged(durable.said("1")))
    await durable.storage.close()
    await durable.storage.open()
    assert [row.id for row in await durable.pending()] == [two.id]
    assert await durable.storage.cursor("telegram:1") == "2"
    assert await durable.storage.append([durable.update("1")], None) == [False]
    found = await durable.storage.message(CHAT, "1")
    assert found is not None
    assert found.stored.message.author.name == "Анна Петрова"
