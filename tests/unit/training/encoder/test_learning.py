"""A run is its recipe: the same numbers again, interrupted or not, and no batch too large."""

import random
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch

from bot.classifiers.transformer.encoder import Encoder, Geometry
from training.encoder.learning import Course, Run
from training.encoder.lessons import Lesson, batches
from training.encoder.recipe import HEADS, Recipe

SMALL = Geometry(layers=1, hidden=24, heads=3, inner=48, pieces=60, positions=16)
RECIPE = Recipe(steps=12, tokens=40, rate=1e-3, head_rate=1e-2)


@pytest.fixture
def course() -> Course:
    """Texts of two kinds: with piece 7 they are spam, with piece 9 somebody is unhappy."""
    dice = random.Random(1)
    lessons, ids = [], []
    for number in range(60):
        spam, sad = number % 2, number % 3 == 0
        filler = [dice.randrange(10, 60) for _ in range(dice.randrange(1, 8))]
        ids.append([0, *([7] if spam else []), *([9] if sad else []), *filler, 2])
        targets = {"spam": spam, "sentiment": 0 if sad else 1}
        lessons.append(Lesson(str(number), targets, {"spam": 1.0, "sentiment": 1.0}))
    return Course(lessons, ids)


def fresh() -> Encoder:
    torch.manual_seed(5)
    return Encoder(SMALL, HEADS)


def weights(run: Run) -> torch.Tensor:
    return torch.cat([one.detach().flatten() for one in run.encoder.parameters()])


def quiet(_: str) -> None:
    return


def test_a_run_learns_what_its_lessons_say(course: Course, tmp_path: Path) -> None:
    run = Run(fresh(), course, replace(RECIPE, steps=150))
    first = sum(run.step() for _ in range(10)) / 10
    run.learn(tmp_path, quiet)
    assert run.step() < first * 0.7


def test_two_runs_of_one_recipe_are_equal(course: Course, tmp_path: Path) -> None:
    ended = []
    for _ in range(2):
        run = Run(fresh(), course, RECIPE)
        run.learn(tmp_path, quiet)
        ended.append(weights(run))
    torch.testing.assert_close(ended[0], ended[1], atol=0, rtol=0)


def test_an_interrupted_run_ends_as_one_that_was_not(course: Course, tmp_path: Path) -> None:
    whole = Run(fresh(), course, RECIPE)
    whole.learn(tmp_path / ".", quiet)
    broken = Run(fresh(), course, RECIPE)
    for _ in range(5):
        broken.step()
    broken.save(tmp_path)
    resumed = Run(fresh(), course, RECIPE)
    assert resumed.resume(tmp_path)
    resumed.learn(tmp_path, quiet)
    torch.testing.assert_close(weights(resumed), weights(whole), atol=0, rtol=0)


def test_batches_keep_to_their_tokens_and_draw_by_weight(course: Course) -> None:
    heavy = [replace(one, weights={"spam": 50.0 * one.targets["spam"]}) for one in course.lessons]
    lengths = [len(ids) for ids in course.ids]
    drawn = list(islice(batches(heavy, lengths, 40, random.Random(1)), 50))
    assert all(max(lengths[at] for at in batch) * len(batch) <= 40 for batch in drawn)
    assert {course.lessons[at].targets["spam"] for batch in drawn for at in batch} == {1}


def test_a_recipe_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = replace(RECIPE, left_out=("cedr",))
    written.save(tmp_path)
    assert Recipe.load(tmp_path) == written
