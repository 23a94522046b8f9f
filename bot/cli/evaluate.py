"""`vakhta evaluate`: the public benchmark, measured by the training folder as a child process."""

import sys
from pathlib import Path

import click

from bot.cli.child import run_child


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The figures as JSON.")
@click.option("--checkpoint", help="The shipped one, or a folder.")
def evaluate(data: Path, out: Path | None, checkpoint: str | None) -> None:
    """Measure the classifier on labelled sets and print a table."""
    given = (("--data", data), ("--out", out), ("--checkpoint", checkpoint))
    options = [word for name, value in given if value is not None for word in (name, str(value))]
    sys.exit(run_child("training", ["evaluate", *options]))
