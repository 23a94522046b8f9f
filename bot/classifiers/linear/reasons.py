"""Which words made a signal: the weights of n-grams, added up over the words they stand in.

Spans count characters of the canonical text; they are put into words where a card is shown.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.classifiers.linear.features import Grams

_CHUNK: Final = re.compile(r"\S+")
_EDGES: Final = re.compile(r"^[^\w<]+|[^\w>]+$")


def word_sums(
    text: str, found: Grams, weights: NDArray[np.float64]
) -> list[tuple[int, int, float]]:
    """Return start, end and weight of every word of `text`; `weights` has one number per row."""
    # Row 0 is the space before the first word, so the n-th space opens the n-th word.
    opening = np.flatnonzero(found.spaces)
    sums = np.add.reduceat(weights, opening)
    spans = []
    for chunk, weight in zip(_CHUNK.finditer(text), sums.tolist(), strict=False):
        start, end = chunk.span()
        bare = _EDGES.sub("", chunk.group()) or chunk.group()
        start += chunk.group().index(bare)
        spans.append((start, min(end, start + len(bare)), weight))
    return spans
