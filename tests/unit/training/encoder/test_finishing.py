"""Spam is told by a direction that some wrong labels hardly turn; intents by a class each."""

import numpy as np
import pytest

from handlers.canonical import canonicalise
from training.encoder.finishing import evened, read_off
from training.mixing import Example
from training.reading import Row


def example(source: str, target: int, weight: float = 1.0) -> Example:
    form = canonicalise("слово")
    return Example(Row(source, form, "", "fit", "слово", "ru"), target, weight)


@pytest.fixture
def chats() -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], list[Example]]:
    """Spam lies at +2 of the first axis, ham of its chat at -2, ordinary texts at -1."""
    chance = np.random.default_rng(1)
    found = [example("telegram_spam_ru", 1)] * 200 + [example("telegram_spam_ru", 0)] * 200
    found += [example("rusentitweet", 0, 0.25)] * 200
    vectors = chance.normal(size=(600, 8))
    vectors[:200, 0] += 2
    vectors[200:400, 0] -= 2
    vectors[400:, 0] -= 1
    vectors[:40, 0] -= 4
    return vectors, found


def test_spam_begins_midway_between_spam_and_ordinary_messages(
    chats: tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], list[Example]],
) -> None:
    weights, biases = read_off("spam", *chats)
    way = weights[0] / np.abs(weights[0]).max()
    assert way[0] == 1.0
    assert np.abs(way[1:]).max() < 0.25
    at = -biases[0] / weights[0, 0]
    assert at == pytest.approx(0.6, abs=0.3)


def test_an_intent_has_an_output_for_each_class() -> None:
    chance = np.random.default_rng(2)
    found = [example("airline_tweets", at % 4) for at in range(400)]
    vectors = chance.normal(size=(400, 6))
    vectors[np.arange(400), np.arange(400) % 4] += 3
    weights, biases = read_off("intent", vectors, found)
    answers = (vectors @ weights.T + biases).argmax(axis=1)
    assert (answers == np.arange(400) % 4).mean() > 0.8


def test_classes_count_alike_and_so_do_sources() -> None:
    found = [example("telegram_spam_ru", 1)] * 30 + [example("sms_spam", 1)] * 10
    found += [example("telegram_spam_ru", 0)] * 20 + [example("cedr", 0, 0.25)] * 5
    weights = evened(found)
    assert weights.mean() == pytest.approx(1.0)
    assert weights[:40].sum() == pytest.approx(weights[40:].sum())
    assert weights[:30].sum() == pytest.approx(weights[30:40].sum())
    assert weights[40:60].sum() == pytest.approx(weights[60:].sum())
