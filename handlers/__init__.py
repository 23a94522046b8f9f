"""The thinking: when X happens, we do Y. This page is the table of contents of the bot.

A handler reads through the ports of its `World` and answers with `Effects`; it never writes. The
process commits them with the event's own row, and the courier does what they promise.
"""

from typing import assert_never

from handlers.command import on_command
from handlers.fault import on_fault, on_malformed
from handlers.gap import on_gap_found
from handlers.look import Look, look_ahead
from handlers.member import on_channel_moved, on_happened, on_member_changed, on_rights_changed
from handlers.message import on_message
from handlers.outcome import on_action_settled
from handlers.reach import on_reach_seen
from handlers.removal import on_message_deleted, on_message_restored
from handlers.review import on_pressed
from handlers.schedule import on_timer_due
from handlers.survey import on_surveyed
from handlers.world import World
from models.effects import Effects
from models.event import (
    ActionSettled,
    ChannelMoved,
    CommandGiven,
    Event,
    Fault,
    GapFound,
    Happened,
    Malformed,
    MemberChanged,
    MessageDeleted,
    MessageRestored,
    MessageSeen,
    Pressed,
    ReachSeen,
    RightsChanged,
    Surveyed,
    TimerDue,
)

__all__ = ["Look", "handle", "look_ahead"]


async def handle(world: World, event: Event, look: Look | None = None) -> Effects:  # noqa: C901, PLR0911, PLR0912 - one line per event is the point
    """Return everything that one event leads to."""
    match event:
        case MessageSeen():
            return await on_message(world, event, look)
        case Pressed():
            return await on_pressed(world, event)
        case CommandGiven():
            return await on_command(world, event)
        case MemberChanged():
            return await on_member_changed(world, event)
        case RightsChanged():
            return await on_rights_changed(world, event)
        case Surveyed():
            return await on_surveyed(world, event)
        case ChannelMoved():
            return await on_channel_moved(world, event)
        case Happened():
            return await on_happened(world, event)
        case MessageDeleted():
            return await on_message_deleted(world, event)
        case MessageRestored():
            return await on_message_restored(world, event, look)
        case ReachSeen():
            return await on_reach_seen(world, event)
        case GapFound():
            return await on_gap_found(world, event)
        case Malformed():
            return await on_malformed(world, event)
        case ActionSettled():
            return await on_action_settled(world, event)
        case TimerDue():
            return await on_timer_due(world, event)
        case Fault():
            return await on_fault(world, event)
        case _:
            assert_never(event)
