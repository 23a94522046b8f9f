"""No audit line changes or goes unseen, whoever tries it."""

import sqlite3
from pathlib import Path

import pytest

from bot.store.read_audit import AuditReport
from models.effects import Effects, WriteAudit
from tests.contracts.storage_scene import Scene

HOUR = 3_600_000_000


async def write(scene: Scene, lines: int) -> None:
    for number in range(lines):
        await scene.storage.commit(None, Effects.of(WriteAudit(scene.line("step", f"x:{number}"))))


async def verify(scene: Scene) -> AuditReport:
    report = await scene.storage.verify_audit()  # type: ignore[attr-defined]
    assert isinstance(report, AuditReport)
    return report


def tamper(path: Path, *statements: str) -> None:
    """Do what somebody with the file in hands could do."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER IF EXISTS audit_event_no_update")
    connection.execute("DROP TRIGGER IF EXISTS audit_event_no_delete")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


async def test_what_was_written_is_whole_and_read_oldest_first(scene: Scene) -> None:
    await write(scene, 5)
    heard: list[int] = []
    report = await scene.storage.verify_audit(heard.append)  # type: ignore[attr-defined]
    assert (report.whole, report.lines, heard) == (True, 5, [5])
    rows = [row async for row in scene.storage.audit_lines()]  # type: ignore[attr-defined]
    assert [row.line.entity for row in rows] == [f"x:{number}" for number in range(5)]
    assert rows[4].prev_hash == rows[3].hash


@pytest.mark.parametrize(
    ("statement", "seq", "code"),
    [
        ("UPDATE audit_event SET actor = 'operator' WHERE seq = 3", 3, "hash"),
        ("UPDATE audit_event SET at = at + 1 WHERE seq = 5", 5, "hash"),
        ("UPDATE audit_event SET codes = '{}' WHERE seq = 1", 1, "hash"),
        ("DELETE FROM audit_event WHERE seq = 3", 4, "hole"),
        ("DELETE FROM audit_event WHERE seq = 1", 2, "hole"),
        ("UPDATE audit_event SET prev_hash = zeroblob(32) WHERE seq = 4", 4, "link"),
        ("DELETE FROM audit_event WHERE seq = 5", 5, "end"),
    ],
)
async def test_a_changed_line_is_named(
    scene: Scene, path: Path, statement: str, seq: int, code: str
) -> None:
    await write(scene, 5)
    await scene.storage.checkpoint_audit(scene.clock.at)  # type: ignore[attr-defined]
    tamper(path, statement)
    report = await verify(scene)
    assert (report.broken_seq, report.code) == (seq, code)


async def test_a_chain_forged_anew_does_not_meet_its_checkpoint(scene: Scene, path: Path) -> None:
    await write(scene, 3)
    await scene.storage.checkpoint_audit(scene.clock.at)  # type: ignore[attr-defined]
    tamper(path, "UPDATE audit_head SET hash = zeroblob(32)")
    report = await verify(scene)
    assert (report.broken_seq, report.code) == (3, "head")


async def test_the_head_is_written_once_an_hour(scene: Scene) -> None:
    written = []
    for _ in range(3):
        await write(scene, 1)
        written.append(await scene.storage.checkpoint_audit(scene.clock.at))  # type: ignore[attr-defined]
        scene.clock.at += HOUR // 2 + 1
    assert written == [True, False, True]
    assert (await verify(scene)).heads == 2


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET at = 1", "DELETE FROM audit_event"])
async def test_the_database_itself_refuses_to_change_lines(
    scene: Scene, path: Path, statement: str
) -> None:
    await write(scene, 2)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="audit lines"):
        connection.execute(statement)
    connection.close()
