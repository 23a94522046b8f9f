"""Somebody wrote: what is remembered, what is done, and which people see it.

The road of every message: heard at all? new at all? looked at, judged, and the verdict turned into
effects. A clean message costs two reads and four records; what follows a verdict that is not
clean is in `handlers.follow_up`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.audit import SYSTEM, line, message_word
from handlers.follow_up import Judged, follow_up
from handlers.judge import judge
from handlers.look import Look, look_at
from handlers.ports import Known
from handlers.promise import TOUCHABLE
from handlers.rights import configured, moderators_places
from handlers.world import World
from models.channel import Channel, Platform, Purpose
from models.effects import (
    NOTHING,
    CountStanding,
    Effects,
    PutChannel,
    PutMessage,
    PutVerdict,
    Record,
    WriteAudit,
)
from models.event import MessageSeen
from models.message import Message
from models.person import OURS
from models.verdict import Outcome

_OVERTAKEN_US: Final = 10_800_000_000
"""Three hours: so late a platform may repeat a call (VK's Retry-After); read back it may be new."""
_CLEAN: Final = frozenset({Outcome.LEFT.value, Outcome.ROLLED.value})


async def on_message(world: World, event: MessageSeen, look: Look | None = None) -> Effects:
    """Return everything that one new or edited message leads to; nothing where nobody listens."""
    message = event.message
    stored = await world.store.channel(message.channel)
    channel = await _listened_to(world, message, stored)
    if channel is None:
        return NOTHING
    known = await world.store.known(message)
    if _tells_nothing(world, message, known):
        return NOTHING
    return await _judged(world, known, channel, _Ask(message, look, new=stored is None))


async def judge_again(
    world: World, message: Message, look: Look | None, *, quietly: bool
) -> Effects:
    """Return the verdict on a message that is there again, though not a letter of it changed.

    `quietly`: its matter was opened again already, so nothing but a strict rule acts.
    """
    stored = await world.store.channel(message.channel)
    channel = await _listened_to(world, message, stored)
    if channel is None:
        return NOTHING
    known = await world.store.known(message)
    return await _judged(world, known, channel, _Ask(message, look, quietly=quietly))


@dataclass(frozen=True, slots=True)
class _Ask:
    """Which message is to be judged, and how."""

    message: Message
    look: Look | None
    new: bool = False
    """Whether its channel is not remembered yet."""
    quietly: bool = False


async def _judged(world: World, known: Known, channel: Channel, ask: _Ask) -> Effects:
    message, look = ask.message, ask.look
    if look is None:
        look = (await look_at(world, (message,)))[0]
    if look is None:
        return NOTHING
    verdict = judge(world, message, known, look, channel.watched_since)
    earlier = known.earlier
    judged = Judged(
        message=message,
        id=earlier.id if earlier else world.ids.new(),
        version=earlier.version + 1 if earlier else 1,
        known=known,
        look=look,
        verdict=verdict,
    )
    if ask.quietly and verdict.outcome is not Outcome.REMOVED:
        return _written(world, judged, known.earlier.case_id if known.earlier else None, ())
    return await remember(world, judged, [PutChannel(channel)] if ask.new else [])


async def remember(world: World, judged: Judged, first: list[Record]) -> Effects:
    """Return the effects of a verdict: the message, what follows, the ledger and the audit line."""
    case_id, follows = await follow_up(world, judged)
    return Effects((*first, *_written(world, judged, case_id, follows).records))


def _written(
    world: World, judged: Judged, case_id: int | None, follows: Sequence[Record]
) -> Effects:
    at = judged.message.received_at
    verdict = PutVerdict(world.ids.new(), judged.id, judged.version, judged.verdict, at, case_id)
    return Effects(
        (
            PutMessage(judged.id, judged.version, judged.message),
            *follows,
            verdict,
            *_counted(judged),
            _written_down(judged),
        )
    )


async def _listened_to(world: World, message: Message, stored: Channel | None) -> Channel | None:
    """Return the channel if it is ours to watch: bound, or a private chat once a team is there."""
    if message.place in TOUCHABLE:
        return stored if stored is not None and stored.purpose is Purpose.WATCHED else None
    if stored is not None:
        return stored if stored.purpose is Purpose.DIRECT else None
    if not await moderators_places(world):
        return None
    return Channel(
        id=world.ids.new(),
        key=message.channel,
        place=message.place,
        purpose=Purpose.DIRECT,
        watched_since=message.received_at,
    )


def _tells_nothing(world: World, message: Message, known: Known) -> bool:
    """Tell whether it is our own voice, a colleague's private chat, or a version we have."""
    author = message.author
    if author.platform is not Platform.VK and author.external_id == message.channel.account_id:
        return True  # VK numbers people and communities apart: ours is `brand` there
    if message.place not in TOUCHABLE and (known.standing.role or configured(world, author.key)):
        return True
    if known.earlier is None:
        return False
    was = known.earlier.message
    overtaken = message.edited_at is None and was.edited_at is not None
    if overtaken and message.received_at - (was.edited_at or 0) < _OVERTAKEN_US:
        return True  # Calls overtake each other: this is the version before the one we have.
    return (was.parts, was.features, was.media) == (message.parts, message.features, message.media)


def _counted(judged: Judged) -> list[Record]:
    """Return the line in the author's ledger; an edit counts only what it changed."""
    message, outcome = judged.message, judged.verdict.outcome
    if message.author.kind in OURS:
        return []
    earlier = judged.known.earlier
    was = earlier.verdict_outcome if earlier else ""
    clean = (outcome in _CLEAN) - (was in _CLEAN)
    removed = (outcome is Outcome.REMOVED) - (was == Outcome.REMOVED)
    if not clean and not removed:
        return []
    return [
        CountStanding(
            author=message.author,
            channel=message.channel,
            at=message.received_at,
            clean=clean,
            removed=removed,
            reason=outcome,
        )
    ]


def _written_down(judged: Judged) -> WriteAudit:
    verdict, judgement = judged.verdict, judged.look.judgement
    return line(
        judged.message.received_at,
        SYSTEM,
        "verdict",
        message_word(judged.id),
        outcome=verdict.outcome,
        kind=verdict.kind,
        policy=verdict.policy,
        checkpoint=judgement.checkpoint if judgement else "",
        rules=",".join(hit.rule for hit in verdict.hits),
        version=judged.version,
    )
