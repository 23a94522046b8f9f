"""Which words an encoder's answer hangs on: each is left out once, and what is missing counts.

Leave-one-out costs one batch of the text's own words, a few milliseconds a card. `fused` asks.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from handlers.canonical import Canonical
from models.signal import Reason

_WORD: Final = re.compile(r"<?\w+>?|[^\w\s]+")
_MOST: Final = 48
_STRONGEST: Final = 5

Strength = Callable[[Sequence[Canonical]], NDArray[np.float64]]


def left_out(text: Canonical, head: str, strength: Strength) -> tuple[Reason, ...]:
    """Return the words of `text` that raised `strength` most, at most five, strongest first.

    Weights are logits: how much lower the answer is without the word. Of a long text the first
    words are looked at.
    """
    spans = [found.span() for found in _WORD.finditer(text.text)][:_MOST]
    if not spans:
        return ()
    without = [_without(text, start, end) for start, end in spans]
    numbers = strength([text, *without])
    weights = (numbers[0] - numbers[1:]).tolist()
    reasons = [
        Reason(head, start, end, weight)
        for (start, end), weight in zip(spans, weights, strict=True)
        if weight > 0
    ]
    return tuple(sorted(reasons, key=lambda reason: -reason.weight)[:_STRONGEST])


def _without(text: Canonical, start: int, end: int) -> Canonical:
    whole = text.text[:start] + text.text[end:]
    # Capitals change no length except in a few letters; where they do, the folded form serves.
    alike = len(text.cased) == len(text.text)
    cased = text.cased[:start] + text.cased[end:] if alike else whole
    return Canonical(whole, text.obfuscations, text.letters, cased)
