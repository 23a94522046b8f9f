"""`vakhta scan`: reads an export, judges it as the live road would, and tells; it never acts."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, TypedDict

import click
from rich.console import Console
from rich.progress import Progress
from typing_extensions import Unpack

from bot.classifiers import CheckpointError
from bot.classifiers import load as load_classifier
from bot.cli.configured import BAD_CONFIG, config_option, configured, give_up
from bot.cli.reading import policy_or_leave
from bot.cli.scan_show import Ended, show_summary
from bot.cli.speaking import language_option
from bot.cli.speaking import texts as speaking
from bot.clock import SystemClock
from bot.ports import StoreError
from bot.scan.judging import judge_rows
from bot.scan.ledger import Ledger
from bot.scan.reading import read_path, total_bytes
from bot.scan.report import Summary, Teller
from bot.scan.rows import LABEL, Joined, Reading, Row, ScanError
from bot.scan.seed import seed_regulars
from bot.scan.source import Format
from bot.store import open_storage
from bot.texts import Texts
from handlers.world import World
from models.ids import IdMaker
from models.verdict import Outcome


@dataclass(slots=True)
class Scan:
    """One scan: what it reads, and what it has come to."""

    path: Path
    format: Format
    show: int
    texts: Texts
    out: TextIO | None = None
    reading: Reading = field(default_factory=Reading)
    summary: Summary = field(default_factory=Summary)
    ledger: Ledger = field(default_factory=Ledger)


class Options(TypedDict):
    """What may be said beside the path."""

    wanted: str
    policy: Path | None
    out: Path | None
    show: int
    checkpoint: str
    seed: bool
    label_column: str | None
    language: str | None
    config_path: Path | None


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "wanted",
    type=click.Choice([str(one) for one in Format]),
    default="auto",
    help="What PATH holds; auto looks inside.",
)
@click.option("--policy", type=click.Path(path_type=Path), help="Rules of your own.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="All verdicts, as JSONL."
)
@click.option("--show", default=50, show_default=True, help="How many messages to show; 0: all.")
@click.option("--checkpoint", default="default", help="What judges: the shipped one, or a folder.")
@click.option("--seed", is_flag=True, help="Store who is a regular in the database of --config.")
@click.option("--label-column", help="Count by this column; one called `label` is found by itself.")
@language_option
@config_option
def scan(path: Path, **options: Unpack[Options]) -> None:
    """Say what would be done about an export, message by message, with a summary; never acts.

    PATH is a Telegram Desktop export (result.json, its folder or a zip), JSON of VK's getComments
    methods (a file, or a folder of pages), JSONL, CSV or text.
    """
    config = configured(options["config_path"]) if options["seed"] else None
    texts = speaking(options["language"] or (config.bot.language if config else None))
    world = _world(options["policy"], options["checkpoint"])
    one = Scan(path, Format(options["wanted"]), options["show"], texts)
    one.reading.label_column = options["label_column"] or LABEL
    started = time.monotonic()
    try:
        _run(one, world, options["out"])
        _check_found(one, options["label_column"])
        taken = time.monotonic() - started
        show_summary(Ended(one.summary, one.reading, one.ledger.authors, taken), texts)
        judge = {"checkpoint": world.classifier.checkpoint, "policy": world.policy.identity}
        click.echo(texts.say("scan.judged_by", judge))
        if config is not None:
            stored = asyncio.run(seed_regulars(config, one.ledger, one.summary.last_at or 0))
            click.echo(texts.say("scan.seeded", {"count": stored}))
    except ScanError as error:
        give_up(texts.say(error.word.code, error.word.args), BAD_CONFIG)
    except (StoreError, OSError) as error:
        give_up(str(error))


def _check_found(one: Scan, label_column: str | None) -> None:
    """Refuse an input in which nothing was found: an empty table would look like good news."""
    if not one.summary.messages and not one.reading.service:
        bad = "; ".join(one.texts.say(bad.code, bad.args) for bad in one.reading.named)
        formats = ", ".join(one.reading.formats)
        code = "nothing_readable" if bad else "nothing"
        raise ScanError(code, file=str(one.path), formats=formats, named=bad)
    if label_column and not one.summary.labels.totals:
        raise ScanError("no_label_column", name=label_column)


def _run(one: Scan, world: World, out: Path | None) -> None:
    with ExitStack() as stack:
        if out is not None:
            one.out = stack.enter_context(out.open("w", encoding="utf-8"))
        console = Console(stderr=True)
        progress = Progress(console=console, disable=not console.is_terminal, transient=True)
        stack.enter_context(progress)
        task = progress.add_task(
            one.texts.say("scan.reading"), total=total_bytes(one.path, one.format) or None
        )
        rows = read_path(
            one.path, one.format, one.reading, lambda count: progress.advance(task, count)
        )
        asyncio.run(_judge(one, world, rows))


async def _judge(one: Scan, world: World, rows: Iterator[Row | Joined]) -> None:
    teller = Teller(one.texts)
    shown = 0
    async for judged in judge_rows(world, rows, one.ledger):
        one.summary.add(judged)
        if one.out is not None:
            one.out.write(json.dumps(teller.entry(judged), ensure_ascii=False) + "\n")
        if judged.verdict.outcome is not Outcome.LEFT and (not one.show or shown < one.show):
            shown += 1
            click.echo(teller.line(judged))
            if shown == one.show:
                click.echo(one.texts.say("scan.more"))


def _world(policy: Path | None, checkpoint: str) -> World:
    """Return a world that judges; its store is empty and never opened."""
    clock = SystemClock()
    ids = IdMaker(clock.now)
    rules = policy_or_leave(policy)
    try:
        classifier = load_classifier(checkpoint)
    except CheckpointError as error:
        give_up(str(error), BAD_CONFIG)
    return World(open_storage("memory://", clock=clock, ids=ids), classifier, clock, ids, rules)
