"""Decisions move the linear lane where they speak, leave the rest, and must pass a gate."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.classifiers.linear.checkpoint import save
from bot.classifiers.linear.linear import LinearClassifier
from handlers.canonical import canonicalise
from tests.unit.classifiers.checkpoints import tiny
from training.correcting import answers_of, corrected, main
from training.gate import Truth, compared

BEFORE = tiny(spam="акция выигрыш", urgency="деньги")
QUIET = [canonicalise(f"{word} сегодня") for word in ("погода", "дождь", "привет", "ремонт")]


def decisions(
    name: str, texts: Iterator[str], place: str = "telegram:1"
) -> list[dict[str, object]]:
    return [
        {"name": name, "text": text, "weight": 1.0, "origin": "decision", "place": place}
        for text in texts
    ]


def wares() -> Iterator[str]:
    """Yield what a shop says of itself, which the lane takes for spam."""
    return (
        f"у нас акция на товар {chr(1072 + at % 32)}{chr(1072 + at // 2 % 32)}" for at in range(60)
    )


def adverts() -> Iterator[str]:
    return (f"выигрыш для тебя {chr(1072 + at % 32)}{chr(1072 + at // 2 % 32)}" for at in range(60))


def truth(head: str, target: int, text: str) -> Truth:
    return Truth(head, target, canonicalise(text), 1.0, "decision", "telegram:1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(BEFORE, tmp_path / "now")
    recent = [{"id": at + 1, "text": text.text} for at, text in enumerate(QUIET)]
    write(tmp_path / "recent", recent)
    return tmp_path


def write(file: Path, rows: list[dict[str, object]]) -> None:
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def run(folder: Path, rows: list[dict[str, object]]) -> int:
    write(folder / "truths", rows)
    options = ["--truths", str(folder / "truths"), "--recent", str(folder / "recent")]
    return main([*options, "--checkpoint", str(folder / "now"), "--out", str(folder / "new")])


def test_what_people_kept_is_kept_next_time_and_what_they_deleted_stays_spam() -> None:
    taught = [truth("spam", 0, text) for text in wares()]
    taught += [truth("spam", 1, text) for text in adverts()]
    before = LinearClassifier(BEFORE)
    after = LinearClassifier(corrected(BEFORE, taught, QUIET, answers_of(before, BEFORE)))
    ware, advert = canonicalise("у нас акция на товар ыъ"), canonicalise("выигрыш для тебя ыъ")
    assert before.judge([ware])[0].spam > 0.5 > after.judge([ware])[0].spam
    assert after.judge([advert])[0].spam > 0.5
    for was, now in zip(before.judge(QUIET), after.judge(QUIET), strict=True):
        assert now.spam == pytest.approx(was.spam, abs=0.02)
        assert now.urgency == was.urgency


def test_a_head_with_few_decisions_stays_as_it_is() -> None:
    taught = [truth("spam", 0, text) for text in list(wares())[:10]]
    after = corrected(BEFORE, taught, QUIET, answers_of(LinearClassifier(BEFORE), BEFORE))
    assert (after.weights == BEFORE.weights).all()


def test_what_is_better_may_go_live_and_the_way_there_is_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = decisions("not_spam", wares()) + decisions("spam", adverts())
    assert run(folder, rows) == 0
    said = capsys.readouterr().out
    assert f'checkpoint = "{folder / "new"}"' in said
    assert "spam in telegram:1" in said
    assert "Shadow: the last 4 messages" in said
    assert (folder / "new" / "manifest.json").exists()


def test_what_makes_a_slice_worse_does_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # One place deletes the shop's own words, another keeps them: no weights serve both.
    rows = decisions("not_spam", wares(), "telegram:1")
    texts = (text + text[-1] for text in wares())
    rows += [one | {"weight": 0.3} for one in decisions("spam", texts, "vk:2")]
    assert run(folder, rows) == 1
    said = capsys.readouterr().out
    assert "WORSE" in said
    assert "Not to go live" in said


def test_nothing_to_learn_from_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, decisions("violation", wares())) == 1
    assert "no head has 20 decisions" in capsys.readouterr().out


def test_a_checkpoint_without_a_linear_lane_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "truths", [])
    options = ["--truths", str(folder / "truths"), "--recent", str(folder / "recent")]
    assert main([*options, "--checkpoint", "org/name", "--out", str(folder / "new")]) == 2
    assert "no linear lane" in capsys.readouterr().err


def test_who_would_be_accused_anew_is_worse_though_fewer_are_missed() -> None:
    apart = [truth("spam", 1, text) for text in list(adverts())[:8]]
    apart += [truth("spam", 0, f"{text.text} {at}") for at, text in enumerate(QUIET * 2)]
    deaf, sharp = tiny(), tiny(spam="выигрыш погода")
    judged = compared(LinearClassifier(deaf), LinearClassifier(sharp), apart)
    assert not judged.passed
    assert any("WORSE" in line for line in judged.lines)
