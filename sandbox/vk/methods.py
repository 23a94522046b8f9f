"""The notation of the table of methods: token kinds, parameter types and limits.

`table.py` holds the methods themselves; `params.py` reads requests by them. Kept by hand from VK's
published schema (5.199), never from a client library; a test compares it with a copy where present.

`ugs name!:int[1..100] other:str<=14 kind:str{a,b} ids:ints<=100 fields:list data:json`: first the
kinds of tokens that VK lists (user, group, service), then the parameters, `!` where required.
"""

import re
from dataclasses import dataclass

_PARAMETER = re.compile(
    r"(?P<name>\w+)(?P<must>!?):(?P<kind>int|num|bool|str|list|ints|json|any)"
    r"(?:\[(?P<low>-?\d*)\.\.(?P<high>\d*)\])?(?:<=(?P<most>\d+))?(?:\{(?P<choices>[^}]*)\})?"
)
_KINDS = {"u": "user", "g": "group", "s": "service"}


@dataclass(frozen=True)
class Parameter:
    """One parameter: `most` is characters of a string or items of a list."""

    name: str
    kind: str
    required: bool = False
    low: int | None = None
    high: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """One simulated method; `tokens` are the kinds that VK's schema lists for it."""

    name: str
    tokens: frozenset[str]
    parameters: dict[str, Parameter]


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _parameter(source: str) -> Parameter:
    found = _PARAMETER.fullmatch(source)
    if found is None:
        raise ValueError(source)
    choices = found["choices"]
    return Parameter(
        found["name"],
        found["kind"],
        bool(found["must"]),
        _number(found["low"]),
        _number(found["high"]),
        _number(found["most"]),
        tuple(choices.split(",")) if choices else (),
    )


def method_of(name: str, source: str) -> Method:
    """Read one line of the table."""
    kinds, *words = source.split()
    parameters = [_parameter(word) for word in words]
    tokens = frozenset(_KINDS[letter] for letter in kinds if letter in _KINDS)
    return Method(name, tokens, {parameter.name: parameter for parameter in parameters})
