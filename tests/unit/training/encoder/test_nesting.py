"""The fusion: fitted on some sources, measured on another, and seldom ringing."""

from pathlib import Path

import numpy as np
import pytest

from bot.classifiers.transformer.checkpoint import Fusion
from training.encoder.lanes import Lanes, load, save
from training.encoder.nesting import Answered, fit, fused, nested
from training.encoder.shipping import RINGS, ringing_seldom
from training.mixing import CALM


def tones(source: str, rows: int, seed: int, neutral: float = 0.0) -> Lanes:
    """Return an encoder that knows tones, leaning to neutral, and a linear lane that knows none."""
    chance = np.random.default_rng(seed)
    targets = chance.integers(0, 3, rows)
    encoder = chance.normal(size=(rows, 3))
    encoder[np.arange(rows), targets] += 2.0
    encoder[:, 1] += neutral
    linear = chance.normal(size=(rows, 3))
    names = np.array([source] * rows)
    return Lanes(linear, encoder, targets, np.ones(rows), names)


def run(out: str, stayed: str, seed: int) -> Answered:
    lanes = tones(out, 600, seed, 1.0).joined(tones(stayed, 600, seed + 1, 1.0))
    return Answered((out,), {"sentiment": lanes})


def test_lanes_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = tones("cedr", 20, 1)
    save({"sentiment": written}, tmp_path)
    found = load(tmp_path)["sentiment"]
    np.testing.assert_array_equal(found.encoder, written.encoder)
    assert found.sources.tolist() == written.sources.tolist()


def test_where_neutral_begins_is_learned_from_other_sources() -> None:
    runs = [run("app", "tweets", 1), run("banks", "tweets", 5)]
    found = {(one.source, one.lane): one for one in nested(runs)}
    assert set(found) == {
        (source, lane) for source in ("app", "banks") for lane in ("linear", "encoder", "fused")
    }
    raw = runs[0].strangers("sentiment")
    assert raw is not None
    naive = (raw.encoder.argmax(axis=1) == raw.targets).mean()
    table = np.array(found["app", "encoder"].table)
    assert np.trace(table) / table.sum() > naive + 0.03
    assert found["app", "encoder"].ece < 0.06
    assert found["app", "linear"].f1 < 0.45
    assert found["app", "fused"].f1 >= found["app", "encoder"].f1 - 0.02


def test_what_is_shipped_gives_little_to_a_lane_that_knows_nothing() -> None:
    final = Answered((), {"sentiment": tones("tweets", 600, 9)})
    at = fused(final, [run("app", "tweets", 1)], "sentiment")
    assert at.linear <= 0.2 * at.encoder


def test_two_classes_are_made_likely() -> None:
    chance = np.random.default_rng(3)
    targets = chance.integers(0, 2, 2000)
    logit = (2.0 * targets - 1 + chance.normal(size=2000))[:, None]
    lanes = Lanes(np.zeros((2000, 1)), logit, targets, np.ones(2000), np.array(["a"] * 2000))
    at = fit(lanes, np.ones(2000), (0.0, 1.0))
    assert at[1] == pytest.approx(2.0, abs=0.3)
    assert at[2] == pytest.approx(0.0, abs=0.15)


def test_one_half_lies_where_calm_messages_seldom_ring() -> None:
    chance = np.random.default_rng(4)
    calm = chance.normal(size=(4000, 1))
    names = np.array(["large"] * 3000 + ["small"] * 1000)
    lanes = Lanes(np.zeros((4000, 1)), calm, np.zeros(4000, np.int64), np.full(4000, CALM), names)
    at = ringing_seldom(Fusion(0.0, 1.0, (0.0,)), lanes)
    rings = (calm[:, 0] + at.shifts[0] > 0).mean()
    assert rings == pytest.approx(RINGS, abs=0.002)
