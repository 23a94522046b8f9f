"""`vakhta classify`: texts on standard input, judgements on standard output."""

import io
import sys

import click

from bot.cli.configured import give_up


@click.command()
@click.option("--checkpoint", default="default", help="The shipped one (default), or a folder.")
@click.option("--engine", type=click.Choice(["auto", "linear", "transformer"]), default="auto")
def classify(checkpoint: str, engine: str) -> None:
    """Judge texts, one a line or JSONL with `text`; prints one JSON a line, in input order."""
    from bot.classifiers import CheckpointError, load  # noqa: PLC0415 - numpy
    from bot.classifiers.stream import classify_stream  # noqa: PLC0415 - likewise

    try:
        classifier = load(checkpoint, engine)
    except CheckpointError as error:
        give_up(str(error), 2)
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    faults = classify_stream(lines, sys.stdout, classifier, batch=1 if sys.stdin.isatty() else 64)
    if faults:
        give_up(f"{faults} lines could not be read")
