"""What an encoder learns: one lesson a text, with a target for every head that its row teaches.

Sampling is weighted as the linear lane weighs examples (`mixing.balanced`), every head has its
share of the draws (`recipe.SHARES`), and each head's loss counts with the weight of its own
example, so that a text drawn for one head teaches the others too.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from training.encoder.recipe import SHARES
from training.mixing import balanced, examples
from training.reading import Row

_SORTED_AT_ONCE = 2_000


@dataclass(slots=True)
class Lesson:
    """A text, the classes of the heads it teaches, and how likely it is drawn."""

    text: str
    source: str = ""
    targets: dict[str, int] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """How much it is drawn, beside the others."""
        return sum(self.weights.values())


def lessons(rows: Sequence[Row], heads: Sequence[str] = tuple(SHARES)) -> list[Lesson]:
    """Return the lessons of rows, equal texts of different sources kept apart."""
    found: dict[int, Lesson] = {}
    for head in heads:
        taught = examples(head, rows)
        for example, weight in zip(taught, balanced(taught), strict=True):
            row = example.row
            lesson = found.setdefault(id(row), Lesson(row.text.cased, row.source))
            lesson.targets[head] = example.target
            lesson.weights[head] = weight * SHARES[head] / len(taught)
    return list(found.values())


def batches(
    drawn: Sequence[Lesson], lengths: Sequence[int], tokens: int, dice: random.Random
) -> Iterator[list[int]]:
    """Yield indices in batches of at most `tokens` with their padding, for ever, by weight.

    Texts of like length share a batch; which batch comes next is left to chance.
    """
    shares = [lesson.share for lesson in drawn]
    while True:
        order = dice.choices(range(len(drawn)), weights=shares, k=_SORTED_AT_ONCE)
        packed = list(_packed(sorted(order, key=lengths.__getitem__), lengths, tokens))
        dice.shuffle(packed)
        yield from packed


def _packed(order: Sequence[int], lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for one in order:
        if batch and lengths[one] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
