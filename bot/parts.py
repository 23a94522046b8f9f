"""Builds the parts from the configuration: storage, classifier, policy, connectors, world.

Everything that can be wrong with a configuration beyond its words is found here, and raised as
StartError with one clear line and the exit code of the contract.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.accounts import Account, accounts_of
from bot.classifiers import CheckpointError, MicroBatcher, micro_batched
from bot.classifiers import load as load_classifier
from bot.clock import SystemClock
from bot.config import Config
from bot.ports import Storage, StoreError
from bot.store import Retention, open_storage
from bot.thinking import Thinking
from handlers.policy.default import default_policy
from handlers.policy.faults import PolicyError
from handlers.policy.load import load_policy
from handlers.policy.rules import Policy
from handlers.world import Mode, Settings, World
from models.ids import IdMaker

BAD_CONFIG = 2
TOKEN_REFUSED = 3


class StartError(Exception):
    """The process cannot start; `exit_code` as in the contract."""

    def __init__(self, message: str, exit_code: int = BAD_CONFIG) -> None:
        """Take the line that the operator reads."""
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Parts:
    """What the process is made of."""

    config: Config
    clock: SystemClock
    storage: Storage
    thinking: Thinking
    accounts: tuple[Account, ...]
    classifier: MicroBatcher
    """The same that the world asks; its owner runs it."""


async def build(config: Config) -> Parts:
    """Make all parts; storage is open afterwards, nothing talks to a platform yet."""
    policy = policy_of(config.policy.file)
    classifier = await asyncio.to_thread(classifier_of, config)
    clock = SystemClock()
    ids = IdMaker(clock.now)
    storage = await storage_of(config, clock, ids)
    accounts = accounts_of(config, clock)
    settings = Settings(
        mode=Mode(config.bot.mode),
        language=config.bot.language,
        grants=config.grants(),
        accounts={account.platform: account.number for account in accounts},
        moderators=tuple(key for account in accounts for key in account.moderators),
    )
    world = World(storage, classifier, clock, ids, policy, settings)
    return Parts(config, clock, storage, Thinking(world), accounts, classifier)


def policy_of(path: Path | None) -> Policy:
    """Load the policy file, or the built-in default; faults become a StartError."""
    if path is None:
        return default_policy()
    try:
        return load_policy(path)
    except PolicyError as error:
        raise StartError(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(
            f"[policy] file {path}: cannot be read ({type(error).__name__})"
        ) from error


def classifier_of(config: Config) -> MicroBatcher:
    """Load the checkpoint that the config names."""
    section = config.classifier
    try:
        return micro_batched(
            load_classifier(section.checkpoint, section.engine, labels=section.labels)
        )
    except CheckpointError as error:
        raise StartError(f"[classifier] {error}") from error


async def storage_of(config: Config, clock: SystemClock, ids: IdMaker) -> Storage:
    """Open storage, an embedded database brought to head first after a backup copy."""
    keep = config.retention
    url = config.storage.url
    try:
        storage = open_storage(
            url,
            clock=clock,
            ids=ids,
            retention=Retention(keep.raw_days, keep.text_days, keep.audit_days),
        )
        await storage.open()
    except StoreError as error:
        raise StartError(f"[storage] {error}") from error
    return storage
