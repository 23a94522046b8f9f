"""How a condition says what its parameters are, for the loader's errors and for the reference.

Each condition is a frozen dataclass in a file of its own; `load` fills it from a policy file.
"""

from collections.abc import Sequence
from dataclasses import field
from difflib import get_close_matches
from typing import Any

_REQUIRED: Any = object()


# Any, as `dataclasses.field` itself: the annotation beside it is what counts.
def option(doc: str, default: Any = _REQUIRED) -> Any:  # noqa: ANN401
    """Declare a parameter with one line of documentation; without default it must be given."""
    if default is _REQUIRED:
        return field(metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


def probability(value: float) -> None:
    """Refuse what is no probability; raises ValueError."""
    if not 0 <= value <= 1:
        raise ValueError(f"{value} is no probability: give a number from 0 to 1")


def one_of(value: str, known: Sequence[str]) -> None:
    """Refuse a word that is not among `known`; raises ValueError that names the nearest."""
    if value in known:
        return
    near = get_close_matches(value, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
    raise ValueError(f"unknown {value!r}, {hint}")
