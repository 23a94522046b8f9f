"""`vakhta restore`: puts a copy in the place of the database; the old one is kept beside it."""

from pathlib import Path

import click

from bot.cli.configured import config_option, configured, give_up
from bot.ports import StoreError
from bot.store import backup as copies


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
def restore(file: Path, config_path: Path | None) -> None:
    """Put the copy FILE back; the bot must be stopped, the old database is kept."""
    try:
        kept = copies.restore(file, configured(config_path).storage.url)
    except StoreError as error:
        give_up(str(error))
    click.echo("Restored." if kept is None else f"Restored; the old database is {kept}.")
