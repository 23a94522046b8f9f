"""`vakhta backup`: one whole, checked file, also while the bot runs."""

from pathlib import Path

import click

from bot.cli.configured import config_option, configured, give_up
from bot.ports import StoreError
from bot.store import backup as copies


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@config_option
def backup(file: Path, config_path: Path | None) -> None:
    """Copy the database into FILE; safe while the bot runs."""
    try:
        written = copies.backup(configured(config_path).storage.url, file)
    except StoreError as error:
        give_up(str(error))
    click.echo(f"{written}: {written.stat().st_size / 1e6:.1f} MB, checked.")
