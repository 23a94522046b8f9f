"""The summary of a scan, as tables that people read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.scan.labels import SHOWN, Tally, wilson_upper
from bot.scan.report import Summary
from bot.scan.rows import Reading
from bot.texts import Texts
from models.verdict import Outcome

_PLAIN_WIDTH = 160
_NARROW = 90
"""Columns below which a share stands under its number."""
_RULES_NAMED = 8


@dataclass(frozen=True, slots=True)
class Ended:
    """What a scan came to."""

    summary: Summary
    reading: Reading
    authors: int
    seconds: float


def show_summary(ended: Ended, texts: Texts) -> None:
    """Print what a scan came to."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PLAIN_WIDTH)
    console.print()
    console.print(_outcomes(ended.summary, texts))
    if ended.summary.labels.totals:
        console.print(_labels(ended.summary.labels, texts, narrow=console.width < _NARROW))
    for line in _lines(ended, texts):
        click.echo(line)


def _outcomes(summary: Summary, texts: Texts) -> Table:
    table = Table(title=texts.say("scan.summary"), title_justify="left")
    for name in ("what", "kind"):
        table.add_column(texts.say(f"scan.head.{name}"), overflow="fold")
    for name in ("messages", "percent"):
        table.add_column(texts.say(f"scan.head.{name}"), justify="right", no_wrap=True)
    table.add_column(texts.say("scan.head.example"), overflow="fold", ratio=1)
    for outcome, kind, count, share, examples in summary.rows():
        said = texts.say(f"scan.would.{outcome}")
        about = texts.say(f"kind.{kind}") if kind else ""
        # As Text: a stranger's brackets must not become markup of ours.
        table.add_row(said, about, f"{count:,}", f"{share:.1f}", Text(examples))
    return table


def _labels(tally: Tally, texts: Texts, *, narrow: bool) -> Table:
    """Return what would become of each label's rows."""
    table = Table(title=texts.say("scan.labels"), title_justify="left")
    table.add_column(texts.say("scan.head.label"), overflow="fold")
    for name in ("rows", "removed", "bound", "shown", "rolled", "left"):
        table.add_column(texts.say(f"scan.head.{name}"), justify="right")
    for label, total in tally.rows():
        removed = tally.count(label, Outcome.REMOVED)
        ways = ((Outcome.REMOVED,), SHOWN, (Outcome.ROLLED,), (Outcome.LEFT,))
        between = "\n" if narrow else " "
        cells = [
            f"{tally.count(label, *way):,}{between}({tally.share(label, *way):.1f} %)"
            for way in ways
        ]
        bound = f"≤ {100 * wilson_upper(removed, total):.2f} %"
        shown = Text(label or texts.say("scan.no_label"))
        table.add_row(shown, f"{total:,}", cells[0], bound, *cells[1:])
    return table


def _lines(ended: Ended, texts: Texts) -> Iterator[str]:
    summary, reading = ended.summary, ended.reading
    rate = summary.messages / max(ended.seconds, 1e-6)
    speed = {"seconds": f"{ended.seconds:.1f}", "rate": f"{rate:,.0f}"}
    yield texts.say("scan.messages", {"count": summary.messages, **speed})
    yield texts.say("scan.authors", {"authors": ended.authors, "newcomers": summary.newcomers})
    if summary.first_at and summary.last_at:
        dates = {"first": _day(summary.first_at), "last": _day(summary.last_at)}
        yield texts.say("scan.dates", dates)
    if reading.service or summary.silent:
        passed = {"service": reading.service, "silent": summary.silent}
        yield texts.say("scan.passed", passed)
    if reading.unreadable:
        named = "; ".join(texts.say(one.code, one.args) for one in reading.named)
        more = "; …" if reading.unreadable > len(reading.named) else ""
        yield texts.say("scan.unread", {"count": reading.unreadable, "named": named + more})
    if summary.rules:
        spoke = (
            f"{texts.say('scan.rule', {'rule': name})} {count:,}"
            for name, count in summary.rules.most_common(_RULES_NAMED)
        )
        yield texts.say("scan.rules", {"rules": ", ".join(spoke)})
    yield texts.say("scan.read_as", {"formats": ", ".join(reading.formats)})


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1e6, UTC):%Y-%m-%d}"
