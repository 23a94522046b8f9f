"""/status: is the watch standing? What needs a hand comes first, then the day, then the rest."""

from collections.abc import Iterator, Mapping
from typing import Final

from handlers.policy.default import NAME
from handlers.promise import Speech
from handlers.setup import NEEDED
from handlers.tier import MAY, TIER
from handlers.world import World
from models.card import Word
from models.channel import Channel, Platform, Purpose

DAY_US: Final = 86_400_000_000
_TROUBLES: Final = ("actions_failed", "quarantined")
_WORK: Final = ("cases_urgent", "cases_open")
_QUEUES: Final = ("inbox_waiting", "actions_waiting")


async def status(world: World) -> Speech:
    """Return the state of the watch as words to be."""
    counts = await world.store.counts(world.clock.now() - DAY_US)
    channels = [_channel(channel) for channel in await world.store.channels(Purpose.WATCHED)]
    lacking = [word for word in channels if word.code != "status.channel_ok"]
    lines = [
        *lacking,
        *_counted(counts, (*_TROUBLES, *_WORK, *_QUEUES)),
        *(() if counts.get("cases_open") else (Word("status.nothing_waits"),)),
        _day(counts),
        *(word for word in channels if word not in lacking),
        *(() if channels else (Word("status.no_channels"),)),
        *await _tiers(world),
        Word(f"status.mode_{world.settings.mode}"),
        _policy(world.policy.identity),
        Word("status.checkpoint", {"checkpoint": world.classifier.checkpoint}),
    ]
    broken = any(word.code == "status.channel_missing" for word in lacking)
    return Speech(Word("status.head_needs" if broken else "status.head"), tuple(lines))


def _counted(counts: Mapping[str, int], names: tuple[str, ...]) -> Iterator[Word]:
    """Yield what is there; a zero needs nobody."""
    return (Word(f"status.{name}", {"count": counts[name]}) for name in names if counts.get(name))


def _day(counts: Mapping[str, int]) -> Word:
    args = {"messages": "messages", "removed": "removed", "opened": "cases_opened"}
    return Word("status.messages", {arg: counts.get(name, 0) for arg, name in args.items()})


def _policy(identity: str) -> Word:
    name, _, revision = identity.rpartition("@")
    code = "status.policy_builtin" if name == NAME else "status.policy"
    return Word(code, {"policy": name, "revision": revision})


async def _tiers(world: World) -> list[Word]:
    """Say what the keys of an account turned out to allow, and what people do by hand."""
    words = []
    for name, value in sorted((await world.store.settings(TIER)).items()):
        capability = name.rpartition(":")[2]
        code = "status.tier_may" if value == MAY else "status.tier_by_hand"
        words.append(Word(code, {"tier": capability}))
    return words


def _channel(channel: Channel) -> Word:
    where = channel.title or channel.username or channel.key.external_id
    if channel.key.platform is Platform.VK:
        return Word("status.channel_ok", {"where": where})
    if channel.rights is None:
        return Word("status.channel_unknown", {"where": where})
    missing = [name for name in NEEDED if name not in channel.rights]
    if missing:
        return Word("status.channel_missing", {"where": where, "rights": ", ".join(missing)})
    return Word("status.channel_ok", {"where": where})
