"""Learns the linear lane: features to a sparse matrix, one convex problem per head, calibration.

Deterministic: a seeded order, one solver, one thread. The weights are rounded to whole numbers
before they are calibrated, so that what is measured is what is shipped. `checkpoint` of
`bot.classifiers.linear` writes the result down.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from bot.classifiers.linear.checkpoint import HEADS, Checkpoint
from bot.classifiers.linear.features import ORDERS, grams
from handlers.canonical import Canonical
from training.mixing import Example, balanced

_BATCH: Final = 2000
_LARGEST: Final = 127

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of a run; all of them go into the model card."""

    bits: int = 19
    min_texts: int = 3
    """A bucket seen in fewer texts than this weighs nothing."""
    strength: float = 6.0
    """Inverse of the penalty on large weights."""
    rounds: int = 10
    """Passes over the examples."""
    seed: int = 1


@dataclass(slots=True)
class Matrix:
    """Texts as rows of weighted buckets, built once for all heads."""

    recipe: Recipe
    idf: NDArray[np.int64]
    _rows: dict[str, int] = field(default_factory=dict)
    table: sparse.csr_matrix = None

    @classmethod
    def build(cls, recipe: Recipe, texts: Sequence[Canonical]) -> "Matrix":
        """Count the n-grams of `texts` and weigh them by rarity."""
        unique = {_identity(text): text for text in texts}
        counts = counted(list(unique.values()), recipe.bits)
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
        whole = np.maximum(np.rint(idf * _LARGEST / idf.max()), 1).astype(np.int64)
        whole[seen < recipe.min_texts] = 0
        rows = {key: at for at, key in enumerate(unique)}
        return cls(recipe, whole, rows, weighted(counts, whole))

    def rows(self, texts: Sequence[Canonical]) -> sparse.csr_matrix:
        """Return the rows of texts that were in `build`."""
        return self.table[[self._rows[_identity(text)] for text in texts]]


def counted(texts: Sequence[Canonical], bits: int) -> sparse.csr_matrix:
    """Return how often each bucket occurs in each text, as a sparse matrix."""
    parts = []
    for first in range(0, len(texts), _BATCH):
        found = grams(texts[first : first + _BATCH], bits)
        lengths = np.diff(np.append(found.starts, len(found.buckets))) * ORDERS
        pointers = np.concatenate(([0], np.cumsum(lengths)))
        ones = np.ones(found.buckets.size, np.float32)
        shape = (len(found.starts), (1 << bits) + 1)
        part = sparse.csr_matrix((ones, found.buckets.ravel(), pointers), shape=shape)
        part.sum_duplicates()
        parts.append(part[:, :-1])
    return sparse.vstack(parts, format="csr")


def weighted(counts: sparse.csr_matrix, idf: NDArray[np.int64]) -> sparse.csr_matrix:
    """Weigh counts by rarity and bring every text to the length that run time brings it to."""
    table = counts.copy()
    squares = np.add.reduceat(
        np.append(table.data * idf[table.indices].astype(np.float64) ** 2, 0.0),
        table.indptr[:-1],
    )
    squares[np.diff(table.indptr) == 0] = 0
    norms = np.repeat(np.sqrt(np.maximum(squares, 1.0)), np.diff(table.indptr))
    table.data = (table.data * idf[table.indices] / norms).astype(np.float32)
    table.eliminate_zeros()
    return table


def learn(matrix: Matrix, found: Sequence[Example]) -> tuple[Floats, Floats]:
    """Fit one head; returns weights (buckets by outputs) and the intercepts.

    Averaged stochastic gradient descent, one class against the rest: as good as L-BFGS here and
    twenty-five times as fast (training/runs.md).
    """
    recipe = matrix.recipe
    model = SGDClassifier(
        loss="log_loss",
        alpha=1 / (recipe.strength * len(found)),
        max_iter=recipe.rounds,
        tol=None,
        average=True,
        random_state=recipe.seed,
    )
    targets = np.array([example.target for example in found])
    rows = matrix.rows([example.row.text for example in found])
    model.fit(rows, targets, sample_weight=np.array(balanced(found)))
    return model.coef_.T.astype(np.float64), model.intercept_.astype(np.float64)


def pack(matrix: Matrix, learned: dict[str, tuple[Floats, Floats]]) -> Checkpoint:
    """Round the weights of all heads to a byte each; calibration is still to come."""
    columns, scales, intercepts = [], [], []
    for head in HEADS:
        weights, intercept = learned[head]
        scaled = weights * matrix.idf[:, None]
        for output in range(scaled.shape[1]):
            column = scaled[:, output]
            scale = float(np.abs(column).max()) / _LARGEST**2 or 1.0
            roots = np.sign(column) * np.rint(np.sqrt(np.abs(column) / scale))
            columns.append(roots.astype(np.int8))
            scales.append(scale)
            intercepts.append(float(intercept[output]))
    return Checkpoint(
        bits=matrix.recipe.bits,
        weights=np.stack(columns, axis=1),
        idf=matrix.idf.astype(np.uint8),
        scales=tuple(scales),
        intercepts=tuple(intercepts),
        calibration={},
    )


def _identity(text: Canonical) -> str:
    return text.text + "\x00" + ",".join(sorted(text.obfuscations))
