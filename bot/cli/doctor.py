"""`vakhta doctor`: looks at everything the bot stands on and says what to do about each fault.

The one thing it changes, when asked to, is which events VK sends us.
"""

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
from bot.cli.doctor_platform import look_at_platforms
from bot.cli.doctor_vk import EVENTS, mend_vk
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
@click.option("--fix", is_flag=True, help="Switch on the events that VK does not send us.")
def doctor(config_path: Path | None, *, fix: bool) -> None:
    """Look at database, keys, rights, events, clock and disk; exit 1 if anything is at fault."""
    config = configured(config_path)
    console, texts = Console(), Texts(config.bot.language)
    findings = [*asyncio.run(mend_vk(config))] if fix else []
    findings += _look(config)
    tell(findings, console, texts)
    mends = not fix and any(map(_mendable, findings)) and console.is_terminal and talks()
    if mends and click.confirm(texts.say("doctor.ask.events")):
        mended = asyncio.run(mend_vk(config))
        tell(mended, console, texts)
        findings = [*mended, *(one for one in findings if not _mendable(one))]
    sys.exit(1 if any(one.level is Level.FAULT for one in findings) else 0)


def talks() -> bool:
    """Tell whether somebody is there to answer a question."""
    return sys.stdin.isatty()


def _mendable(one: Finding) -> bool:
    return one.what == EVENTS and one.said == "events_off"


def _look(config: Config) -> list[Finding]:
    return [
        *_settings(config),
        *_database(config),
        _disk(config),
        _classifier(config),
        *asyncio.run(look_at_platforms(config)),
    ]


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
        section = config.classifier
        found = load_classifier(section.checkpoint, section.engine, labels=section.labels)
    except CheckpointError as error:
        return fault("classifier", "said", do("classifier"), said=str(error))
    return ok("classifier", "said", said=found.checkpoint)
