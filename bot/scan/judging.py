"""Judges rows with the handlers of the live road, in batches, and keeps standing as it goes."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.scan.ledger import Ledger
from bot.scan.rows import Joined, Row
from handlers.judge import judge
from handlers.look import Look, look_at
from handlers.policy.situation import Situation
from handlers.ports import Known
from handlers.world import World
from models.message import Message
from models.person import OURS, Standing
from models.verdict import Verdict

BATCH = 256


@dataclass(frozen=True, slots=True)
class Judged:
    """A message and what would become of it."""

    message: Message
    verdict: Verdict
    newcomer: bool
    label: str = ""


async def judge_rows(
    world: World, rows: Iterator[Row | Joined], ledger: Ledger
) -> AsyncIterator[Judged]:
    """Yield verdicts in the order of the rows; nothing is stored and nothing is done."""
    judging = _Judging(world, ledger)
    while some := list(islice(rows, BATCH)):
        messages = [one.message for one in some if isinstance(one, Row)]
        looks = iter(await look_at(world, messages))
        for one in some:
            if isinstance(one, Joined):
                ledger.joined(one.author_key, one.at)
            elif (look := next(looks)) is not None:
                yield judging.judge(one, look)


class _Judging:
    """The chats met so far, and when each was first seen: as if the bot had come that day."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self._world = world
        self._ledger = ledger
        self._since: dict[str, int] = {}

    def judge(self, row: Row, look: Look) -> Judged:
        message = row.message
        if not row.has_author:
            return self._judged(row, look, Standing(), None)
        since = None
        if row.has_date:
            since = self._since.setdefault(message.channel.external_id, message.sent_at)
        standing = self._ledger.standing(message.author.key)
        judged = self._judged(row, look, standing, since)
        if message.author.kind not in OURS:
            self._ledger.count(message, judged.verdict.outcome, has_date=row.has_date)
        return judged

    def _judged(self, row: Row, look: Look, standing: Standing, since: int | None) -> Judged:
        message = row.message
        verdict = judge(self._world, message, Known(standing=standing), look, since)
        newcomer = Situation(message, look.canonical, standing=standing).newcomer
        return Judged(message, verdict, newcomer, row.label)
