"""`vakhta doctor`: looks at everything the bot stands on and says what to do about each fault."""

import asyncio
import shutil
import sys
from pathlib import Path

import click
from rich.console import Console

from bot.classifiers import CheckpointError
from bot.classifiers import load as load_classifier
from bot.cli.check import policy_faults
from bot.cli.configured import config_option, configured
from bot.cli.doctor_platform import look_at_clock, look_at_telegram
from bot.cli.findings import Finding, Level, do, fault, ok, tell, warning
from bot.config import Config
from bot.ports import StoreError
from bot.store.backup import check
from bot.store.migrate import current, head
from bot.store.sqlite import database_path, take_lock
from bot.texts import Texts

_MEGABYTE = 1e6
_LITTLE_DISK_MB = 1000
_NO_DISK_MB = 200
_CHECKED_UP_TO_MB = 2000
"""Reading every page of a larger file takes minutes; `vakhta backup` does it anyway."""


@click.command()
@config_option
def doctor(config_path: Path | None) -> None:
    """Look at database, token, rights, clock and disk; exit 1 if anything is at fault."""
    config = configured(config_path)
    findings = [
        *_settings(config),
        *_database(config),
        _disk(config),
        _classifier(config),
        *asyncio.run(_platform(config)),
    ]
    tell(findings, Console(), Texts(config.bot.language))
    sys.exit(1 if any(one.level is Level.FAULT for one in findings) else 0)


async def _platform(config: Config) -> list[Finding]:
    return [*await look_at_telegram(config), await look_at_clock(config)]


def _settings(config: Config) -> list[Finding]:
    faults = policy_faults(config.policy.file)
    found = [fault("policy", "said", do("policy"), said=one) for one in faults]
    if not found:
        file = config.policy.file
        found = [ok("policy", "said", said=str(file)) if file else ok("policy", "built_in")]
    if config.bot.mode == "observe":
        found.append(warning("mode", "observing", do("observing")))
    if not config.watchdog.ping_url.get_secret_value():
        found.append(warning("watchdog", "unwatched", do("unwatched")))
    return found


def _database(config: Config) -> list[Finding]:
    url = config.storage.url
    try:
        path = database_path(url)
        standing = current(url)
        if standing is None:
            return [ok("database", "no_database", path=str(path))]
        if standing != head():
            versions = {"standing": standing, "head": head()}
            return [warning("database", "old_database", do("old_database"), **versions)]
        size = path.stat().st_size / _MEGABYTE
        if size < _CHECKED_UP_TO_MB:
            check(path)
    except (StoreError, OSError) as error:
        return [fault("database", "said", do("bad_database"), said=str(error))]
    return [ok("database", "whole", path=str(path), size=f"{size:.1f}"), _running(url)]


def _running(url: str) -> Finding:
    try:
        take_lock(url).release()
    except StoreError:
        return ok("process", "works")
    return warning("process", "idle", do("idle"))


def _disk(config: Config) -> Finding:
    folder = config.bot.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / _MEGABYTE
    args = {"size": f"{free:.0f}", "folder": str(folder)}
    if free < _NO_DISK_MB:
        return fault("disk", "free", do("no_disk"), **args)
    if free > _LITTLE_DISK_MB:
        return ok("disk", "free", **args)
    return warning("disk", "free", do("little_disk"), **args)


def _classifier(config: Config) -> Finding:
    try:
        found = load_classifier(config.classifier.checkpoint, config.classifier.engine)
    except CheckpointError as error:
        return fault("classifier", "said", do("classifier"), said=str(error))
    return ok("classifier", "said", said=found.checkpoint)
