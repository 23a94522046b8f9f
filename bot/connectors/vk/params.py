"""What a call is made of, as VK reads it: flat words and numbers.

vk_api sends `True` as the word 'True', a dict as its keys and a list as repeated fields; VK reads
none of these. The same values go into the script of `execute`.
"""

import json
from collections.abc import Mapping

Value = int | float | str
"""What VK reads in a form field."""


def normalise(params: Mapping[str, object]) -> dict[str, Value]:
    """Return bools as 0 and 1, lists with commas, objects as JSON; what is None is left out."""
    return {name: _value(value) for name, value in params.items() if value is not None}


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        if any(isinstance(one, (dict, list, tuple)) for one in value):
            return compact(list(value))
        return ",".join(str(_value(one)) for one in value)
    return compact(dict(value)) if isinstance(value, Mapping) else str(value)


def compact(value: object) -> str:
    """Return JSON without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_READS = ("get", "is", "search", "resolve", "check")
_KEYS = ("random_id", "guid")


def reads(method: str) -> bool:
    """Tell whether a method only reads, by the first word of its name."""
    return method.partition(".")[2].startswith(_READS)


def repeatable(method: str, values: Mapping[str, Value]) -> bool:
    """Tell whether a call whose fate is unknown may be made again: it reads, or carries a key.

    Other writes are repeated by the courier alone, which counts the tries and audits them.
    """
    return reads(method) or any(values.get(key) for key in _KEYS)
