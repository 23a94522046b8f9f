"""`vakhta train`: the training of the house as a child process, with the options it has."""

import sys

import click

from bot.cli.child import run_child


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    }
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def train(options: tuple[str, ...]) -> None:
    """Train the classifier; `vakhta train --help` tells the options of the training."""
    sys.exit(run_child("training", ["fit", *options]))
