"""What is wrong in a configuration, in words: where it stands, and what was probably meant.

Messages never repeat a value: a token pasted under the wrong key would be printed with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from typing_extensions import override

Loc = tuple[str | int, ...]
Tree = Mapping[str, Any]

_HEADER = re.compile(r"\s*\[+\s*([^\]#]+?)\s*\]+")
_KEY = re.compile(r"""\s*([\w."'-]+)\s*=""")
_SYNTAX_LINE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")

_WORDS = {
    "int": "must be a whole number",
    "string": "must be text in quotes",
    "tuple": "must be a list, such as [1, 2]",
    "model": "must be a section of its own",
    "path": "must be a path in quotes",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal": "must be one of: {expected}",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file (or `environment`) and line, at which key."""

    source: str
    line: int | None
    key: str
    text: str

    @override
    def __str__(self) -> str:
        """Say it as compilers do, so that editors can jump there."""
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{where}: {self.key}: {self.text}" if self.key else f"{where}: {self.text}"


class ConfigError(Exception):
    """The configuration cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Take all faults, in the order in which they stand in the file."""
        self.faults = sorted(faults, key=lambda fault: (fault.source, fault.line or 0))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: the file's text and tree, and what the environment says over it."""

    name: str
    folder: Path
    text: str
    file: Tree
    environment: Tree
    variables: tuple[str, ...] = ()
    """Lower-cased names of all our environment variables, known to us or not."""

    def get(self, *loc: str) -> object:
        """Return what holds at a place, the environment over the file; None if nothing."""
        for tree in (self.environment, self.file):
            found: object = tree
            for part in loc:
                found = found.get(part) if isinstance(found, Mapping) else None
            if found is not None:
                return found
        return None

    def fault(self, loc: Loc, text: str) -> Fault:
        """Make a fault that names the variable or the line where `loc` was set."""
        keys = [str(part) for part in loc if not isinstance(part, int)]
        dotted = ".".join(keys)
        if variable_of(keys).lower() in self.variables:
            return Fault("environment", None, variable_of(keys), text)
        return Fault(self.name, line_of(self.text, keys), dotted, text)


def variable_of(keys: Sequence[str]) -> str:
    """Return the environment variable that sets a key."""
    return "VAKHTA_" + "__".join(keys).upper()


def line_of(text: str, keys: Sequence[str]) -> int | None:
    """Return the line of a key, else of the nearest table above it, else None, from 1."""
    places = dict(reversed(list(_places(text))))
    for length in range(len(keys), 0, -1):
        if tuple(keys[:length]) in places:
            return places[tuple(keys[:length])]
    return None


def _places(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, *_parts(key[1])), number


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def fault_of_syntax(name: str, message: str) -> Fault:
    """Word a TOML syntax error: tomllib puts the position at the end of its message."""
    found = _SYNTAX_LINE.search(message)
    line = int(found[1]) if found and found[1] else None
    return Fault(name, line, "", f"not TOML: {_SYNTAX_LINE.sub('', message).strip()}")


def fault_of_error(error: ErrorDetails, source: Source, model: type[BaseModel]) -> Fault:
    """Word one of pydantic's errors."""
    loc, kind = error["loc"], error["type"]
    if kind == "extra_forbidden":
        return source.fault(loc, unknown_key(str(loc[-1]), known_keys(model, loc[:-1])))
    if kind == "missing":
        variable = variable_of([str(part) for part in loc])
        return source.fault(loc, f"is missing; write it there, or set {variable}")
    context = error.get("ctx", {})
    if kind == "value_error":
        return source.fault(loc, str(context.get("error", "is not right")))
    words = _WORDS.get(kind) or _WORDS.get(kind.partition("_")[0], "is not right")
    return source.fault(loc, words.format(**context))


def unknown_key(name: str, known: Sequence[str]) -> str:
    """Say that a key is not known, and which was probably meant."""
    near = get_close_matches(name, known, 1, 0.5)
    hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
    return f"unknown key; {hint}"


def known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys that may stand at a place of the tree."""
    for part in loc:
        field = model.model_fields.get(str(part))
        choices = (field.annotation, *get_args(field.annotation)) if field else ()
        model = next(
            (one for one in choices if isinstance(one, type) and issubclass(one, BaseModel)), model
        )
    return list(model.model_fields)
