"""`vakhta migrate`: the database to the schema of this version, after a backup copy."""

from pathlib import Path

import click

from bot.cli.configured import config_option, configured, give_up
from bot.ports import StoreError
from bot.store.migrate import current, head, upgrade


@click.command()
@config_option
def migrate(config_path: Path | None) -> None:
    """Bring the database to this version; a copy is made first. The bot must be stopped."""
    url = configured(config_path).storage.url
    try:
        before = current(url)
        copy = upgrade(url)
    except StoreError as error:
        give_up(str(error))
    if before == head():
        click.echo(f"The database is at {head()} already.")
        return
    click.echo(f"The database is at {head()} now.")
    if copy is not None:
        click.echo(f"The copy from before is {copy}.")
