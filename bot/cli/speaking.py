"""In which language a command speaks: as asked, else as the bot is set to, else as the terminal.

One output speaks one language; faults of files name keys in English, as compilers do.
"""

from collections.abc import Callable
from typing import TypeVar

import click

from bot.environment import terminal_language
from bot.texts import LANGUAGES, Texts

Command = TypeVar("Command", bound=Callable[..., object])


def language_option(command: Command) -> Command:
    """Give a command `--language`."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        help="What it speaks; without it the language of the terminal.",
    )(command)


def texts(wanted: str | None) -> Texts:
    """Return the words to speak in."""
    return Texts(wanted or terminal_language())
