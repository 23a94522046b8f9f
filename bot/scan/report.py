"""What a scan tells: a JSON line per message for a file, a line for people, and a summary."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.scan.judging import Judged
from bot.scan.labels import Tally
from bot.texts import Texts
from handlers.cards import signal_words
from handlers.explain import rule_name
from handlers.links import message_link
from models.message import Message
from models.verdict import Outcome

_EXAMPLES = 2
_SHORT = 76
GRAVEST_FIRST = tuple(reversed(Outcome))


@dataclass(slots=True)
class Summary:
    """Counts of a scan and a few examples."""

    messages: int = 0
    newcomers: int = 0
    silent: int = 0
    """Messages of media alone, and empty ones."""
    first_at: int | None = None
    last_at: int | None = None
    outcomes: Counter[tuple[Outcome, str]] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    examples: dict[tuple[Outcome, str], list[str]] = field(default_factory=dict)
    labels: Tally = field(default_factory=Tally)
    """Empty where no row has a label."""

    def add(self, judged: Judged) -> None:
        """Count a message."""
        message, verdict = judged.message, judged.verdict
        what = (verdict.outcome, verdict.kind)
        self.messages += 1
        self.newcomers += judged.newcomer
        self.silent += not message.parts
        self.outcomes[what] += 1
        self.rules.update(rule_name(hit) for hit in verdict.hits if hit.mode == "live")
        if judged.label or self.labels.totals:
            self.labels.add(judged.label, verdict)
        if message.sent_at:
            self.first_at = self.first_at or message.sent_at
            self.last_at = max(self.last_at or 0, message.sent_at)
        shown = self.examples.setdefault(what, [])
        if len(shown) < _EXAMPLES and verdict.outcome is not Outcome.LEFT:
            example = short(message.text)
            shown += [example] if example not in shown else []

    def rows(self) -> Iterator[tuple[Outcome, str, int, float, str]]:
        """Yield outcome, kind, count, percent and an example, gravest and most frequent first."""
        ranked = sorted(
            self.outcomes.items(),
            key=lambda item: (GRAVEST_FIRST.index(item[0][0]), -item[1]),
        )
        for (outcome, kind), count in ranked:
            share = 100 * count / max(1, self.messages)
            examples = "\n".join(self.examples.get((outcome, kind), ()))
            yield outcome, kind, count, share, examples


class Teller:
    """Words a verdict."""

    def __init__(self, texts: Texts) -> None:
        """Take the words of the reasons."""
        self._texts = texts

    def line(self, judged: Judged) -> str:
        """Return a verdict as a line for people."""
        verdict = judged.verdict
        message = judged.message
        where = _link(message) or message.external_id
        said = self._texts.say(f"scan.would.{verdict.outcome}")
        kind = f" ({self._texts.say(f'kind.{verdict.kind}')})" if verdict.kind else ""
        why = "; ".join(self._why(judged))
        return f"{where}: {said}{kind}: {why}: {short(judged.message.text)}"

    def entry(self, judged: Judged) -> dict[str, Any]:
        """Return a verdict as an entry of the output file."""
        message, verdict = judged.message, judged.verdict
        at = datetime.fromtimestamp(message.sent_at / 1e6, UTC) if message.sent_at else None
        return {
            "id": message.external_id,
            "chat": message.channel.external_id,
            "author": message.author.key,
            **({"link": link} if (link := _link(message)) else {}),
            "date": at.isoformat() if at else None,
            "newcomer": judged.newcomer,
            "outcome": verdict.outcome.value,
            "kind": verdict.kind,
            "acts": list(verdict.acts),
            "rules": [hit.rule for hit in verdict.hits if hit.mode == "live"],
            "shadow_rules": [hit.rule for hit in verdict.hits if hit.mode == "shadow"],
            "tone": verdict.tone,
            **({"label": judged.label} if judged.label else {}),
            "why": self._why(judged),
            "text": message.text,
        }

    def _why(self, judged: Judged) -> list[str]:
        words = signal_words(judged.verdict)
        said = [self._texts.say(one.code, one.args) for one in words]
        hits = [reason for hit in judged.verdict.hits for reason in hit.reasons]
        return said or list(dict.fromkeys(self._texts.condition(one) for one in hits))


def _link(message: Message) -> str:
    """Return where a comment stands, if the input tells whose it is; exports of Telegram do not."""
    told = message.channel.account_id.strip("0") and not message.external_id.startswith("0/")
    return message_link(None, message.channel, message.external_id) if told else ""


def short(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
