"""Whether changed weights may go live: no slice of decisions worse, and what would have been else.

Decisions are kept apart by the hash of their letters, so that the same text never teaches and
tests. Slices: each head, and in it each place and each origin. A lead reads the shadow: how many of
the recent messages would have been judged otherwise, and which.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.classifiers.batching import Judges
from handlers.canonical import Canonical, canonicalise
from models.ids import Kind, show
from models.signal import EVEN, Judgement
from training.seeds import CALM

SURE: Final = 0.9
_ENOUGH: Final = 5
_SHOWN: Final = 10
_HEADS: Final = ("spam", "toxicity", "urgency")
_APART_BELOW: Final = 64


@dataclass(frozen=True, slots=True)
class Truth:
    """What a person decided of a text, as a class of a head."""

    head: str
    target: int
    text: Canonical
    weight: float
    origin: str
    place: str

    @property
    def apart(self) -> bool:
        """Whether this one measures instead of teaching: one in four."""
        letters = "".join(filter(str.isalpha, self.text.text)) or self.text.text
        mark = hashlib.sha1(letters.encode("utf-8", "replace"), usedforsecurity=False)
        return mark.digest()[0] < _APART_BELOW


@dataclass(frozen=True, slots=True)
class Judged:
    """The gate's answer."""

    passed: bool
    lines: Sequence[str]


def compared(before: Judges, after: Judges, apart: Sequence[Truth]) -> Judged:
    """Compare two checkpoints on decisions that neither learned, and on calm sentences."""
    was = before.judge([one.text for one in apart])
    now = after.judge([one.text for one in apart])
    lines, passed = (
        ["", "slice                                       decisions  wrong before  after"],
        True,
    )
    for name, which in _slices(apart):
        rows = [(apart[at], was[at], now[at]) for at in which]
        if len(rows) < _ENOUGH:
            continue
        wrong = [sum(_wrong(truth, one[at]) for truth, *one in rows) for at in (0, 1)]
        accused = [sum(_wrong(t, one[at]) for t, *one in rows if not t.target) for at in (0, 1)]
        worse = wrong[1] > wrong[0] or accused[1] > accused[0]
        passed &= not worse
        lines.append(f"{name:43} {len(rows):9} {wrong[0]:13} {wrong[1]:6}{'  WORSE' * worse}")
    calm = [canonicalise(text) for text in CALM]
    rung = [_sounds(judge.judge(calm)) for judge in (before, after)]
    worse = rung[1] > rung[0]
    lines.append(
        f"{'calm sentences that would ring':43} {len(calm):9} {rung[0]:13} {rung[1]:6}"
        + "  WORSE" * worse
    )
    if not apart:
        lines.append("No decision was kept apart: there is nothing to show that this is better.")
    return Judged(passed and not worse and bool(apart), lines)


def shadow(before: Judges, after: Judges, recent: Sequence[tuple[int, Canonical]]) -> Iterable[str]:
    """Return lines that say what the new weights would have said of recent messages."""
    was = before.judge([text for _, text in recent])
    now = after.judge([text for _, text in recent])
    yield ""
    yield f"Shadow: the last {len(recent)} messages, judged by both."
    for head in _HEADS:
        for name, bound in (("more likely than not", EVEN), ("sure", SURE)):
            counts = [sum(getattr(one, head) > bound for one in said) for said in (was, now)]
            if any(counts):
                yield f"  {head:9} {name:22} {counts[0]:6} before {counts[1]:6} after"
        changed = [
            (abs(getattr(new, head) - getattr(old, head)), key, old, new)
            for (key, _), old, new in zip(recent, was, now, strict=True)
            if (getattr(old, head) > EVEN) != (getattr(new, head) > EVEN)
        ]
        for _, key, old, new in sorted(changed, key=lambda one: -one[0])[:_SHOWN]:
            yield (
                f"    {show(Kind.MESSAGE, key)}  {getattr(old, head):.2f} -> "
                f"{getattr(new, head):.2f}   (vakhta explain shows it)"
            )


def _slices(apart: Sequence[Truth]) -> Iterable[tuple[str, list[int]]]:
    kinds: Sequence[Callable[[Truth], str]] = (
        lambda one: one.head,
        lambda one: f"{one.head} in {one.place}",
        lambda one: f"{one.head} from {one.origin}",
    )
    for kind in kinds:
        for name in sorted({kind(one) for one in apart}):
            yield name, [at for at, one in enumerate(apart) if kind(one) == name]


def _wrong(truth: Truth, said: Judgement) -> bool:
    probability: float = getattr(said, truth.head)
    return (probability > EVEN) != bool(truth.target)


def _sounds(said: Sequence[Judgement]) -> int:
    return sum(any(getattr(one, head) > EVEN for head in _HEADS) for one in said)
