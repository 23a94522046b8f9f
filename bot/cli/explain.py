"""`vakhta explain`: what [Why] tells a moderator, and the audit below it, for the operator."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.configured import BAD_CONFIG, config_option, configured, give_up
from bot.cli.reading import reading, telling
from bot.config import Config
from bot.texts import Texts
from handlers.explain import explain_case, explain_message
from handlers.world import World
from models.audit import AuditLine
from models.card import Word
from models.ids import Kind, MalformedIdError, parse, show


@click.command()
@click.argument("shown_id", metavar="ID")
@config_option
def explain(shown_id: str, config_path: Path | None) -> None:
    """Say why a message (M-…), a case (C-…) or an act (A-…) was treated so."""
    config = configured(config_path)
    try:
        kind, key = parse(shown_id)
    except MalformedIdError as error:
        give_up(str(error), BAD_CONFIG)
    for line in asyncio.run(_told(config, kind, key)):
        click.echo(line)


async def _told(config: Config, kind: Kind, key: int) -> list[str]:
    async with reading(config) as storage:
        world = telling(config, storage)
        words = await _words(world, kind, key)
        if not words:
            give_up(f"{show(kind, key)} is not known here; old ones are forgotten after a while")
        entities = [show(kind, key)]
        if kind is Kind.CASE:
            items = await storage.items(key, 20)
            entities += [show(Kind.MESSAGE, item.message_id) for item in items]
        lines = [line for entity in entities for line in await storage.audit_of(entity)]
    texts = Texts(config.bot.language)
    return [*(texts.say(one.code, one.args) for one in words), "", *_audit(lines)]


async def _words(world: World, kind: Kind, key: int) -> Sequence[Word]:
    store = world.store
    if kind is Kind.CASE:
        case = await store.case(key)
        return () if case is None else await explain_case(world, case)
    if kind is Kind.ACTION:
        action = await store.action(key)
        if action is None:
            return ()
        args = {"id": show(kind, key), "kind": action.kind, "state": action.state}
        about = await _words(world, Kind.MESSAGE, action.message_id) if action.message_id else ()
        return (Word("why.action", args), *about)
    judged = await store.message_by_id(key) if kind is Kind.MESSAGE else None
    if judged is None:
        return ()
    acts = [
        Word("why.action", {"id": show(Kind.ACTION, one.id), "kind": one.kind, "state": one.state})
        for one in await store.actions_of(None, key)
    ]
    return (*explain_message(judged), *acts)


def _audit(lines: Sequence[AuditLine]) -> list[str]:
    ordered = sorted(lines, key=lambda line: line.at)
    return [
        f"{datetime.fromtimestamp(line.at / 1e6, UTC):%Y-%m-%d %H:%M:%S} UTC  {line.act}  "
        f"{line.entity}  by {line.actor}  "
        + " ".join(
            f"{name}={value}" for name, value in line.codes.items() if value not in {"", None}
        )
        for line in ordered
    ]
