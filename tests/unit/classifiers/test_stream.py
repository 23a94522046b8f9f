"""`classify` answers every line in order, and a bad line spoils only itself."""

import io
import json
from collections.abc import Iterator
from typing import Any

from bot.classifiers.linear.linear import LinearClassifier
from bot.classifiers.stream import classify_stream
from tests.unit.classifiers.checkpoints import tiny

CLASSIFIER = LinearClassifier(tiny(spam="казино"))


def answers(*lines: str, batch: int = 2) -> tuple[list[dict[str, Any]], int]:
    out = io.StringIO()
    faults = classify_stream([line + "\n" for line in lines], out, CLASSIFIER, batch)
    return [json.loads(line) for line in out.getvalue().splitlines()], faults


def test_plain_lines_are_answered_under_the_names_of_the_contract() -> None:
    [answer], faults = answers("Казино ждёт")
    assert list(answer) == [
        *("text", "language", "sentiment", "toxicity", "spam", "urgency", "checkpoint")
    ]
    assert list(answer["sentiment"]) == ["negative", "neutral", "positive"]
    assert (answer["text"], answer["language"], faults) == ("Казино ждёт", "ru", 0)
    assert answer["spam"] > 0.5


def test_lines_and_json_mix_and_keep_their_order_and_ids() -> None:
    found, _ = answers("раз", '{"text": "два", "id": 7}', "", "четыре", '{"text": "пять"}')
    assert [answer["text"] for answer in found] == ["раз", "два", "", "четыре", "пять"]
    assert found[1]["id"] == 7


def test_a_faulty_line_is_answered_as_such_and_the_rest_goes_on() -> None:
    found, faults = answers('{"text": ', '{"note": 1}', '{"text": 5}', "после")
    assert [answer.get("error") for answer in found] == [
        *("not JSON", "no string `text`", "no string `text`", None)
    ]
    assert [answer.get("line") for answer in found] == [1, 2, 3, None]
    assert faults == 3


def test_answers_leave_before_the_input_ends() -> None:
    out = io.StringIO()

    def lines() -> Iterator[str]:
        yield "раз\n"
        yield "два\n"
        assert out.getvalue().count("\n") == 2
        yield "три\n"

    classify_stream(lines(), out, CLASSIFIER, batch=2)
    assert out.getvalue().count("\n") == 3
