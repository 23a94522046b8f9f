"""A run on made-up rows learns what they say, twice the same, and run time adds up alike."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the extra `training` is not installed")

from bot.classifiers import load
from handlers.canonical import canonicalise
from training.__main__ import main
from training.evaluating import evaluate
from training.fitting import Matrix, Recipe, counted, weighted

GOOD = ("отличный сервис спасибо", "очень доволен рекомендую", "прекрасная работа молодцы")
BAD = ("ужасный сервис обман", "очень недоволен верните деньги", "отвратительная работа позор")
PLAIN = ("открыли новый офис", "график работы отделения", "сегодня вторник")
SPAM = ("заработок без вложений пиши", "казино бонус крипта доход", "пассивный доход в личку")
RUDE = ("ты дурак и урод", "заткнись идиот", "пошёл вон тварь")
WORDS = ("дом", "река", "поле", "лес", "город", "мост", "окно", "стол", "книга", "вода", "хлеб")


def data(folder: Path) -> Path:
    def write(name: str, labelled: dict[str, tuple[str, ...]]) -> None:
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            for label, texts in labelled.items():
                for word in WORDS:
                    for other in WORDS[:6]:
                        for text in texts:
                            said = f"{text} {word} {other}"
                            row = {"text": said, "label": label, "lang": "ru", "split": "train"}
                            out.write(json.dumps(row) + "\n")

    write("cedr", {"positive": GOOD, "negative": BAD, "neutral": PLAIN})
    write("telegram_spam_ru", {"spam": SPAM, "ham": PLAIN})
    write("russe_detox_2022", {"toxic": RUDE, "non_toxic": PLAIN})
    write("sentirueval2016_banks", {"negative": ("заблокировали карту срочно",), "neutral": PLAIN})
    write("urgency_ru", {"urgent": ("не могу войти помогите",), "none": PLAIN})
    return folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = data(tmp_path_factory.mktemp("data"))
    out = tmp_path_factory.mktemp("out")
    assert main(["fit", "--data", str(folder), "--out", str(out / "a")]) == 0
    return folder, out


def test_what_was_learned_is_heard(trained: tuple[Path, Path]) -> None:
    classifier = load(str(trained[1] / "a"))
    texts = ["спасибо, доволен", "ужасный обман", "казино, доход в личку", "урод и тварь"]
    good, bad, spam, rude = classifier.judge([canonicalise(text) for text in texts])
    assert good.sentiment.positive > max(good.sentiment.negative, good.sentiment.neutral)
    assert bad.sentiment.negative > max(bad.sentiment.positive, bad.sentiment.neutral)
    assert spam.spam > 0.5 > max(good.spam, bad.spam, rude.spam)
    assert rude.toxicity > 0.5 > max(good.toxicity, spam.toxicity)


def test_a_second_run_gives_the_same_bytes(trained: tuple[Path, Path]) -> None:
    folder, out = trained
    assert main(["fit", "--data", str(folder), "--out", str(out / "b")]) == 0
    for name in ("manifest.json", "weights.npz"):
        assert (out / "a" / name).read_bytes() == (out / "b" / name).read_bytes()


def test_the_card_names_the_weights_the_licences_and_the_failures(
    trained: tuple[Path, Path],
) -> None:
    card = (trained[1] / "a" / "README.md").read_text("utf-8")
    assert load(str(trained[1] / "a")).checkpoint in card
    assert "| cedr | Apache-2.0 |" in card
    assert "## Known failures" in card
    assert "## On unseen sources" in card


def test_evaluate_prints_and_writes_its_figures(
    trained: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = trained
    wanted = tmp_path / "figures.json"
    arguments = ["--data", str(folder), "--checkpoint", str(out / "a"), "--out", str(wanted)]
    assert main(["evaluate", *arguments]) == 0
    assert "| sentiment | cedr | held |" in capsys.readouterr().out
    figures = json.loads(wanted.read_text("utf-8"))
    assert figures["checkpoint"].startswith("linear@")
    assert {score["head"] for score in figures["scores"]} >= {"sentiment", "spam", "toxicity"}
    assert evaluate(load(str(out / "a")), tmp_path) == []


def test_evaluate_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--data", str(tmp_path / "none")]) == 2
    assert main(["evaluate", "--data", str(tmp_path), "--checkpoint", str(tmp_path)]) == 2
    assert "no readable linear checkpoint" in capsys.readouterr().err


def test_run_time_brings_a_text_to_the_same_length_as_training() -> None:
    texts = [canonicalise(text) for text in (*GOOD, *BAD, "", "совсем другое")]
    matrix = Matrix.build(Recipe(bits=12, min_texts=1), texts)
    rows = weighted(counted(texts, 12), matrix.idf)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert np.all(lengths[[len(text.text) > 0 for text in texts]] > 0.9)
    assert np.all(np.isfinite(rows.data))
