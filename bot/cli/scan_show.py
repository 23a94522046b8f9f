"""The summary of a scan, as a table that people read."""

from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.scan.report import Summary
from bot.scan.rows import Reading

_PLAIN_WIDTH = 160


def show_summary(summary: Summary, reading: Reading, authors: int, seconds: float) -> None:
    """Print what a scan came to."""
    table = Table(title="Summary", title_justify="left")
    table.add_column("what would be done", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("messages", justify="right", no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column("for instance", overflow="fold")
    for outcome, kind, count, share, examples in summary.rows():
        # As Text: a stranger's brackets must not become markup of ours.
        table.add_row(outcome, kind, f"{count:,}", f"{share:.1f}", Text(examples))
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PLAIN_WIDTH)
    console.print()
    console.print(table)
    for line in _lines(summary, reading, authors, seconds):
        click.echo(line)


def _lines(summary: Summary, reading: Reading, authors: int, seconds: float) -> list[str]:
    rate = summary.messages / max(seconds, 1e-6)
    head = (
        f"{summary.messages:,} messages of {authors:,} authors in {seconds:.1f} s ({rate:,.0f}/s)"
    )
    lines = [f"{head}; {summary.newcomers:,} were written by newcomers."]
    if summary.first_at and summary.last_at:
        lines.append(f"From {_day(summary.first_at)} to {_day(summary.last_at)}.")
    if reading.service or summary.silent:
        text = f"{reading.service:,} service entries passed over"
        lines.append(f"{text}; {summary.silent:,} messages without words (media alone).")
    if reading.unreadable:
        named = "; ".join(reading.named)
        lines.append(f"{reading.unreadable:,} entries could not be read: {named}")
    if summary.rules:
        rules = ", ".join(f"{name} {count:,}" for name, count in summary.rules.most_common(8))
        lines.append(f"Rules that spoke: {rules}.")
    lines += [f"{what}." for what in reading.notes]
    return lines


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1e6, UTC):%Y-%m-%d}"
