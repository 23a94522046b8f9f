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

_CODED: Final = frozenset({"kind", "state", "status", "rights", "how", "resolution"})
"""Arguments whose values are codes with words of their own: `kind.spam`, `rights.delete`."""

Args = Mapping[str, str | int | float]


class Texts:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """Take a language code; one we do not speak becomes English."""
        self.language = language if language in LANGUAGES else "en"
        self._catalogue = _catalogue(self.language)

    def say(self, code: str, args: Args | None = None) -> str:
        """Return the words of a code, of its nearest known prefix, or the code itself.

        `notice.platform_down.telegram.1` falls back to `notice.platform_down`; arguments that are
        codes themselves (a kind, a state) are put into words as well.
        """
        values = {key: self._shown(key, value) for key, value in (args or {}).items()}
        count = (args or {}).get(COUNT)
        pattern = self._pattern(code, count if isinstance(count, int) else None)
        try:
            return pattern.format_map(values)
        except (KeyError, IndexError, ValueError):
            # An argument is missing: the bare pattern still tells more than nothing.
            return pattern

    def knows(self, code: str) -> bool:
        """Tell whether a code has words."""
        return bool(self._find(code, 1))

    def _pattern(self, code: str, count: int | None) -> str:
        known = code
        while known.count(".") and not (found := self._find(known, count)):
            known = known.rpartition(".")[0]
        return found if known.count(".") else code

    def _find(self, code: str, count: int | None) -> str:
        """Return the pattern of exactly this code; empty where it has no words."""
        pattern = code if count is None else self._catalogue.ungettext(code, code, count)
        if pattern == code:
            pattern = self._catalogue.ugettext(code)
        return "" if pattern == code else pattern

    def _shown(self, key: str, value: str | float) -> str:
        """Write an argument: codes in words, a float with as few digits as people read."""
        if isinstance(value, float):
            return f"{value:g}"
        if key not in _CODED or not isinstance(value, str):
            return str(value)
        words = (self._find(f"{key}.{part}", None) or part for part in value.split(", "))
        return ", ".join(words)


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
