"""Tells the live store who is a regular, so that a bot that starts tonight knows its people.

Only counters go there, no messages. An author whom the store knows already is left as he is, so
that seeding twice counts nothing twice.
"""

import asyncio
from collections.abc import Iterator
from itertools import islice

from bot.clock import SystemClock
from bot.config import Config
from bot.ports import Storage
from bot.scan.ledger import Ledger
from bot.scan.rows import ScanError
from bot.store import open_storage
from bot.store.migrate import upgrade
from handlers.policy.situation import NEWCOMER_MESSAGES, NEWCOMER_US
from models.channel import ChannelKey, Platform
from models.effects import CountStanding, Effects
from models.ids import IdMaker
from models.person import Author, Standing

_AT_ONCE = 200


async def seed_regulars(config: Config, ledger: Ledger, last_at: int) -> int:
    """Store everybody who is no newcomer at `last_at`; returns how many the store did not know."""
    if config.telegram is None:
        raise ScanError("seed_without_telegram")
    clock = SystemClock()
    url = config.storage.url
    await asyncio.to_thread(upgrade, url)
    account = config.telegram.token.get_secret_value().partition(":")[0]
    storage = open_storage(url, clock=clock, ids=IdMaker(clock.now))
    await storage.open()
    try:
        regulars = (pair for pair in ledger.everybody() if is_regular(pair[1], last_at))
        return await _store(storage, ChannelKey(Platform.TELEGRAM, account, "seed"), regulars)
    finally:
        await storage.close()


async def _store(
    storage: Storage, channel: ChannelKey, regulars: Iterator[tuple[str, Standing]]
) -> int:
    stored = 0
    while some := list(islice(regulars, _AT_ONCE)):
        lines = [
            _line(key, standing, channel)
            for key, standing in some
            if not (await storage.standing(key, channel)).clean_messages
        ]
        await storage.commit(None, Effects(tuple(lines)))
        stored += len(lines)
    return stored


def is_regular(standing: Standing, last_at: int) -> bool:
    """Tell whether an author is no newcomer any more, and nothing of his was removed."""
    first = standing.first_seen_at
    return (
        standing.clean_messages >= NEWCOMER_MESSAGES
        and first is not None
        and last_at - first >= NEWCOMER_US
        and not standing.removed_messages
    )


def _line(key: str, standing: Standing, channel: ChannelKey) -> CountStanding:
    platform, _, external_id = key.partition(":")
    return CountStanding(
        author=Author(Platform(platform), external_id),
        channel=channel,
        at=standing.first_seen_at or 0,
        clean=standing.clean_messages,
        reason="seed",
    )
