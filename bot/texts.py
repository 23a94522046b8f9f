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

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES: Final = ("ru", "en")
COUNT: Final = "count"
"""The argument that chooses a plural form."""
PERCENT: Final = "percent"
"""The argument that chooses how sure something is said to be."""
STEPS: Final = ((95, "sure"), (80, "likely"), (0, "maybe"))
"""From which percent up which words: the steps of the built-in policy, so that words match acts."""

_CODED: Final = {
    **{name: f"{name}." for name in ("kind", "state", "status", "rights", "how", "resolution")},
    "tier": "tier.",
    "signals": "signal.",
    "schemes": "signal.scheme_",
    "authors": "author.",
    "places": "place.",
    "attached": "media.",
}
"""Arguments whose values are codes with words of their own: `kind.spam`, `rights.delete`."""
_LISTED: Final = {
    "signal": ("signals", 0),
    "scheme": ("schemes", 1),
    "author": ("authors", 0),
    "language": ("languages", 0),
    "media": ("attached", 0),
    "place": ("places", 0),
    "link_domain": ("domains", 0),
}
"""Conditions that list codes: the argument they become, and where in the condition they stand."""
_SURENESS: Final = frozenset({"spam", "toxicity", "urgency", "sentiment"})
"""Conditions that ask for a probability; they are said as the signal that they ask for."""

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
        codes themselves (a kind, a state, a rule's conditions) are put into words as well.
        """
        values = {key: self._shown(key, value) for key, value in (args or {}).items()}
        count = (args or {}).get(COUNT)
        pattern = self._pattern(
            self._sure(code, args or {}), count if isinstance(count, int) else None
        )
        try:
            return pattern.format_map(values)
        except (KeyError, IndexError, ValueError):
            # An argument is missing: the bare pattern still tells more than nothing.
            return pattern

    def knows(self, code: str) -> bool:
        """Tell whether a code has words."""
        return bool(self._find(code, 1))

    def condition(self, code: str) -> str:
        """Return a condition of a rule in words: `newcomer`, `not:letters:600`, `signal:link|…`."""
        name, _, rest = code.partition(":")
        if name == "not":
            known = self._find(f"condition.not.{rest}", None)
            return known or self.say("condition.not", {"what": self.condition(rest)})
        if name in _SURENESS:
            return self._asked_for(name, rest)
        parts = (*rest.split(":"), "")
        args = {"a": parts[0], "b": parts[1]}
        if name in _LISTED:
            key, at = _LISTED[name]
            if not parts[at] and self.knows(f"condition.{name}.any"):
                return self.say(f"condition.{name}.any")
            args[key] = parts[at].replace("|", ", ")
        return self.say(f"condition.{name}", args)

    def _asked_for(self, name: str, rest: str) -> str:
        """Say that a probability is asked for as the signal itself would be said."""
        tone, _, least = rest.rpartition(":")
        signal = tone if name == "sentiment" else name
        return self.say(f"signal.{signal}", {PERCENT: round(float(least) * 100)})

    def _sure(self, code: str, args: Args) -> str:
        """Return the code of the step that a percent stands on, where the code has steps."""
        percent = args.get(PERCENT)
        if not isinstance(percent, int | float):
            return code
        stepped = next(f"{code}.{step}" for least, step in STEPS if percent >= least)
        return stepped if self.knows(stepped) else code

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
        if key == "rule":
            return self._find(f"rule.{value}", None) or str(value)
        if key == "conditions":
            said = [self.condition(code) for code in str(value).split("\n")]
        elif key == "languages":
            named = Locale(self.language).languages
            said = [named.get(part, part) for part in str(value).split(", ")]
        elif key in _CODED:
            said = [self._bare(_CODED[key], part) for part in str(value).split(", ")]
        else:
            said = [str(value)]
        return ", ".join(dict.fromkeys(said))

    def _bare(self, family: str, name: str) -> str:
        """Say a code inside another text, without the details that stand after its colon."""
        return self._find(f"{family}{name}", None).partition(": {")[0] or name


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
