"""What the bot says, by code: catalogues in `locales/`, one per language, read once.

Everything inside the process speaks in codes and arguments; only connectors and the command line
turn them into words, here. A code without words is shown as itself: people still see something, and
a test fails.
"""

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES: Final = ("ru", "en")
COUNT: Final = "count"
"""The argument that chooses a plural form."""

Args = Mapping[str, str | int | float]


class Texts:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """Take a language code; one we do not speak becomes English."""
        self.language = language if language in LANGUAGES else "en"
        self._catalogue = _catalogue(self.language)

    def say(self, code: str, args: Args | None = None) -> str:
        """Return the words of a code, or the code itself where there are none."""
        values = dict(args or {})
        count = values.get(COUNT)
        if isinstance(count, int):
            pattern = self._catalogue.ungettext(code, code, count)
        else:
            pattern = self._catalogue.ugettext(code)
        try:
            return pattern.format_map({key: _shown(value) for key, value in values.items()})
        except (KeyError, IndexError, ValueError):
            # An argument is missing: the bare pattern still tells more than nothing.
            return pattern

    def knows(self, code: str) -> bool:
        """Tell whether a code has words."""
        return self.say(code, {COUNT: 1}) != code or self.say(code) != code


def folder() -> Path:
    """Return where the catalogues lie: at the root of a checkout, beside `bot` in the wheel."""
    return Path(__file__).resolve().parent.parent / "locales"


@cache
def _catalogue(language: str) -> Translations:
    with (folder() / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _shown(value: str | float) -> str:
    """Write an argument: a float with as few digits as people read."""
    return f"{value:g}" if isinstance(value, float) else str(value)
