"""What commands that read beside a running bot share: storage without the lock, and a world."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.cli.configured import BAD_CONFIG, give_up
from bot.clock import SystemClock
from bot.config import Config
from bot.ports import Storage, StoreError
from bot.store import open_storage
from bot.store.sqlite import database_path
from handlers.canonical import Canonical
from handlers.policy.default import default_policy
from handlers.policy.faults import PolicyError
from handlers.policy.load import load_policy
from handlers.policy.rules import Policy
from handlers.world import Settings, World
from models.ids import IdMaker
from models.signal import Judgement, Reason


class Silent:
    """A classifier that says nothing, for commands that only tell what was said before."""

    checkpoint = "silent"

    async def classify(self, texts: Sequence[Canonical]) -> list[Judgement | None]:
        """Answer None for every text."""
        return [None for _ in texts]

    def explain(self, _text: Canonical, _head: str) -> list[Reason]:
        """Give no reasons."""
        return []


@asynccontextmanager
async def reading(config: Config) -> AsyncIterator[Storage]:
    """Open storage for reading, also while the bot runs; leaves with 1 if it cannot."""
    clock = SystemClock()
    try:
        if not database_path(config.storage.url).exists():
            give_up("there is no database yet: start the bot once with `vakhta run`")
        storage = open_storage(config.storage.url, clock=clock, ids=IdMaker(clock.now), lock=False)
        await storage.open()
    except StoreError as error:
        give_up(str(error))
    try:
        yield storage
    finally:
        await storage.close()


def telling(config: Config, storage: Storage) -> World:
    """Return a world for handlers that only tell."""
    clock = SystemClock()
    settings = Settings(language=config.bot.language, grants=config.grants())
    return World(storage, Silent(), clock, IdMaker(clock.now), default_policy(), settings)


def policy_or_leave(file: Path | None) -> Policy:
    """Load a policy file, the built-in policy without one; leaves with 2 and every fault."""
    if file is None:
        return default_policy()
    try:
        return load_policy(file)
    except PolicyError as error:
        give_up("; ".join(fault.worded for fault in error.faults), BAD_CONFIG)
    except FileNotFoundError:
        give_up(f"{file}: there is no such file", BAD_CONFIG)
    except (OSError, UnicodeDecodeError) as error:
        give_up(f"{file}: cannot be read ({type(error).__name__})", BAD_CONFIG)
