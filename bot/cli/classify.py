"""`vakhta classify`: texts as arguments or on standard input, judgements on standard output."""

import io
import json
import sys
from typing import TextIO

import click

from bot.cli.configured import give_up, say
from bot.cli.speaking import language_option
from bot.cli.speaking import texts as speaking


@click.command()
@click.argument("given", metavar="[TEXT]...", nargs=-1)
@click.option("--checkpoint", default="default", help="The shipped one (default), or a folder.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "linear", "transformer"]),
    default="auto",
    help="What computes; auto takes what the checkpoint needs.",
)
@language_option
def classify(given: tuple[str, ...], checkpoint: str, engine: str, language: str | None) -> None:
    """Judge texts, given here or by a pipe; prints one JSON a line, in input order.

    On standard input: one text a line, or JSONL with `text`.
    """
    from bot.classifiers import CheckpointError, load  # noqa: PLC0415 - numpy
    from bot.classifiers.stream import classify_stream  # noqa: PLC0415 - likewise

    try:
        classifier = load(checkpoint, engine)
    except CheckpointError as error:
        give_up(str(error), 2)
    by_hand = sys.stdin.isatty()
    lines: TextIO = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    if given:
        # As JSON: an argument is a text, whatever it begins with and however many lines it has.
        lines = io.StringIO("".join(json.dumps({"text": one}) + "\n" for one in given))
    elif by_hand:
        say(speaking(language).say("classify.hint"))
    faults = classify_stream(lines, sys.stdout, classifier, batch=1 if by_hand else 64)
    if faults:
        give_up(speaking(language).say("classify.bad", {"count": faults}))
