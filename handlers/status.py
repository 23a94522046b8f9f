"""/status: is the watch standing? Counts of a day, what waits, which rights are missing."""

from typing import Final

from handlers.promise import Speech
from handlers.setup import NEEDED
from handlers.world import World
from models.card import Word
from models.channel import Channel, Purpose

DAY_US: Final = 86_400_000_000


async def status(world: World) -> Speech:
    """Return the state of the watch as words to be."""
    counts = await world.store.counts(world.clock.now() - DAY_US)
    lines = [Word(f"status.{name}", {"count": count}) for name, count in sorted(counts.items())]
    lines += [_channel(channel) for channel in await world.store.channels(Purpose.WATCHED)]
    lines += [
        Word(f"status.mode_{world.settings.mode}"),
        Word("status.policy", {"policy": world.policy.identity}),
        Word("status.checkpoint", {"checkpoint": world.classifier.checkpoint}),
    ]
    return Speech(Word("status.head"), tuple(lines))


def _channel(channel: Channel) -> Word:
    where = channel.title or channel.username or channel.key.external_id
    if channel.rights is None:
        return Word("status.channel_unknown", {"where": where})
    missing = [name for name in NEEDED if name not in channel.rights]
    if missing:
        return Word("status.channel_missing", {"where": where, "rights": ", ".join(missing)})
    return Word("status.channel_ok", {"where": where})
