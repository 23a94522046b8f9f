"""Reads the `when` of a rule: tables of a policy file become a tree of conditions.

`{spam = 0.9}` is short for `{spam = {at_least = 0.9}}`; several keys in one table must all hold;
`all`, `any` and `not` nest. Faults go to the report, and the tree is then None.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, Final

from handlers.policy.conditions import CONDITIONS
from handlers.policy.faults import Report, unknown
from handlers.policy.rules import AllOf, AnyOf, Condition, Not

DEEPEST: Final = 8
"""Levels of nesting beyond which nobody understands a rule."""
_CONNECTIVES: Final = ("all", "any", "not")


@dataclass(frozen=True, slots=True)
class Place:
    """Which rule of which file is being read."""

    report: Report
    rule: int

    def fault(self, key: str, message: str) -> None:
        """Note a fault at a key of this rule."""
        self.report.add(self.rule, key, message)


def read_tree(value: object, place: Place, depth: int = 0) -> Condition | None:
    """Return the tree that `value` spells, or None with the faults noted."""
    if not isinstance(value, Mapping) or not value:
        place.fault("when", "give a table of conditions, for instance {newcomer = true}")
        return None
    if depth > DEEPEST:
        place.fault("when", f"nested deeper than {DEEPEST} levels")
        return None
    parts = [_one(str(name), inner, place, depth) for name, inner in value.items()]
    whole = tuple(part for part in parts if part is not None)
    if len(whole) < len(parts):
        return None
    return whole[0] if len(whole) == 1 else AllOf(whole)


def _one(name: str, value: object, place: Place, depth: int) -> Condition | None:
    if name == "not":
        inner = read_tree(value, place, depth + 1)
        return None if inner is None else Not(inner)
    if name in _CONNECTIVES:
        return _many(name, value, place, depth)
    if name not in CONDITIONS:
        place.fault(name, unknown(name, (*CONDITIONS, *_CONNECTIVES)))
        return None
    return _leaf(name, value, place)


def _many(name: str, value: object, place: Place, depth: int) -> Condition | None:
    if not isinstance(value, list) or not value:
        place.fault(name, "give a list of tables")
        return None
    parts = [read_tree(inner, place, depth + 1) for inner in value]
    whole = tuple(part for part in parts if part is not None)
    if len(whole) < len(parts):
        return None
    return AllOf(whole) if name == "all" else AnyOf(whole)


def _leaf(name: str, value: object, place: Place) -> Condition | None:
    # Any: the registry types conditions by what they answer, not by how they are made.
    kind: Any = CONDITIONS[name]
    options = {option.name: option for option in fields(kind) if option.init}
    given = _given(value, options)
    before = len(place.report.faults)
    for key in given.keys() - options.keys():
        place.fault(key, unknown(key, options))
    for key, option in options.items():
        if key not in given and option.default is MISSING:
            place.fault(name, f"{key!r} is missing: {option.metadata['doc']}")
    typed: dict[str, object] = {}
    for key in given.keys() & options.keys():
        # The short form has no key of its own to point at.
        place_of = key if isinstance(value, Mapping) else name
        typed[key] = _typed(place_of, given[key], options[key], place)
    if len(place.report.faults) > before:
        return None
    try:
        condition: Condition = kind(**typed)
    except ValueError as error:
        place.fault(name, str(error))
        return None
    return condition


def _given(value: object, options: Mapping[str, Field[Any]]) -> dict[str, object]:
    if isinstance(value, Mapping):
        return {str(key): inner for key, inner in value.items()}
    optional = all(option.default is not MISSING for option in options.values())
    first = next(iter(options))
    if value is True and optional and options[first].type is not bool:
        return {}
    return {first: value}


def _typed(key: str, value: object, option: Field[Any], place: Place) -> object:
    """Return the value in the type of its parameter, or note a fault."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if option.type is float and number:
        return float(str(value))
    if option.type is int and isinstance(value, int) and number:
        return value
    if option.type in (str, bool) and isinstance(value, option.type):
        return value
    if option.type == tuple[str, ...]:
        words = [value] if isinstance(value, str) else value
        if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
            return tuple(words)
    place.fault(key, f"{value!r} does not fit: {option.metadata['doc']}")
    return None
