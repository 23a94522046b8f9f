"""A matter meets people: it joins the open case that it belongs to, or opens one with its cards.

Two lanes may open the same case at once: the store lets one through and the other is handled again
and joins. The courier sends and edits the cards next; `handlers.cards` builds them from state.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers import promise
from handlers.audit import SYSTEM, case_word, line
from handlers.promise import Speech
from handlers.rights import moderators_places
from handlers.world import World
from models.card import Word
from models.case import Case, CaseItem, CaseKind, Delivery, Timer
from models.channel import ChannelKey
from models.effects import AttachItem, OpenCase, PutDelivery, Record, SetTimer

ALARM_AGAIN_US: Final = 600_000_000
"""An urgent case that goes on sounds again after ten minutes, not before."""
CASE_TIMER: Final = "case"
"""Kind of the timer that ends a rolling case."""


def timer_key(case_id: int) -> str:
    """Return the key of a case's one timer: its window's end, or its closing for good."""
    return f"{CASE_TIMER}:{case_id}"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case would be about."""

    kind: CaseKind
    fingerprint: str
    channel: ChannelKey
    thread: str | None = None
    urgent: bool = False
    severity: int = 0
    detail: str = ""
    ends_at: int | None = None
    """When a rolling case takes no more and ends by itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message on its way into a case."""

    message_id: int
    version: int
    because: str
    state: str = "open"
    in_case: int | None = None
    """The case it is in already: an edit joins nothing twice."""


async def gather(
    world: World, matter: Matter, entries: Sequence[Entry], at: int
) -> tuple[int, list[Record]]:
    """Return the id of the case that takes the matter, and the records that make it so."""
    case = await world.store.open_case(matter.kind, matter.fingerprint)
    if case is None:
        return await _open(world, matter, entries, at)
    return case.id, await join(world, case, entries, at)


async def join(world: World, case: Case, entries: Sequence[Entry], at: int) -> list[Record]:
    """Return the records by which messages join a case that is there; its cards are recounted."""
    records = attached(world, case.id, entries, at)
    for delivery in await world.store.deliveries(case.id):
        if delivery.retired or not delivery.external_id:
            continue  # a card on its way is built from state when it leaves
        records.append(promise.recount(world, delivery))
        if case.urgent:
            records += _alarm_again(world, case, delivery, at)
    return records


async def refresh_cards(world: World, case: Case, mark: str) -> list[Record]:
    """Return promises to edit every card of a case at once."""
    return [
        promise.refresh(world, delivery, mark)
        for delivery in await world.store.deliveries(case.id)
        if delivery.external_id and not delivery.retired
    ]


async def recount_cards(world: World, case: Case) -> list[Record]:
    """Return promises to edit every card of a case at the end of the running ten seconds."""
    return [
        promise.recount(world, delivery)
        for delivery in await world.store.deliveries(case.id)
        if delivery.external_id and not delivery.retired
    ]


async def _open(
    world: World, matter: Matter, entries: Sequence[Entry], at: int
) -> tuple[int, list[Record]]:
    case = Case(
        id=world.ids.new(),
        kind=matter.kind,
        fingerprint=matter.fingerprint,
        channel=matter.channel,
        opened_at=at,
        severity=matter.severity,
        urgent=matter.urgent,
        silent=not matter.urgent,
        thread=matter.thread,
        changed_at=at,
        detail=matter.detail,
    )
    records: list[Record] = [OpenCase(case), *attached(world, case.id, entries, at)]
    for place in await moderators_places(world):
        delivery = Delivery(id=world.ids.new(), case_id=case.id, channel=place)
        records += [PutDelivery(delivery), promise.card(world, delivery, urgent=case.urgent)]
    if matter.ends_at is not None:
        timer = Timer(timer_key(case.id), matter.ends_at, CASE_TIMER, {"case": case.id})
        records.append(SetTimer(timer))
    records.append(
        line(at, SYSTEM, "case_opened", case_word(case.id), kind=case.kind, urgent=case.urgent)
    )
    return case.id, records


def attached(world: World, case_id: int, entries: Sequence[Entry], at: int) -> list[Record]:
    """Return the records that put messages into a case; those in it already join nothing twice."""
    return [_item(world, case_id, entry, at) for entry in entries if entry.in_case != case_id]


def _item(world: World, case_id: int, entry: Entry, at: int) -> AttachItem:
    return AttachItem(
        CaseItem(
            id=world.ids.new(),
            case_id=case_id,
            message_id=entry.message_id,
            version=entry.version,
            attached_because=entry.because,
            at=at,
            state=entry.state,
        )
    )


def _alarm_again(world: World, case: Case, delivery: Delivery, at: int) -> list[Record]:
    bucket = (at - case.opened_at) // ALARM_AGAIN_US
    if bucket < 1:
        return []
    speech = Speech(
        Word("alert.again", {"id": case_word(case.id)}),
        reply_to=delivery.external_id,
        silent=False,
    )
    return [promise.say(world, delivery.channel, f"again:{delivery.id}:{bucket}", speech)]
