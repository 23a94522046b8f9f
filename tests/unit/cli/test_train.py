"""`vakhta train --from-decisions`: decisions reach the training, and no text stays behind."""

import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import cli
from bot.cli import train as command
from bot.config import load
from bot.store import open_storage
from bot.store.migrate import upgrade
from models.case import Label
from models.effects import Effects, WriteLabel
from models.ids import IdMaker
from tests.contracts.storage_scene import HandClock, Scene

SAID = {"spam": "выигрыш для тебя", "not_spam": "у нас акция", "violation": "тише там"}


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    """A config whose database holds a decision of each name, and a message without one."""
    file = tmp_path / "config.toml"
    file.write_text('[telegram]\ntoken = "123:abc"\n', "utf-8")
    url, clock = load(file).storage.url, HandClock()
    upgrade(url)
    scene = Scene(open_storage(url, clock=clock, ids=IdMaker(clock.now)), clock, IdMaker(clock.now))
    await scene.storage.open()
    for at, (name, text) in enumerate(SAID.items()):
        key = await scene.keep(scene.said(str(at), text))
        label = Label(scene.ids.new(), key, 1, name, "decision", None, clock.at)
        await scene.storage.commit(None, Effects.of(WriteLabel(label)))
    await scene.keep(scene.said("9", "доброе утро"))
    await scene.storage.close()
    return file


def train(config: Path, *words: str) -> Result:
    given = ["train", "--from-decisions", "--config", str(config), *words]
    return CliRunner().invoke(cli, given, prog_name="vakhta")


def test_the_child_gets_decisions_and_recent_messages_and_nothing_stays(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def child(module: str, options: Sequence[str]) -> int:
        given = dict(zip(options[::2], options[1::2], strict=True))
        seen["module"], seen["given"] = module, given
        for name in ("--truths", "--recent"):
            file = Path(given[name])
            assert file.stat().st_mode & 0o077 == 0
            seen[name] = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        return 0

    monkeypatch.setattr(command, "run_child", child)
    assert train(config).exit_code == 0
    assert seen["module"] == "training.correcting"
    assert {row["name"]: row["text"] for row in seen["--truths"]} == SAID
    assert [row["text"] for row in seen["--recent"]] == ["доброе утро"]
    assert seen["given"]["--checkpoint"] == "default"
    assert not Path(seen["given"]["--truths"]).exists()
    assert Path(seen["given"]["--out"]).parent == load(config).bot.data_dir / "checkpoints"


def test_decisions_can_be_written_as_a_set_that_only_this_user_reads(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "run_child", lambda *_: 0)
    assert train(config, "--dataset", str(tmp_path / "sets")).exit_code == 0
    file = tmp_path / "sets" / "own_decisions.jsonl.gz"
    assert file.stat().st_mode & 0o077 == 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert {(row["label"], row["text"]) for row in rows} == {
        ("spam", SAID["spam"]),
        ("ham", SAID["not_spam"]),
    }


@pytest.mark.skipif(sys.platform == "win32", reason="processes")
def test_too_few_decisions_change_nothing(config: Path) -> None:
    assert train(config).exit_code == 1
    assert not (load(config).bot.data_dir / "checkpoints").exists()
