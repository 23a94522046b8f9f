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
from handlers.explain import explain_action, explain_case, explain_message, numbers
from handlers.ports import JudgedMessage
from handlers.world import World
from models.audit import AuditLine
from models.card import Word
from models.ids import Kind, MalformedIdError, parse, show


@click.command()
@click.argument("shown_id", metavar="ID")
@config_option
def explain(shown_id: str, config_path: Path | None) -> None:
    """Say why a message (M-…), a case (C-…), an act (A-…) or a verdict (V-…) came about."""
    config = configured(config_path)
    try:
        kind, key = parse(shown_id)
    except MalformedIdError as error:
        give_up(str(error), BAD_CONFIG)
    for line in asyncio.run(_told(config, kind, key)):
        click.echo(line)


async def _told(config: Config, kind: Kind, key: int) -> list[str]:
    texts = Texts(config.bot.language)
    async with reading(config) as storage:
        world = telling(config, storage)
        words = await _words(world, kind, key)
        if not words:
            give_up(texts.say("explain.unknown", {"id": show(kind, key)}))
        entities = [show(kind, key)]
        if kind is Kind.CASE:
            items = await storage.items(key, 20)
            entities += [show(Kind.MESSAGE, item.message_id) for item in items]
        if kind is Kind.VERDICT and (judged := await storage.message_of_verdict(key)):
            entities.append(show(Kind.MESSAGE, judged.stored.id))
        lines = [line for entity in entities for line in await storage.audit_of(entity)]
    told = [texts.say(one.code, one.args) for one in words]
    return [*told, "", texts.say("explain.audit"), *_audit(lines)]


async def _words(world: World, kind: Kind, key: int) -> Sequence[Word]:
    store = world.store
    match kind:
        case Kind.CASE:
            case = await store.case(key)
            return () if case is None else await explain_case(world, case)
        case Kind.ACTION:
            return await _of_action(world, key)
        case Kind.VERDICT:
            return await _of_message(world, await store.message_of_verdict(key))
        case Kind.MESSAGE:
            return await _of_message(world, await store.message_by_id(key))


async def _of_action(world: World, key: int) -> Sequence[Word]:
    """Tell of an act, then of the message it was done to, or of the case whose card it sent."""
    action = await world.store.action(key)
    if action is None:
        return ()
    about: Sequence[Word] = ()
    if action.message_id is not None:
        about = await _words(world, Kind.MESSAGE, action.message_id)
    elif action.case_id is not None:
        about = await _words(world, Kind.CASE, action.case_id)
    return (explain_action(action), *about)


async def _of_message(world: World, judged: JudgedMessage | None) -> Sequence[Word]:
    if judged is None:
        return ()
    said = numbers(judged.verdict) if judged.verdict is not None else None
    acts = [explain_action(one) for one in await world.store.actions_of(None, judged.stored.id)]
    return (*explain_message(judged), *([said] if said else []), *acts)


def _audit(lines: Sequence[AuditLine]) -> list[str]:
    """Return audit lines as they are kept: codes, so that they can be searched for in exports."""
    ordered = sorted(lines, key=lambda line: line.at)
    return [
        f"{datetime.fromtimestamp(line.at / 1e6, UTC):%Y-%m-%d %H:%M:%S} UTC  {line.act}  "
        f"{line.entity}  {line.actor}  "
        + " ".join(
            f"{name}={value}" for name, value in line.codes.items() if value not in {"", None}
        )
        for line in ordered
    ]
