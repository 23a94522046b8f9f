"""One run from the sets to a checkpoint, its scores and its card; `python -m training` calls it."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.classifiers import load
from bot.classifiers.linear import checkpoint
from training.calibrating import calibrated
from training.card import Card, write_card
from training.evaluating import evaluate
from training.fitting import Matrix, Recipe, learn, pack
from training.mixing import examples
from training.reading import Row, for_fitting, read, seeds
from training.sets import SOURCES, URGENCY
from training.transfer import transfers

HEADS: Final = tuple(checkpoint.HEADS)


@dataclass(frozen=True, slots=True)
class Encoder:
    """What the transformer lane is made from besides the data."""

    base: Path
    work: Path
    """Holds states of gigabytes; outside the work tree."""
    minutes: float


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is made from and where it goes."""

    data: Path
    out: Path
    recipe: Recipe
    encoder: Encoder | None = None
    """None: the linear lane alone."""


def fit(run: Run) -> str:
    """Learn, calibrate, save, measure and describe a checkpoint; returns its name."""
    started = time.monotonic()
    sources = for_fitting(source.name for source in SOURCES if source.use == "fit")
    # The measured sets are read too: what stands in their tests is to be learned nowhere.
    everything = read(run.data, [*(source.name for source in SOURCES), URGENCY])
    ours = {source.name for source in sources}
    rows = [row for row in everything if row.source in ours or row.source == URGENCY]
    teaching = [row for row in rows if row.part == "fit" and row.source in ours] + seeds()
    _say(f"{len(teaching)} rows to learn from, {len(rows)} with those set apart", started)
    matrix = Matrix.build(run.recipe, [row.text for row in teaching])
    _say(f"{matrix.table.nnz} n-grams counted", started)
    learned = {}
    for head in HEADS:
        found = examples(head, teaching)
        learned[head] = learn(matrix, found)
        _say(f"{head}: learned from {len(found)} rows", started)
    ready = calibrated(pack(matrix, learned), rows)
    name, probes = checkpoint.save(ready, run.out), list[str]()
    _say(f"saved {name}", started)
    if run.encoder is not None:
        name, probes = _encoder(run, run.encoder, name, started)
    scores = evaluate(load(str(run.out)), run.data)
    card = Card(name, run.recipe, _counts(teaching), scores, transfers(matrix, rows), probes)
    write_card(run.out, card)
    _say("card written", started)
    return name


def _encoder(run: Run, wish: Encoder, linear: str, started: float) -> tuple[str, list[str]]:
    # torch takes seconds and memory that the linear lane does without.
    from training.encoder.shipping import Shipping, ship  # noqa: PLC0415

    asked = Shipping(run.data, wish.base, wish.work, wish.minutes, run.recipe.seed)
    name, probes = ship(asked, run.out, linear, lambda said: _say(said, started))
    _say(f"saved {name}", started)
    return name, probes


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.source] = counts.get(row.source, 0) + 1
    return counts


def _say(what: str, started: float) -> None:
    print(f"{time.monotonic() - started:6.1f} s  {what}", file=sys.stderr, flush=True)
