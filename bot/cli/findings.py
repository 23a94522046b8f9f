"""What `doctor` found, and how it is told: a table on a terminal, plain lines elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.texts import Texts
from models.card import Word


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.FAULT: "bold red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, as codes of `doctor`; all of them share the arguments."""

    what: str
    level: Level
    said: str
    args: dict[str, str | int] = field(default_factory=dict)
    advice: Word | None = None
    """What to do where it is not well."""


def ok(what: str, said: str, /, **args: str | int) -> Finding:
    """Return a finding that is well."""
    return Finding(what, Level.OK, said, args)


def fault(what: str, said: str, advice: Word | None = None, /, **args: str | int) -> Finding:
    """Return a finding that must be repaired."""
    return Finding(what, Level.FAULT, said, args, advice)


def warning(what: str, said: str, advice: Word | None = None, /, **args: str | int) -> Finding:
    """Return a finding that somebody should think about."""
    return Finding(what, Level.WARNING, said, args, advice)


def do(code: str, **args: str | int) -> Word:
    """Return an advice."""
    return Word(f"doctor.do.{code}", args)


def tell(findings: Sequence[Finding], console: Console, texts: Texts) -> None:
    """Print all findings."""
    if not console.is_terminal:
        for line in lines(findings, texts):
            click.echo(line)
        return
    heads = [texts.say(f"doctor.head.{name}") for name in ("what", "found", "todo")]
    table = Table("", header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for one in findings:
        level, *cells = _cells(one, texts)
        # As Text: a chat's brackets must not become markup of ours.
        table.add_row(Text(level, _STYLES[one.level]), *map(Text, cells))
    console.print(table)


def lines(findings: Iterable[Finding], texts: Texts) -> list[str]:
    """Return all findings as lines."""
    return [
        f"{level:<8} {what}: {said}" + (f" -> {advice}" if advice else "")
        for level, what, said, advice in (_cells(one, texts) for one in findings)
    ]


def _cells(one: Finding, texts: Texts) -> tuple[str, str, str, str]:
    return (
        texts.say(f"doctor.level.{one.level}"),
        texts.say(f"doctor.{one.what}", one.args),
        texts.say(f"doctor.{one.said}", one.args),
        texts.say(one.advice.code, one.advice.args) if one.advice else "",
    )
