"""What commands with `--config` share: finding the file, and telling its faults in one way."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from bot.config import Config, ConfigError, load

Command = TypeVar("Command", bound=Callable[..., object])

BAD_CONFIG = 2
USUAL = Path("config.toml")


def config_option(command: Command) -> Command:
    """Give a command `--config`, config.toml of this folder without it."""
    return click.option(
        "--config",
        "config_path",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The settings; without it config.toml here, or the environment alone.",
    )(command)


def configured(path: Path | None) -> Config:
    """Load the settings, or print every fault and leave with 2."""
    if path is None and USUAL.exists():
        path = USUAL
    try:
        return load(path)
    except ConfigError as error:
        if path is None:
            say("there is no config.toml here: copy config.example.toml to config.toml first,")
            say("write the token into it, or name another file with --config FILE")
        for fault in error.faults:
            say(str(fault))
        sys.exit(BAD_CONFIG)


def say(line: str) -> None:
    """Say something to the operator, beside what the command prints."""
    click.echo(f"vakhta: {line}", err=True)


def give_up(line: str, code: int = 1) -> NoReturn:
    """Say in one line why it cannot go on, and leave."""
    say(line)
    sys.exit(code)
