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
from bot.cli.findings import Finding, Level, fault, ok, tell, warning
from bot.config import Config
from bot.ports import StoreError
from bot.store.backup import check
from bot.store.migrate import current, head
from bot.store.sqlite import database_path, take_lock

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
    tell(findings, Console())
    sys.exit(1 if any(one.level is Level.FAULT for one in findings) else 0)


async def _platform(config: Config) -> list[Finding]:
    return [*await look_at_telegram(config), await look_at_clock(config)]


def _settings(config: Config) -> list[Finding]:
    faults = policy_faults(config.policy.file)
    found = [fault("policy", one, "correct the file; nothing of it is used") for one in faults]
    found = found or [ok("policy", str(config.policy.file or "built in"))]
    found += [warning("config", one) for one in config.warnings()]
    if config.bot.mode == "observe":
        found.append(warning("mode", "observe: nothing is done", 'set bot.mode = "act" to act'))
    if not config.watchdog.ping_url.get_secret_value():
        advice = "set watchdog.ping_url to a monitor that calls you when the calls stop"
        found.append(warning("watchdog", "nobody notices when this machine dies", advice))
    return found


def _database(config: Config) -> list[Finding]:
    url = config.storage.url
    try:
        path = database_path(url)
        standing = current(url)
        if standing is None:
            return [ok("database", f"{path} is made at the first start")]
        if standing != head():
            said = f"schema {standing}, this version works with {head()}"
            return [warning("database", said, "`vakhta run` or `vakhta migrate` brings it there")]
        size = path.stat().st_size / _MEGABYTE
        if size < _CHECKED_UP_TO_MB:
            check(path)
    except (StoreError, OSError) as error:
        advice = "put a copy back with `vakhta restore FILE`, or see who owns the file"
        return [fault("database", str(error), advice)]
    return [ok("database", f"{path}, {size:.0f} MB, whole"), _running(url)]


def _running(url: str) -> Finding:
    try:
        take_lock(url).release()
    except StoreError:
        return ok("process", "a bot works on this database")
    return warning("process", "no bot works on this database", "start it with `vakhta run`")


def _disk(config: Config) -> Finding:
    folder = config.bot.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / _MEGABYTE
    said = f"{free:.0f} MB free in {folder}"
    if free < _NO_DISK_MB:
        return fault("disk", said, "make room: below 200 MB intake may stop")
    return ok("disk", said) if free > _LITTLE_DISK_MB else warning("disk", said, "make room soon")


def _classifier(config: Config) -> Finding:
    try:
        found = load_classifier(config.classifier.checkpoint, config.classifier.engine)
    except CheckpointError as error:
        return fault("classifier", str(error), "see [classifier] in the configuration")
    return ok("classifier", found.checkpoint)
