"""`vakhta run`: the process itself; everything it is made of is put together by `bot.app`."""

import sys
from pathlib import Path

import click

from bot.cli.configured import config_option, configured


@click.command()
@config_option
def run(config_path: Path | None) -> None:
    """Watch over the communities until SIGTERM or Ctrl+C, which drain and exit 0.

    Exit code 2 for a bad configuration, 3 where the token is refused.
    """
    config = configured(config_path)
    from bot import app  # noqa: PLC0415 - a fault in the configuration is told at once

    sys.exit(app.run(config))
