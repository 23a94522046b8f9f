"""Something of ours broke, mended itself, or could not be read: people are told, nothing stops.

The text that was found in an unreadable update is judged like any other and shown to people;
there is no message to act on, so nothing of it is ever deleted by itself.
"""

from dataclasses import replace

from handlers.audit import SYSTEM, line
from handlers.follow_up import Judged
from handlers.judge import judge
from handlers.look import look_at
from handlers.message import remember
from handlers.notice import Notice, mend_notice, raise_notice
from handlers.ports import Known
from handlers.rights import moderators_places
from handlers.world import World
from models.audit import AuditLine
from models.channel import Channel, Purpose
from models.effects import Effects, QuarantineRow, Record, WriteAudit
from models.event import Fault, Malformed
from models.message import Message, PartKind, TextPart
from models.person import Author
from models.verdict import Outcome


async def on_fault(world: World, event: Fault) -> Effects:
    """Return the notice of a fault, or its end; audited even where there is nobody to tell."""
    act = "fault_mended" if event.mended else "fault"
    written = AuditLine(event.at, SYSTEM, act, f"fault:{event.code}", dict(event.detail))
    records: list[Record] = [WriteAudit(written)]
    for place in (await moderators_places(world))[:1]:
        if event.mended:
            records += await mend_notice(world, event.code, place, event.at)
        else:
            notice = Notice(event.code, place, event.detail)
            records += await raise_notice(world, notice, event.at)
    return Effects(tuple(records))


async def on_malformed(world: World, event: Malformed) -> Effects:
    """Return the quarantine of an update, its notice, and the verdict on its salvaged text."""
    first: list[Record] = [
        QuarantineRow(event.inbox_id, event.code),
        line(event.at, SYSTEM, "quarantined", f"inbox:{event.inbox_id}", code=event.code),
    ]
    channel = await world.store.channel(event.channel)
    where = [event.channel] if channel else (await moderators_places(world))[:1]
    for key in where:
        title = channel.title if channel else ""
        notice = Notice("quarantined", key, {"where": title, "path": event.code})
        first += await raise_notice(world, notice, event.at)
    judged = None
    if channel is not None and channel.purpose is not Purpose.MODERATORS:
        judged = await _judged(world, event, channel)
    return Effects(tuple(first)) if judged is None else await remember(world, judged, first)


async def _judged(world: World, event: Malformed, channel: Channel) -> Judged | None:
    message = Message(
        channel=event.channel,
        place=channel.place,
        external_id=f"inbox:{event.inbox_id}",
        author=Author(event.channel.platform, "unread"),
        sent_at=event.at,
        received_at=event.at,
        parts=(TextPart(PartKind.TEXT, event.text),),
    )
    look = (await look_at(world, (message,)))[0] if event.text else None
    if look is None:
        return None
    verdict = judge(world, message, Known(), look, channel.watched_since)
    if verdict.outcome is Outcome.LEFT:
        return None
    if verdict.outcome is Outcome.REMOVED:
        verdict = replace(verdict, outcome=Outcome.CARDED, acts=("card",))
    return Judged(message, world.ids.new(), 1, Known(), look, verdict)
