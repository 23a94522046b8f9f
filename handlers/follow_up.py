"""What follows a verdict that is not clean: a matter for people, and deletes by strict rules.

Called by `handlers.message`; `handlers.gather` finds or opens the case, `handlers.promise` words
the acts for the courier.
"""

from dataclasses import dataclass
from typing import Final

from handlers import community, promise
from handlers.cases import grouping
from handlers.gather import Entry, Matter, gather, join
from handlers.judge import CATCH_UP
from handlers.look import Look
from handlers.ports import Known
from handlers.promise import RESTORABLE, Sake
from handlers.reopen import reopened
from handlers.world import World
from models.case import OPEN_STATUSES, CaseKind
from models.channel import Place, Platform
from models.effects import Record
from models.message import Message
from models.verdict import Outcome, Verdict

LINGER_US: Final = 72 * grouping.HOUR_US
"""How long a rolling case waits for a person before it ends as expired."""

_SEVERITY: Final = {"threat": 4, "urgent": 4, "toxicity": 2, "negative": 2, "spam": 1}


@dataclass(frozen=True, slots=True)
class Judged:
    """One version of one message, every question asked and answered."""

    message: Message
    id: int
    version: int
    known: Known
    look: Look
    verdict: Verdict


async def follow_up(world: World, judged: Judged) -> tuple[int | None, list[Record]]:
    """Return the case that the message is in now, and the records of all that follows."""
    outcome, known = judged.verdict.outcome, judged.known
    if outcome is Outcome.LEFT:
        return None, []
    at = judged.message.received_at
    parts = await _album_before(world, judged)
    earlier = known.earlier
    entry = Entry(
        judged.id,
        judged.version,
        judged.verdict.kind or outcome,
        in_case=earlier.case_id if earlier else None,
    )
    entries = [entry, *(Entry(key, version, "album") for key, version, _ in parts)]
    if outcome is Outcome.REMOVED:
        case_id, records = await gather(world, _removals(judged), entries, at)
        targets = [(judged.id, judged.message), *((key, part) for key, _, part in parts)]
        return case_id, records + _deletes(world, judged, case_id, targets)
    if known.album_case_id is not None and known.album_outcome is outcome:
        case = await world.store.case(known.album_case_id)
        if case is not None and case.status in OPEN_STATUSES:
            return case.id, await join(world, case, entries, at)
    again = await reopened(world, judged.message, judged.verdict, entries)
    case_id, records = again or await gather(world, _matter(judged), entries, at)
    return case_id, [*records, *_marked(world, judged, case_id)]


def _marked(world: World, judged: Judged, case_id: int) -> list[Record]:
    """An urgent letter to a VK community is marked important in its own inbox too, once an hour."""
    message = judged.message
    letter = message.place is Place.DIRECT and message.channel.platform is Platform.VK
    if not letter or judged.verdict.outcome is not Outcome.ALERTED or not message.thread:
        return []
    what = ("important", message.received_at // grouping.HOUR_US)
    return [community.mark(world, case_id, message.channel, message.thread, what)]


async def _album_before(world: World, judged: Judged) -> list[tuple[int, int, Message]]:
    """Return the earlier parts of the album when this part makes the verdict worse for all."""
    known, outcome = judged.known, judged.verdict.outcome
    was = known.album_outcome
    if outcome is Outcome.ROLLED or was is None or was.weight >= outcome.weight:
        return []
    found = [
        await world.store.message(judged.message.channel, external_id)
        for external_id in known.album_parts
    ]
    return [
        (part.stored.id, part.stored.version, part.stored.message)
        for part in found
        if part is not None and not part.stored.deleted and part.stored.id != judged.id
    ]


def _removals(judged: Judged) -> Matter:
    at = judged.message.received_at
    return Matter(
        CaseKind.REMOVALS,
        grouping.removals(judged.message.channel, at),
        judged.message.channel,
        ends_at=_end_of(at, grouping.HOUR_US),
        severity=1,
    )


def _deletes(
    world: World, judged: Judged, case_id: int, targets: list[tuple[int, Message]]
) -> list[Record]:
    verdict = judged.verdict
    rule = next((hit.rule for hit in verdict.hits if hit.strict and hit.mode == "live"), "album")
    # What can come back can be deleted again: each version is an act of its own there.
    twice = judged.version > 1 and judged.message.place in RESTORABLE
    again = f":v{judged.version}" if twice else ""
    records: list[Record] = [
        promise.delete(world, Sake(f"rule:{rule}", case_id, key, again), message)
        for key, message in targets
    ]
    if "ban" in verdict.acts:
        sake = Sake(f"rule:{rule}", case_id, judged.id)
        records.append(promise.ban(world, sake, judged.message, verdict.kind))
    return records


def _matter(judged: Judged) -> Matter:
    """Return which case a message that is put to people belongs to."""
    message, verdict = judged.message, judged.verdict
    at, severity = message.received_at, _SEVERITY.get(verdict.kind, 1)
    if CATCH_UP in verdict.acts:
        return Matter(
            CaseKind.CATCH_UP,
            grouping.catch_up(message.channel, at),
            message.channel,
            ends_at=_end_of(at, grouping.CATCH_UP_US) + LINGER_US,
        )
    if verdict.outcome is Outcome.ALERTED:
        return Matter(
            CaseKind.URGENT,
            grouping.personal(message),
            message.channel,
            thread=message.thread,
            urgent=True,
            severity=severity,
        )
    if verdict.kind == "question" or verdict.outcome is Outcome.ROLLED:
        return _rolling(judged)
    kind = CaseKind.COMPLAINT if verdict.kind == "negative" else CaseKind.VIOLATION
    return Matter(
        kind,
        grouping.personal(message) if kind is CaseKind.COMPLAINT else _violation(judged),
        message.channel,
        thread=message.thread,
        severity=severity,
    )


def _violation(judged: Judged) -> str:
    canonical = judged.look.canonical
    return grouping.violation(canonical.text, canonical.letters, judged.id)


def _rolling(judged: Judged) -> Matter:
    message = judged.message
    question = judged.verdict.kind == "question"
    kind = CaseKind.QUESTION if question else CaseKind.NEGATIVES
    return Matter(
        kind,
        grouping.rolling(kind, message, message.received_at),
        message.channel,
        thread=message.thread,
        ends_at=_end_of(message.received_at, grouping.HOUR_US) + LINGER_US,
    )


def _end_of(at: int, window_us: int) -> int:
    return (at // window_us + 1) * window_us
