"""What the default policy would do to labelled texts, everyone a newcomer: a table to judge it by.

    python benchmarks/policy_on_data.py DIR [--set NAME …] [--split test] [--policy FILE] [--rules]

DIR holds the sets as `NAME.jsonl.gz`, one `{"text", "label", "split"}` a line. Without weights the
checks speak alone, and the table says so. Masks that a set put in place of links, names, phones and
currency are given a body again, since the checks look at what a message really holds.
"""

import argparse
import ast
import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from bot import classifiers
from bot.scan.labels import Tally, wilson_upper
from handlers.canonical import Canonical, canonicalise
from handlers.checks import run_checks
from handlers.policy.decide import decide
from handlers.policy.default import default_policy
from handlers.policy.load import load_policy
from handlers.policy.rules import Policy
from handlers.policy.situation import Situation
from models.channel import ChannelKey, Place, Platform
from models.message import Message, PartKind, TextPart
from models.person import Author
from models.signal import Judgement
from models.verdict import Outcome, Verdict

SPAM_SETS: Final = (
    *("telegram_spam_ru", "telegram_spam_monalenka", "tg_spam_umputun", "sms_spam"),
    *("youtube_spam", "tg_news_ads_silver"),
)
HONEST_SETS: Final = (
    *("sentirueval2016_banks", "sentirueval2016_telecom", "ru_app_reviews", "complaints_twitter"),
    *("airline_tweets", "rusentitweet", "cedr", "umsab_en", "urgency_ru", "ru_toxic_2ch_pikabu"),
)
CRITICISM: Final = frozenset({"negative", "complaint", "urgent"})
SPAM: Final = frozenset({"spam", "ad"})
"""Labels of rows that may be removed; every other row is honest."""

_MASKS: Final = {
    "[LINK]": "https://example.org/x",
    "[URL]": "https://example.org/x",
    "[USERNAME]": "@username",
    "[PHONE]": "+7 900 000-00-00",
    "[CURRENCY]": "руб",
}
_BATCH: Final = 256


class Judge(Protocol):
    """What the benchmark asks of a classifier."""

    @property
    def checkpoint(self) -> str:
        """Name and hash of the weights."""

    def judge(self, texts: Sequence[Canonical]) -> list[Judgement]:
        """Judge texts in order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text."""

    text: str
    label: str


def rows(path: Path, split: str) -> Iterator[Row]:
    """Yield the rows of a set, of one split if it is named."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if split in ("", row["split"]):
                yield Row(unmasked(row["text"]), row["label"])


def unmasked(text: str) -> str:
    """Give masks a body again, and make one text of a dumped list of entities."""
    if text.startswith("["):
        with suppress(ValueError, SyntaxError):
            pieces = ast.literal_eval(text)
            text = "".join(one if isinstance(one, str) else one["text"] for one in pieces)
    for mask, body in _MASKS.items():
        text = text.replace(mask, body)
    return text


def message(text: str) -> Message:
    """Make a comment of a person who was never seen before."""
    author = Author(Platform.MEMORY, "newcomer")
    channel = ChannelKey(Platform.MEMORY, "benchmark", "comments")
    parts = (TextPart(PartKind.TEXT, text),)
    return Message(channel, Place.COMMENTS, "1", author, 0, 0, parts=parts)


def verdicts(batch: Sequence[Row], policy: Policy, judge: Judge | None) -> Iterator[Verdict]:
    """Decide on a batch as the bot would."""
    folded = [canonicalise(row.text) for row in batch]
    judged = judge.judge(folded) if judge else []
    for at, (row, canonical) in enumerate(zip(batch, folded, strict=True)):
        said = message(row.text)
        judgement = judged[at] if judged and canonical.letters else None
        checks = run_checks(said, canonical)
        yield decide(policy, Situation(said, canonical, checks, judgement))


def tally(path: Path, split: str, policy: Policy, judge: Judge | None) -> Tally:
    """Count what becomes of a set's rows."""
    counts = Tally()
    source = rows(path, split)
    while batch := list(islice(source, _BATCH)):
        for row, verdict in zip(batch, verdicts(batch, policy, judge), strict=True):
            counts.add(row.label, verdict)
    return counts


def print_tally(name: str, counts: Tally, *, with_rules: bool) -> None:
    """Print one line per label, and one per rule if asked."""
    for label, total in counts.rows():
        removed = counts.count(label, Outcome.REMOVED)
        shares = [f"{counts.share(label, outcome):7.2f}" for outcome in reversed(Outcome)]
        upper = 100 * wilson_upper(removed, total)
        print(f"{name:24} {label:14} {total:6} {removed:6} {upper:7.3f} {' '.join(shares)}")
        for (of, rule), hits in sorted(counts.rules.items()) if with_rules else ():
            if of == label:
                print(f"{'':24} · {rule:40} {hits:6} {100 * hits / total:7.2f}")


def print_bound(title: str, chosen: Sequence[tuple[Tally, str]]) -> None:
    """Print how many of the chosen rows are deleted, with the upper 95 % bound."""
    total = sum(counts.totals[label] for counts, label in chosen)
    removed = sum(counts.count(label, Outcome.REMOVED) for counts, label in chosen)
    upper = 100 * wilson_upper(removed, total)
    share = 100 * removed / max(total, 1)
    print(f"{title}: {removed} of {total} deleted, {share:.4f} %, at most {upper:.4f} %")


def load_judge(checkpoint: str, engine: str) -> Judge | None:
    """Return the classifier of a checkpoint, or None where its weights are not there."""
    try:
        return classifiers.load(checkpoint, engine)
    except (OSError, ValueError, classifiers.CheckpointError):
        return None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--set", action="append", dest="sets")
    parser.add_argument("--split", default="", help="only this split; all without")
    parser.add_argument("--policy", type=Path)
    parser.add_argument("--checkpoint", default="default")
    parser.add_argument("--engine", default="linear", help="auto: both lanes, slowly")
    parser.add_argument("--rules", action="store_true", help="count the hits of each rule too")
    asked = parser.parse_args()
    policy = load_policy(asked.policy) if asked.policy else default_policy()
    judge = load_judge(asked.checkpoint, asked.engine)
    print(f"policy {policy.identity}, {judge.checkpoint if judge else 'no weights: checks alone'}")
    print(f"{'set':24} {'label':14} {'rows':>6} {'del':>6} {'≤ %':>7}", end=" ")
    print(" ".join(f"{outcome:>6}%"[-7:] for outcome in reversed(Outcome)))
    done: list[tuple[Tally, str]] = []
    for name in asked.sets or (*SPAM_SETS, *HONEST_SETS):
        path = asked.dir / f"{name}.jsonl.gz"
        if not path.exists():
            print(f"{name}: not there")
            continue
        counts = tally(path, asked.split, policy, judge)
        print_tally(name, counts, with_rules=asked.rules)
        done += [(counts, label) for label in counts.totals]
    print_bound("criticism", [one for one in done if one[1] in CRITICISM])
    print_bound("all that is honest", [one for one in done if one[1] not in SPAM])


if __name__ == "__main__":
    main()
