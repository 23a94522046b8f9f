"""How fast a checkpoint is here: messages a second on one core, one message alone, memory."""

import resource
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from bot.classifiers.batching import Judges
from handlers.canonical import canonicalise

_ROUNDS: Final = 5
_BATCH: Final = 32
_ALONE: Final = 500


def speeds(classifier: Judges, texts: Sequence[str]) -> dict[str, float]:
    """Return the figures of the bars; the median of five rounds each."""
    forms = [canonicalise(text) for text in texts]
    batches = [forms[at : at + _BATCH] for at in range(0, len(forms), _BATCH)]

    def judge_all() -> None:
        for batch in batches:
            classifier.judge(batch)

    alone = sorted(_took(partial(classifier.judge, [form])) for form in forms[:_ALONE])
    why = [_took(partial(classifier.explain, form, "spam")) for form in forms[:_ALONE]]
    return {
        "mean length": sum(map(len, texts)) / len(texts),
        "canonical text, us": 1e6 * _rounds(lambda: _canonical(texts)) / len(texts),
        f"judged in batches of {_BATCH}, messages/s": len(texts) / _rounds(judge_all),
        "judged alone, us, p50": 1e6 * alone[len(alone) // 2],
        "judged alone, us, p99": 1e6 * alone[len(alone) * 99 // 100],
        "reasons, us": 1e6 * median(why),
        "resident memory of this process, MB": _resident(),
    }


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _canonical(texts: Sequence[str]) -> None:
    for text in texts:
        canonicalise(text)


def _rounds(work: Callable[[], None]) -> float:
    return median(_took(work) for _ in range(_ROUNDS))


def _took(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
