"""A run is its recipe: the same numbers again, interrupted or not, and no batch too large."""

import random
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch

from bot.classifiers.transformer.checkpoint import HEADS
from bot.classifiers.transformer.encoder import Encoder, Geometry
from handlers.canonical import canonicalise
from training.encoder.learning import Course, Run
from training.encoder.lessons import Lesson, batches, lessons
from training.encoder.recipe import SHARES, Recipe
from training.reading import Row

SMALL = Geometry(layers=1, hidden=24, heads=3, inner=48, pieces=60, positions=16)
RECIPE = Recipe(steps=12, tokens=40, rate=1e-3, head_rate=1e-2, frozen=0)


@pytest.fixture
def course() -> Course:
    """Texts of two kinds: with piece 7 they are rude, with piece 9 somebody is unhappy."""
    dice = random.Random(1)
    lessons, ids = [], []
    for number in range(60):
        rude, sad = number % 2, number % 3 == 0
        filler = [dice.randrange(10, 60) for _ in range(dice.randrange(1, 8))]
        ids.append([0, *([7] if rude else []), *([9] if sad else []), *filler, 2])
        targets = {"toxicity": rude, "sentiment": 0 if sad else 1}
        lessons.append(Lesson(str(number), "here", targets, {"toxicity": 1.0, "sentiment": 1.0}))
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
    heavy = [
        replace(one, weights={"toxicity": 50.0 * one.targets["toxicity"]}) for one in course.lessons
    ]
    lengths = [len(ids) for ids in course.ids]
    drawn = list(islice(batches(heavy, lengths, 40, random.Random(1)), 50))
    assert all(max(lengths[at] for at in batch) * len(batch) <= 40 for batch in drawn)
    assert {course.lessons[at].targets["toxicity"] for batch in drawn for at in batch} == {1}


def test_a_recipe_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = replace(RECIPE, left_out=("cedr",))
    written.save(tmp_path)
    assert Recipe.load(tmp_path) == written


def test_a_sources_habit_is_learned_beside_the_heads_and_left_behind() -> None:
    dice = random.Random(2)
    lessons, ids = [], []
    for number in range(80):
        strict, sad = number % 2, dice.random() < 0.5
        ids.append([0, *([9] if sad else []), dice.randrange(10, 60), 2])
        tone = 0 if sad or strict else 1
        source = "strict" if strict else "mild"
        lessons.append(Lesson(str(number), source, {"sentiment": tone}, {"sentiment": 1.0}))
    run = Run(fresh(), Course(lessons, ids), replace(RECIPE, steps=200))
    for _ in range(200):
        run.step()
    neutral = run.conventions("sentiment", ["mild", "strict"])[:, 1]
    assert neutral[0] > neutral[1] + 0.5


def test_every_head_has_its_share_of_the_draws_whatever_the_size_of_its_sets() -> None:
    def row(source: str, label: str, number: int) -> Row:
        form = canonicalise(f"Слово {number}")
        return Row(source, form, label, "fit", form.text, "ru")

    rows = [row("rusentitweet", "negative", at) for at in range(40)]
    rows += [row("rusentitweet", "positive", at) for at in range(40, 400)]
    rows += [row("russe_detox_2022", "toxic", at) for at in range(400, 410)]
    found = lessons(rows)
    for head in ("sentiment", "toxicity"):
        assert sum(one.weights.get(head, 0.0) for one in found) == pytest.approx(SHARES[head])
    assert all(one.text[0] == "С" for one in found)


def test_frozen_layers_and_heads_that_are_read_off_stay_as_they_were(course: Course) -> None:
    torch.manual_seed(5)
    encoder = Encoder(replace(SMALL, layers=2), HEADS, {"spam": (1,)})
    for one in encoder.layers[0].parameters():
        one.requires_grad = False
    before = {name: value.clone() for name, value in encoder.state_dict().items()}
    run = Run(encoder, course, replace(RECIPE, frozen=1))
    for _ in range(5):
        run.step()
    changed = {
        name for name, value in encoder.state_dict().items() if not torch.equal(value, before[name])
    }
    assert not any(name.startswith(("layers.0.", "heads.spam", "heads.intent")) for name in changed)
    assert any(name.startswith("layers.1.") for name in changed)
    assert any(name.startswith("heads.sentiment") for name in changed)
