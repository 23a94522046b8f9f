"""`vakhta export`: what happened, for other programs: the audit log as JSONL, cases as CSV."""

import asyncio
import csv
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.configured import config_option, configured
from bot.cli.reading import reading
from bot.config import Config
from bot.store import SqlStorage
from bot.store.read_export import CaseRow
from handlers.links import message_link
from models.channel import Channel, ChannelKey, Purpose
from models.ids import Kind, show

_HEAD = ("id", "link", "time", "kind", "tone", "first_response_seconds", "status", "outcome")


@click.group()
def export() -> None:
    """Write the audit log as JSONL, or the cases as CSV, to standard output."""


@export.command()
@config_option
def audit(config_path: Path | None) -> None:
    """Write the audit log as JSONL, oldest first: ids and codes, no texts and no names."""
    asyncio.run(_audit(configured(config_path)))


@export.command()
@config_option
def cases(config_path: Path | None) -> None:
    """Write all cases as CSV: link, time, tone, first response, outcome."""
    asyncio.run(_cases(configured(config_path)))


@asynccontextmanager
async def exporting(config: Config) -> AsyncIterator[SqlStorage]:
    """Open storage for reading, with the reads of exports."""
    async with reading(config) as storage:
        if not isinstance(storage, SqlStorage):
            raise TypeError("exports read a database")
        yield storage


async def _audit(config: Config) -> None:
    async with exporting(config) as storage:
        async for row in storage.audit_lines():
            line = row.line
            entry = {
                "seq": row.seq,
                "at": _iso(line.at),
                "actor": line.actor,
                "act": line.act,
                "entity": line.entity,
                "codes": dict(line.codes),
                "prev_hash": row.prev_hash,
                "hash": row.hash,
            }
            click.echo(json.dumps(entry, ensure_ascii=False))


async def _cases(config: Config) -> None:
    table = csv.writer(sys.stdout)
    table.writerow(_HEAD)
    async with exporting(config) as storage:
        channels: dict[ChannelKey, Channel] = {}
        for purpose in Purpose:
            channels.update({one.key: one for one in await storage.channels(purpose)})
        async for row in storage.case_rows():
            table.writerow(_case(row, channels))


def _case(row: CaseRow, channels: dict[ChannelKey, Channel]) -> tuple[object, ...]:
    case, key = row.case, row.message_channel
    link = message_link(channels.get(key), key, row.message_id) if key else ""
    waited = (
        "" if row.first_response_at is None else (row.first_response_at - case.opened_at) // 10**6
    )
    outcome = case.resolution or row.outcome
    return (
        *(show(Kind.CASE, case.id), link, _iso(case.opened_at), case.kind.value),
        *(row.tone, waited, case.status.value, outcome),
    )


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1e6, UTC).isoformat()
