"""What `doctor` found, and how it is told: a table on a terminal, plain lines elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import click
from rich.console import Console
from rich.table import Table


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.FAULT: "bold red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do where it is not well."""

    what: str
    level: Level
    said: str
    advice: str = ""


def ok(what: str, said: str) -> Finding:
    """Return a finding that is well."""
    return Finding(what, Level.OK, said)


def fault(what: str, said: str, advice: str = "") -> Finding:
    """Return a finding that must be repaired."""
    return Finding(what, Level.FAULT, said, advice)


def warning(what: str, said: str, advice: str = "") -> Finding:
    """Return a finding that somebody should think about."""
    return Finding(what, Level.WARNING, said, advice)


def tell(findings: Sequence[Finding], console: Console) -> None:
    """Print all findings."""
    if not console.is_terminal:
        for line in lines(findings):
            click.echo(line)
        return
    table = Table("", "what", "found", "what to do", header_style="bold")
    for one in findings:
        style = _STYLES[one.level]
        table.add_row(f"[{style}]{one.level}[/]", one.what, one.said, one.advice)
    console.print(table)


def lines(findings: Iterable[Finding]) -> list[str]:
    """Return all findings as lines."""
    return [
        f"{one.level:<8} {one.what}: {one.said}" + (f" -> {one.advice}" if one.advice else "")
        for one in findings
    ]
