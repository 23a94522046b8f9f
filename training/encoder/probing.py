"""Leave-one-source-out with both lanes: what they answer to sources that taught neither of them.

The figure that a chat never seen will resemble. A run writes the raw logits of both lanes to
`lanes.npz`, for the sources left out and for rows set apart in those that stayed; `nesting` fits
the fusion on some sources and measures it on another.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bot.classifiers.linear.checkpoint import HEADS as LINEAR_HEADS
from bot.classifiers.transformer.checkpoint import HEADS
from bot.classifiers.transformer.quantised import QuantisedEncoder
from bot.classifiers.transformer.tokens import Tokens
from training.encoder.finishing import finished
from training.encoder.lanes import Lanes, save
from training.encoder.learning import Course, Run, Say, fresh, steps_for
from training.encoder.lessons import lessons
from training.encoder.recipe import Recipe
from training.fitting import Floats, Matrix, counted, learn, weighted
from training.fitting import Recipe as LinearRecipe
from training.mixing import Example, examples
from training.reading import Row, keys, read, seeds
from training.sets import BY_NAME, SOURCES, URGENCY

_PARTS: Final = frozenset({"calibrate", "dev"})
_BATCH: Final = 512
_MOST: Final = 6_000
_MOST_STAYED: Final = 2_000
"""Rows of a source that are answered, left out or not; of a larger one, some by chance."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Where things lie, what is left out, and how long the encoder may learn."""

    data: Path
    base: Path
    out: Path
    minutes: float
    left_out: tuple[str, ...] = ()
    seed: int = 1


def probe(asked: Probe, say: Say) -> list[str]:
    """Learn without the sources left out, write what both lanes answer, and name it by head."""
    rows = read(asked.data, [*(source.name for source in SOURCES), URGENCY])
    unseen = {key for row in rows if row.source in asked.left_out for key in keys(row)}
    stayed = [row for row in rows if row.source not in asked.left_out and _teaches(row)]
    teach = [row for row in stayed if row.part == "fit" and unseen.isdisjoint(keys(row))]
    encoder, tokens = _encoder(asked, teach + seeds(), say)
    linear = _Linear.learned(asked.seed, teach + seeds())
    measured = _some([row for row in stayed if row.part in _PARTS], _MOST_STAYED, asked.seed)
    measured += _some([row for row in rows if row.source in asked.left_out], _MOST, asked.seed)
    answered = _answers(measured, linear, _Encoder(encoder, tokens), say)
    save(answered, asked.out)
    return [f"{head:10} {len(lanes.targets):7} rows" for head, lanes in answered.items()]


def _some(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    pools: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        pools[row.source].append(row)
    dice = random.Random(seed)
    return [row for pool in pools.values() for row in dice.sample(pool, min(most, len(pool)))]


def tuned(asked: Probe, teach: Sequence[Row], say: Say) -> Run:
    """Tune the layers, or go on where a run in the same folder was interrupted."""
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


def _teaches(row: Row) -> bool:
    return row.source in BY_NAME and BY_NAME[row.source].use == "fit"


def _encoder(asked: Probe, teach: Sequence[Row], say: Say) -> tuple[QuantisedEncoder, Tokens]:
    run = tuned(asked, teach, say)
    found = {head: examples(head, teach) for head in HEADS}
    served = finished(run, asked.base, found, asked.out)
    return served, Tokens(asked.base / "tokenizer.json", run.recipe.longest)


@dataclass(frozen=True, slots=True)
class _Linear:
    """The linear lane, before it is rounded."""

    matrix: Matrix
    weights: Mapping[str, tuple[Floats, Floats]]

    @classmethod
    def learned(cls, seed: int, teach: Sequence[Row]) -> "_Linear":
        matrix = Matrix.build(LinearRecipe(seed=seed), [row.text for row in teach])
        return cls(matrix, {head: learn(matrix, examples(head, teach)) for head in LINEAR_HEADS})

    def logits(self, rows: Sequence[Row]) -> dict[str, Floats]:
        counts = counted([row.text for row in rows], self.matrix.recipe.bits)
        table = weighted(counts, self.matrix.idf)
        return {
            head: np.asarray(table @ weights + intercepts)
            for head, (weights, intercepts) in self.weights.items()
        }


@dataclass(frozen=True, slots=True)
class _Encoder:
    """The encoder as it is served."""

    served: QuantisedEncoder
    tokens: Tokens

    def logits(self, rows: Sequence[Row], say: Say) -> dict[str, Floats]:
        texts = [row.text.cased for row in rows]
        parts = []
        for at in range(0, len(texts), _BATCH):
            parts.append(self.served.logits(self.tokens.ids(texts[at : at + _BATCH])).numpy())
            if at // _BATCH % 40 == 0:
                say(f"answered {at} of {len(texts)}")
        ends = np.cumsum(list(HEADS.values()))[:-1]
        return dict(zip(HEADS, np.split(np.vstack(parts).astype(float), ends, axis=1), strict=True))


def _answers(
    rows: Sequence[Row], linear: _Linear, encoder: _Encoder, say: Callable[[str], None]
) -> dict[str, Lanes]:
    of_linear, of_encoder = linear.logits(rows), encoder.logits(rows, say)
    places = {id(row): at for at, row in enumerate(rows)}
    found = {}
    for head in HEADS:
        measured: list[Example] = examples(head, rows)
        if measured:
            at = [places[id(example.row)] for example in measured]
            linear_ = of_linear[head][at] if head in of_linear else 0.0 * of_encoder[head][at]
            found[head] = Lanes.of(measured, linear_, of_encoder[head][at])
    return found
