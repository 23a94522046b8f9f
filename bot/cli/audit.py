"""`vakhta audit verify`: whether the audit log is still what was written."""

import asyncio
import sys
from pathlib import Path

import click

from bot.cli.configured import config_option, configured, say
from bot.cli.export import exporting
from bot.config import Config
from bot.store.read_audit import AuditReport

_BROKEN = {
    "hash": "was changed after it was written",
    "link": "does not follow the line before it",
    "hole": "follows a hole: lines are missing before it",
    "head": "is not what a checkpoint beside the log remembers",
    "end": "is not the last one: lines are missing after it",
}


@click.group()
def audit() -> None:
    """Check the chains of the audit log."""


@audit.command()
@config_option
def verify(config_path: Path | None) -> None:
    """Check that every line of the audit log is the one that was written; exit 1 if not."""
    report = asyncio.run(_verified(configured(config_path)))
    if not report.whole:
        why = _BROKEN.get(report.code, report.code)
        say(f"the audit log is broken: line {report.broken_seq} {why}")
        sys.exit(1)
    lines = f"{report.lines:,} line{'s' * (report.lines != 1)}"
    heads = f"{report.heads} checkpoint{'s' * (report.heads != 1)}"
    click.echo(f"The audit log is whole: {lines}, {heads}.")


async def _verified(config: Config) -> AuditReport:
    async with exporting(config) as storage:
        return await storage.verify_audit()
