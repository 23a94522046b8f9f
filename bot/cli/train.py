"""`vakhta train`: the training of the house as a child process, with the options it has.

With `--from-decisions` people's own decisions are the lesson: their texts go to the child in files
that only this user may read, and that are gone when it ends.
"""

import asyncio
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

import click

from bot.cli.child import run_child
from bot.cli.configured import config_option, configured
from bot.cli.export import exporting
from bot.clock import SystemClock
from bot.config import Config
from bot.store.read_truths import Truth

_RECENT: Final = 2_000

_SETS: Final = {"spam": "spam", "not_spam": "ham", "toxic": "toxic", "not_toxic": "non_toxic"}
"""How decisions are spelled in the sets that a whole training reads."""


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    }
)
@click.option("--from-decisions", is_flag=True, help="Learn from what moderators decided.")
@click.option("--dataset", type=click.Path(file_okay=False, path_type=Path), hidden=True)
@config_option
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def train(
    from_decisions: bool,  # noqa: FBT001 - click calls it
    dataset: Path | None,
    config_path: Path | None,
    options: tuple[str, ...],
) -> None:
    """Train the classifier; `vakhta train --help` tells the options of the training.

    `--from-decisions` corrects the linear lane by what moderators decided and took back, says
    whether it may go live, and changes nothing by itself. `--dataset FOLDER` writes the decisions
    as a set beside others, for a whole training with `--data FOLDER`.
    """
    if not from_decisions:
        sys.exit(run_child("training", ["fit", *options]))
    config = configured(config_path)
    truths, recent = asyncio.run(_read(config))
    if dataset is not None:
        _as_a_set(truths, dataset / "own_decisions.jsonl.gz")
    sys.exit(_corrected(config, truths, recent))


async def _read(config: Config) -> tuple[list[Truth], Sequence[tuple[int, str]]]:
    async with exporting(config) as storage:
        truths = [truth async for truth in storage.truths()]
        return truths, await storage.recent_texts(_RECENT)


def _corrected(config: Config, truths: list[Truth], recent: Sequence[tuple[int, str]]) -> int:
    now = datetime.fromtimestamp(SystemClock().now() / 1e6, UTC)
    stamp = now.strftime("%Y%m%d-%H%M%S")
    out = config.bot.data_dir / "checkpoints" / f"own-{stamp}"
    with tempfile.TemporaryDirectory(dir=config.bot.data_dir, prefix="train-") as folder:
        lessons, seen = Path(folder) / "truths.jsonl", Path(folder) / "recent.jsonl"
        _write(
            lessons,
            (
                {
                    "name": one.name,
                    "origin": one.origin,
                    "weight": one.weight,
                    "place": f"{one.place.platform}:{one.place.external_id}",
                    "text": one.text,
                }
                for one in truths
            ),
        )
        taught = {one.message_id for one in truths}
        _write(seen, ({"id": key, "text": text} for key, text in recent if key not in taught))
        options = ["--truths", str(lessons), "--recent", str(seen), "--out", str(out)]
        options += ["--checkpoint", config.classifier.checkpoint]
        return run_child("training.correcting", options)


def _as_a_set(truths: list[Truth], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with _private(file) as opened, gzip.open(opened, "wt", encoding="utf-8") as lines:
        for one in truths:
            label = _SETS.get(one.name)
            if label is not None:
                row = {"text": one.text, "label": label, "split": "train", "source": one.origin}
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write(file: Path, rows: Iterable[dict[str, object]]) -> None:
    with _private(file) as opened:
        for row in rows:
            opened.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace"))


def _private(file: Path) -> BinaryIO:
    """Open a file that only this user may read."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
