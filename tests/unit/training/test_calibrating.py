"""Calibration finds the slope and shift that made the numbers, and urgency rings seldom."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the extra `training` is not installed")

from bot.classifiers.linear.checkpoint import Calibration
from bot.classifiers.linear.linear import LinearClassifier
from handlers.canonical import canonicalise
from tests.unit.classifiers.checkpoints import tiny
from training.calibrating import calibrated, of_classes, of_one
from training.reading import Row

CHANCE = np.random.default_rng(3)


def test_a_logit_that_is_too_sure_is_calmed() -> None:
    true = CHANCE.normal(0, 2, 20_000)
    targets = (CHANCE.random(20_000) < 1 / (1 + np.exp(-true))).astype(np.int64)
    fitted = of_one(true * 3 + 1.5, targets, np.ones(20_000))
    assert fitted.slope == pytest.approx(1 / 3, rel=0.1)
    assert fitted.shifts[0] == pytest.approx(-0.5, abs=0.1)


def test_classes_that_were_drawn_evenly_get_their_shares_back() -> None:
    true = CHANCE.normal(0, 1.5, (20_000, 3)) + np.array([1.0, 0.0, 0.0])
    shares = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    targets = (CHANCE.random((20_000, 1)) > shares.cumsum(axis=1)).sum(axis=1).astype(np.int64)
    fitted = of_classes(true * 2 - np.array([2.0, 0.0, 0.0]), targets, np.ones(20_000))
    assert fitted.slope == pytest.approx(0.5, rel=0.1)
    assert fitted.shifts == pytest.approx((1.0, 0.0, 0.0), abs=0.1)


def test_ordinary_messages_ring_ten_times_in_a_thousand_whatever_the_size_of_their_source() -> None:
    def rows(source: str, label: str, count: int) -> list[Row]:
        texts = [canonicalise(f"{'да ' * (at % 40)}{'срочно ' * (at % 7)}") for at in range(count)]
        return [
            Row(source, text, label, "calibrate", f"{source}{at}", "ru")
            for at, text in enumerate(texts)
        ]

    everything = rows("cedr", "neutral", 4000) + rows("rusentitweet", "positive", 500)
    everything += rows("telegram_spam_ru", "spam", 50) + rows("telegram_spam_ru", "ham", 50)
    everything += rows("russe_detox_2022", "toxic", 50) + rows("cedr", "negative", 50)
    everything += rows("sentirueval2016_banks", "negative", 50)
    ready = calibrated(tiny(urgency="срочно"), everything)
    assert ready.calibration["urgency"] != Calibration(1.0, (0.0,))
    rings: dict[str, list[bool]] = {}
    for row, answer in zip(
        everything, LinearClassifier(ready).judge([row.text for row in everything]), strict=True
    ):
        if row.source in ("cedr", "rusentitweet"):
            rings.setdefault(row.source, []).append(answer.urgency > 0.5)
    assert all(np.mean(rang) < 0.05 for rang in rings.values())
