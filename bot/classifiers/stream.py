"""`vakhta classify`: texts or JSONL in, one JSON a line out, in order, as they come.

Lines are judged in batches and the output is flushed after each, so that a long input is answered
while it is read. With `batch=1` each line is answered at once, which suits a person at a terminal.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, Protocol, TextIO

from bot.classifiers.batching import Judges
from handlers.canonical import canonicalise
from models.signal import Judgement

_BATCH: Final = 64
_DIGITS: Final = 4


class Flushable(Protocol):
    """Where answers go: standard output, or a list in a test."""

    def write(self, text: str, /) -> object:
        """Take a line."""

    def flush(self) -> object:
        """Pass on what was taken."""


def classify_stream(
    lines: Iterable[str], out: Flushable | TextIO, classifier: Judges, batch: int = _BATCH
) -> int:
    """Write one JSON object per line of `lines`; returns how many lines were faulty.

    A line that starts with a brace is JSON and must hold a string `text`; its `id`, if any, is
    given back. A faulty line is answered with `{"error": …, "line": n}` and the rest goes on.
    """
    faults = 0
    numbered = enumerate(lines, 1)
    while some := list(islice(numbered, batch)):
        asked = [_question(number, line.rstrip("\r\n")) for number, line in some]
        faults += sum("error" in question for question in asked)
        for answer in _answers(asked, classifier):
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
    return faults


def _question(number: int, line: str) -> dict[str, Any]:
    if not line.lstrip().startswith("{"):
        return {"text": line}
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "not JSON", "line": number}
    if not isinstance(found.get("text"), str):
        return {"error": "no string `text`", "line": number}
    return {key: found[key] for key in ("id", "text") if key in found}


def _answers(asked: list[dict[str, Any]], classifier: Judges) -> Iterator[dict[str, Any]]:
    texts = [canonicalise(question["text"]) for question in asked if "text" in question]
    judged = iter(classifier.judge(texts))
    for question in asked:
        yield question if "error" in question else question | as_json(next(judged))


def as_json(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement under the names of the contract, rounded to four digits."""
    tones = judgement.sentiment
    return {
        "language": judgement.language,
        "sentiment": {
            "negative": round(tones.negative, _DIGITS),
            "neutral": round(tones.neutral, _DIGITS),
            "positive": round(tones.positive, _DIGITS),
        },
        "toxicity": round(judgement.toxicity, _DIGITS),
        "spam": round(judgement.spam, _DIGITS),
        "urgency": round(judgement.urgency, _DIGITS),
        "checkpoint": judgement.checkpoint,
    }
