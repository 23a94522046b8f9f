"""Both lanes answer as one: probabilities, a name that tells them apart, and reasons."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot import classifiers
from bot.classifiers import Limits
from bot.classifiers.errors import CheckpointError
from bot.classifiers.linear import checkpoint as linear_checkpoint
from bot.classifiers.linear.linear import LinearClassifier
from bot.classifiers.transformer import checkpoint as files
from bot.classifiers.transformer.fused import FusedClassifier, load
from handlers.canonical import canonicalise
from tests.unit.classifiers.checkpoints import tiny
from tests.unit.classifiers.transformer.small import FUSION, fused, write

ODD = ["", "🙃🙃🙃", "</s><mask>", "я" * 10_000, "你好", "\u202eхм", "верните деньги"]


@pytest.fixture
def classifier(tmp_path: Path) -> FusedClassifier:
    return fused(tmp_path)


@pytest.mark.parametrize("text", ODD)
def test_any_text_gets_probabilities(classifier: FusedClassifier, text: str) -> None:
    (found,) = classifier.judge([canonicalise(text)])
    tones = (found.sentiment.negative, found.sentiment.neutral, found.sentiment.positive)
    assert sum(tones) == pytest.approx(1.0)
    assert all(0.0 < one < 1.0 for one in (*tones, found.toxicity, found.spam, found.urgency))
    assert found.checkpoint == classifier.checkpoint
    assert found.intent is not None
    wants = (found.intent.question, found.intent.complaint, found.intent.thanks, found.intent.other)
    assert sum(wants) == pytest.approx(1.0)


def test_the_lanes_are_added_as_the_manifest_says(classifier: FusedClassifier) -> None:
    texts = [canonicalise("верните деньги"), canonicalise("спасибо")]
    linear, encoder = classifier.lanes(texts)
    shifts = np.concatenate([FUSION[head].shifts for head in FUSION])
    both = 2 * encoder + shifts
    both[:, :6] += 0.5 * linear
    both[:, 6:] -= encoder[:, 6:]
    np.testing.assert_allclose(classifier.logits(texts), both)


def test_the_encoder_reads_capitals(classifier: FusedClassifier) -> None:
    small, capital = classifier.lanes([canonicalise("спасибо"), canonicalise("Спасибо")])[1]
    assert not np.allclose(small, capital)


def test_no_texts_no_judgements(classifier: FusedClassifier) -> None:
    assert classifier.judge([]) == []


def test_the_reason_is_the_word_without_which_less_is_said(classifier: FusedClassifier) -> None:
    text = canonicalise("всё лежит Верните деньги")
    reasons = classifier.explain(text, "urgency")
    assert reasons
    assert list(reasons) == sorted(reasons, key=lambda reason: -reason.weight)
    whole = classifier.logits([text])[0, 5]
    for reason in reasons:
        rest = text.text[: reason.start] + text.text[reason.end :]
        cased = text.cased[: reason.start] + text.cased[reason.end :]
        without = canonicalise(rest)
        assert without.text.split() == rest.split()
        lower = classifier.logits([type(text)(rest, cased=cased)])[0, 5]
        assert reason.weight == pytest.approx(whole - lower, abs=0.02)


@pytest.mark.parametrize("head", ["negative", "positive", "spam", "toxicity"])
def test_an_empty_text_has_no_reasons(classifier: FusedClassifier, head: str) -> None:
    assert classifier.explain(canonicalise(""), head) == ()


def test_the_name_changes_with_anything_that_answers(tmp_path: Path) -> None:
    first = write(tmp_path / "one")
    assert first == write(tmp_path / "two")
    assert first.startswith("fused@")
    assert first != write(tmp_path / "three", linear="linear@other")


@pytest.mark.parametrize("file", [files.WEIGHTS, files.TOKENIZER])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, file: str) -> None:
    write(tmp_path)
    with (tmp_path / file).open("ab") as end:
        end.write(b"x")
    with pytest.raises(CheckpointError, match=rf"{file} is damaged"):
        load(tmp_path, LinearClassifier(tiny()))


@pytest.mark.parametrize(
    ("key", "value"),
    [("canonical_revision", 0), ("reads", "lower"), ("format", 9), ("linear", "linear@other")],
)
def test_weights_of_another_kind_of_text_are_refused(
    tmp_path: Path, key: str, value: object
) -> None:
    write(tmp_path)
    manifest = json.loads((tmp_path / files.MANIFEST).read_text("utf-8"))
    (tmp_path / files.MANIFEST).write_text(json.dumps({**manifest, key: value}), "utf-8")
    with pytest.raises(CheckpointError, match=rf"{key} is {value!r}"):
        load(tmp_path, LinearClassifier(tiny()))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path)
    (tmp_path / files.MANIFEST).write_text(text, "utf-8")
    with pytest.raises(CheckpointError, match=r"encoder\.json|transformer lane"):
        load(tmp_path, LinearClassifier(tiny()))


def shipped(root: Path) -> Path:
    folder = root / "both"
    write(folder, linear_checkpoint.save(tiny(), folder))
    return folder


def test_both_lanes_are_taken_where_their_weights_are(tmp_path: Path) -> None:
    folder = shipped(tmp_path)
    assert classifiers.load(str(folder)).checkpoint.startswith("fused@")
    assert classifiers.load(str(folder), "transformer").checkpoint.startswith("fused@")
    assert classifiers.load(str(folder), "linear").checkpoint.startswith("linear@")


def test_a_folder_without_an_encoder_is_served_by_the_linear_lane_alone(tmp_path: Path) -> None:
    linear_checkpoint.save(tiny(), tmp_path)
    assert classifiers.load(str(tmp_path)).checkpoint.startswith("linear@")
    with pytest.raises(CheckpointError, match=r"no encoder\.json.*engine = \"linear\""):
        classifiers.load(str(tmp_path), "transformer")


async def test_what_both_lanes_cannot_answer_in_time_the_linear_one_does(tmp_path: Path) -> None:
    both = classifiers.load(str(shipped(tmp_path)))
    batcher = classifiers.micro_batched(both, Limits(deadline=0.0))
    (answer,) = await batcher.classify([canonicalise("всё лежит")])
    assert answer is not None
    assert answer.checkpoint.startswith("linear@")
    assert batcher.checkpoint == both.checkpoint
    assert batcher.counters.stood_in == 1


async def test_both_lanes_serve_without_a_batcher_too(classifier: FusedClassifier) -> None:
    texts = [canonicalise("спасибо"), canonicalise("верните деньги")]
    found = await classifier.classify(texts)
    assert [one and one.sentiment for one in found] == [
        one.sentiment for one in classifier.judge(texts)
    ]
