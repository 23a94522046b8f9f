"""Leave-one-source-out with both lanes: the linear lane, the encoder, and the two fused.

The figure that a chat never seen will resemble. What is left out is neither learned nor calibrated
on; the fusion's three kinds of numbers come from rows set apart in the sources that stayed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy import optimize

from bot.classifiers.transformer.tokens import Tokens
from training.calibrating import evenly
from training.encoder.answers import logits
from training.encoder.learning import Course, Run, fresh, steps_for
from training.encoder.lessons import lessons
from training.encoder.recipe import HEADS, Recipe
from training.fitting import Floats, Matrix, counted, learn, weighted
from training.fitting import Recipe as LinearRecipe
from training.mixing import Example, examples
from training.reading import Row, keys, read, seeds
from training.scoring import Integers, confusion, mean_f1
from training.sets import BY_NAME, SOURCES, URGENCY

_PARTS: Final = frozenset({"calibrate", "dev"})
_ENOUGH: Final = 20


@dataclass(frozen=True, slots=True)
class Probe:
    """Where things lie, what is left out, and how long the encoder may learn."""

    data: Path
    base: Path
    out: Path
    minutes: float
    left_out: tuple[str, ...]
    seed: int = 1


@dataclass(slots=True)
class _Lanes:
    """Raw logits of a head by either lane."""

    linear: Floats
    encoder: Floats


def probe(asked: Probe, say: Callable[[str], None]) -> list[str]:
    """Learn without the sources left out, and return a line per source, head and lane."""
    rows = _rows(asked)
    unseen = {key for row in rows if row.source in asked.left_out for key in keys(row)}
    teach = [row for row in rows if row.part == "fit" and row.source not in asked.left_out]
    teach = [row for row in teach if _teaches(row) and unseen.isdisjoint(keys(row))] + seeds()
    run = _learned(asked, teach, say)
    tokens = Tokens(asked.base / "tokenizer.json", run.recipe.longest)
    matrix = Matrix.build(LinearRecipe(seed=asked.seed), [row.text for row in teach])
    lines = []
    for head in HEADS:
        heads = _Head(head, matrix, teach, run, tokens)
        apart = [row for row in rows if row.part in _PARTS and row.source not in asked.left_out]
        fitted = heads.fitted(examples(head, apart))
        for source in asked.left_out:
            if BY_NAME[source].labels(head):
                found = examples(head, [row for row in rows if row.source == source])
                lines += heads.measured(source, found, fitted)
    return lines


def _rows(asked: Probe) -> list[Row]:
    names = [*(source.name for source in SOURCES), URGENCY]
    return read(asked.data, names)


def _teaches(row: Row) -> bool:
    return row.source in BY_NAME and BY_NAME[row.source].use == "fit"


def _learned(asked: Probe, teach: Sequence[Row], say: Callable[[str], None]) -> Run:
    asked.out.mkdir(parents=True, exist_ok=True)
    if (asked.out / "recipe.json").exists():
        recipe = Recipe.load(asked.out)
        course = Course.of(lessons(teach), asked.base, recipe.longest)
    else:
        recipe = Recipe(steps=1, seed=asked.seed, left_out=asked.left_out)
        course = Course.of(lessons(teach), asked.base, recipe.longest)
        steps = steps_for(asked.minutes, course, asked.base, recipe)
        recipe = Recipe(steps=steps, seed=asked.seed, left_out=asked.left_out)
        recipe.save(asked.out)
    run = Run(fresh(asked.base, recipe), course, recipe)
    taken_up = run.resume(asked.out)
    say(f"{len(course.lessons)} texts, {recipe.steps} steps, {run.done} done before: {taken_up}")
    run.learn(asked.out, say)
    return run


class _Head:
    """One head of both lanes."""

    def __init__(
        self, head: str, matrix: Matrix, teach: Sequence[Row], run: Run, tokens: Tokens
    ) -> None:
        self.head = head
        self._matrix = matrix
        self._weights = learn(matrix, examples(head, teach))
        self._run, self._tokens = run, tokens
        first = sum(list(HEADS.values())[: list(HEADS).index(head)])
        self._columns = slice(first, first + HEADS[head])

    def lanes(self, found: Sequence[Example]) -> _Lanes:
        texts = [example.row.text for example in found]
        counts = counted(texts, self._matrix.recipe.bits)
        linear = (
            np.asarray(weighted(counts, self._matrix.idf) @ self._weights[0]) + self._weights[1]
        )
        answered = logits(self._run.encoder, self._tokens, [text.cased for text in texts])
        return _Lanes(linear, answered[:, self._columns])

    def fitted(self, found: Sequence[Example]) -> dict[str, Floats]:
        """Return slopes of both lanes and shifts, for each lane alone and for the two fused."""
        lanes = self.lanes(found)
        targets, weights = _targets(found), evenly(found)
        masks = {"linear": (1.0, 0.0), "encoder": (0.0, 1.0), "fused": (1.0, 1.0)}
        return {name: _fit(lanes, targets, weights, mask) for name, mask in masks.items()}

    def measured(
        self, source: str, found: Sequence[Example], fitted: dict[str, Floats]
    ) -> list[str]:
        lanes, targets = self.lanes(found), _targets(found)
        lines = []
        for name, at in fitted.items():
            moved = _moved(lanes, at)
            two = moved.shape[1] == 1
            chosen = (moved[:, 0] > 0).astype(int) if two else moved.argmax(axis=1)
            table = confusion(targets, chosen, max(moved.shape[1], 2))
            if table.sum(axis=1).min() < _ENOUGH:
                continue
            value, low, high = mean_f1(table, tuple(range(len(table))))
            lines.append(
                f"{self.head:10} {source:26} {name:8} macro F1 {value:.3f} [{low:.3f}-{high:.3f}] "
                f"{table.tolist()}"
            )
        return lines


def _moved(lanes: _Lanes, at: Floats) -> Floats:
    moved: Floats = at[0] * lanes.linear + at[1] * lanes.encoder + at[2:]
    return moved


def _fit(lanes: _Lanes, targets: Integers, weights: Floats, mask: tuple[float, float]) -> Floats:
    width = lanes.linear.shape[1]

    def loss(at: Floats) -> float:
        moved = _moved(lanes, at)
        if width == 1:
            each = np.logaddexp(0, -moved[:, 0] * (2 * targets - 1))
        else:
            chosen = np.take_along_axis(moved, targets[:, None], axis=1)[:, 0]
            each = np.logaddexp.reduce(moved, axis=1) - chosen
        return float((each * weights).sum() / weights.sum())

    start = np.array([*mask, *[0.0] * width])
    bounds = [(0.0, 20.0 * one) for one in mask] + [(-20.0, 20.0)] * width
    found: Floats = optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return found


def _targets(found: Sequence[Example]) -> Integers:
    return np.array([example.target for example in found], np.int64)
