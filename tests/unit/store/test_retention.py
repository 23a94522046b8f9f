"""What should be gone is gone from the files too, and what is needed stays."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.ports import Cursor
from models.action import ActionState, Outcome
from models.case import Case, CaseKind, CaseStatus
from models.effects import (
    AttachItem,
    ChangeCase,
    Effects,
    OpenCase,
    Promise,
    PutHappening,
    PutSetting,
    SettleAction,
    WriteAudit,
)
from models.signal import Signal
from models.tables import metadata
from models.verdict import Outcome as Fate
from models.verdict import Verdict
from tests.contracts.storage_scene import ANNA, BORIS, CHAT, DAY, Scene

SECRET = "сокровенное"
NAME = "Анна Петрова"


def found_in_files(path: Path, word: str) -> list[str]:
    """Return the files beside a database whose bytes hold a word."""
    return [file.name for file in path.parent.iterdir() if word.encode() in file.read_bytes()]


async def fill(scene: Scene) -> int:
    payload = f'{{"text":"{SECRET} raw"}}'.encode()
    (row,) = await scene.arrive("1", payload=payload)
    signal = Signal("link", "check@1", fact=True, detail={"span": f"{SECRET} signal"})
    verdict = Verdict(Fate.CARDED, "spam", (), (), (signal,), "default@1")
    key = scene.ids.new()
    await scene.storage.commit(row, scene.judged(scene.said("1", f"{SECRET} text"), verdict, key))
    repost = scene.act("repost", params={"text": f"{SECRET} quote"})
    done = SettleAction(repost.id, Outcome(ActionState.DONE), scene.clock.at)
    await scene.storage.commit(None, Effects.of(Promise(repost)))
    await scene.storage.commit(None, Effects.of(done))
    return key


def ended(case: Case, resolution: str) -> Case:
    at = case.opened_at
    return replace(
        case,
        status=CaseStatus.RESOLVED,
        version=2,
        resolution=resolution,
        resolved_at=at,
        changed_at=at,
    )


async def fill_details(scene: Scene) -> None:
    """A reaction, a notice that mended, and a moderator who decided."""
    about = replace(scene.matter("n", CaseKind.NOTICE), detail=f'{{"where":"{SECRET} chat"}}')
    kept = scene.matter("v")
    happened = PutHappening(
        scene.ids.new(), CHAT, "reaction", ANNA, scene.clock.at, detail=f"{SECRET} reaction"
    )
    await scene.storage.commit(
        None,
        Effects.of(
            happened,
            OpenCase(about),
            OpenCase(kept),
            ChangeCase(ended(about, "mended"), 1),
            ChangeCase(replace(ended(kept, "kept"), resolved_by=2**62 + 5), 1),
            PutSetting(f"decider:{2**62 + 5}", f"{SECRET} Марк"),
            PutSetting("setup_code:abc", "watch"),
        ),
    )


async def test_what_was_noted_beside_the_texts_goes_with_them(scene: Scene, path: Path) -> None:
    await fill_details(scene)
    scene.clock.at += 179 * DAY
    done = await scene.storage.sweep(scene.clock.at)
    assert (done["happenings"], done["notices"], done["deciders"]) == (0, 0, 0)
    for word in ("chat", "reaction", "Марк"):
        assert found_in_files(path, f"{SECRET} {word}")
    scene.clock.at += 3 * DAY
    done = await scene.storage.sweep(scene.clock.at)
    assert (done["happenings"], done["notices"], done["deciders"]) == (1, 1, 1)
    assert found_in_files(path, SECRET) == []
    assert await scene.storage.settings("") == {"setup_code:abc": "watch"}
    assert await scene.storage.sweep(scene.clock.at) == dict.fromkeys(done, 0)


async def test_an_open_notice_and_who_decides_still_keep_their_words(scene: Scene) -> None:
    about = replace(scene.matter("open", CaseKind.NOTICE), detail="words")
    await scene.storage.commit(None, Effects.of(OpenCase(about)))
    await fill_details(scene)
    scene.clock.at += 182 * DAY
    decided = replace(ended(scene.matter("w"), "kept"), resolved_by=2**62 + 5)
    await scene.storage.commit(None, Effects.of(OpenCase(decided)))
    done = await scene.storage.sweep(scene.clock.at)
    assert (done["notices"], done["deciders"]) == (1, 0)
    assert await scene.storage.case(about.id) == about
    assert await scene.storage.setting(f"decider:{2**62 + 5}") == f"{SECRET} Марк"


SWEPT = {
    *("inbox.payload", "message_version.body", "verdict.signals", "identity.name"),
    *("identity.username", "action.params", "action.answer", "happening.detail", "case_.detail"),
    "setting.value",
}
CODES_AND_NUMBERS = {
    *("action.inverse_state", "audit_event.codes", "channel.rights", "cursor.value", "inbox.code"),
    *("timer.args", "verdict.rules", "escalation_run.chain"),
}
OURS = {"channel.title", "channel.username", "rule_revision.source", "workspace.name"}
"""What the operator wrote: names of bound places, sources of rules."""
NOT_WRITTEN_YET = {"appeal.body"}


def test_every_column_that_may_hold_words_is_swept_or_known_to_hold_none() -> None:
    wide = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Text | sa.LargeBinary)
        and not getattr(column.type, "length", None)
    }
    assert wide == SWEPT | CODES_AND_NUMBERS | OURS | NOT_WRITTEN_YET


async def test_after_a_week_no_raw_payload_is_left(scene: Scene, path: Path) -> None:
    await fill(scene)
    assert found_in_files(path, f"{SECRET} raw")
    scene.clock.at += 8 * DAY
    done = await scene.storage.sweep(scene.clock.at)
    assert done["raw"] == 1
    assert found_in_files(path, f"{SECRET} raw") == []
    assert found_in_files(path, f"{SECRET} text")


async def test_after_half_a_year_no_text_and_no_name_is_left(scene: Scene, path: Path) -> None:
    key = await fill(scene)
    assert found_in_files(path, NAME)
    scene.clock.at += 182 * DAY
    await scene.storage.sweep(scene.clock.at)
    assert found_in_files(path, SECRET) == []
    assert found_in_files(path, NAME) == []
    await scene.storage.close()
    assert found_in_files(path, SECRET) == []
    await scene.storage.open()
    found = await scene.storage.message_by_id(key)
    assert found is not None
    assert (found.stored.message.text, found.stored.verdict_outcome) == ("", "carded")


async def test_the_text_of_an_open_case_and_its_author_are_kept(scene: Scene, path: Path) -> None:
    key = await fill(scene)
    case = scene.matter()
    item = AttachItem(scene.item(case, key))
    await scene.storage.commit(None, Effects.of(OpenCase(case), item))
    scene.clock.at += 182 * DAY
    await scene.storage.sweep(scene.clock.at)
    found = await scene.storage.message(CHAT, "1")
    assert found is not None
    assert found.stored.message.text == f"{SECRET} text"
    assert found.stored.message.author.name == NAME


async def test_who_still_writes_keeps_a_name(scene: Scene) -> None:
    await scene.keep(scene.said("1", author=ANNA))
    await scene.keep(scene.said("2", author=BORIS))
    scene.clock.at += 182 * DAY
    await scene.keep(scene.said("3", author=BORIS))
    assert (await scene.storage.sweep(scene.clock.at))["names"] == 1
    found = await scene.storage.message(CHAT, "2")
    assert found is not None
    assert found.stored.message.author.name == BORIS.name


async def test_repeats_are_known_for_three_days(scene: Scene) -> None:
    await scene.arrive("1")
    scene.clock.at += 3 * DAY
    assert (await scene.storage.sweep(scene.clock.at))["seen"] == 0
    assert await scene.storage.append([scene.update("1")], None) == [False]
    scene.clock.at += DAY
    assert (await scene.storage.sweep(scene.clock.at))["seen"] == 1
    assert await scene.storage.append([scene.update("1")], None) == [True]


async def test_rows_that_wait_are_never_swept(scene: Scene) -> None:
    await scene.arrive("1")
    scene.clock.at += 30 * DAY
    await scene.storage.sweep(scene.clock.at)
    assert [row.update.payload for row in await scene.pending()] == [b"{}"]


async def test_a_quarantined_row_loses_its_payload_and_stays_counted(scene: Scene) -> None:
    (row,) = await scene.arrive("1", payload=SECRET.encode())
    await scene.storage.quarantine(row, "code")
    scene.clock.at += 30 * DAY
    assert (await scene.storage.sweep(scene.clock.at))["raw"] == 1
    assert (await scene.storage.sweep(scene.clock.at))["raw"] == 0
    assert (await scene.storage.counts(0))["quarantined"] == 1


@pytest.mark.parametrize("left", [0, 3])
async def test_the_audit_chain_is_verifiable_after_its_beginning_is_gone(
    scene: Scene, left: int
) -> None:
    for _ in range(3):
        lines = [WriteAudit(scene.line("old", "x:1"))] * 401
        await scene.storage.commit(None, Effects.of(*lines))
    scene.clock.at += 1_096 * DAY
    for _ in range(left):
        await scene.storage.commit(None, Effects.of(WriteAudit(scene.line("new", "x:1"))))
    assert (await scene.storage.sweep(scene.clock.at))["audit"] == 1_203
    await scene.storage.close()
    await scene.storage.open()
    await scene.storage.commit(None, Effects.of(WriteAudit(scene.line("newest", "x:1"))))
    report = await scene.storage.verify_audit()  # type: ignore[attr-defined]
    assert (report.whole, report.lines, report.last_seq) == (True, left + 1, 1_204 + left)


async def test_a_sweep_lets_intake_through(scene: Scene) -> None:
    """It takes 500 rows at a time; what arrives meanwhile waits for one step, not for all."""
    updates = [scene.update(str(number)) for number in range(3_000)]
    await scene.storage.append(updates, Cursor("telegram:1", "1"))
    scene.clock.at += 30 * DAY
    async with asyncio.TaskGroup() as group:
        sweep = group.create_task(scene.storage.sweep(scene.clock.at))
        await asyncio.sleep(0)
        await scene.storage.append([scene.update("new")], None)
        assert not sweep.done()
    assert sweep.result()["seen"] == 3_000
