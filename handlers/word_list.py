"""The words that stand in VK's own filter, as far as we may know them.

No key of a community can read that list, and a write replaces it whole: so an administrator gives
it once, it is kept here, and what waves add (`handlers.wave`) is kept apart and ends by itself.
"""

import json
from collections.abc import Sequence
from typing import cast

from handlers.world import World
from models.channel import ChannelKey, Platform
from models.effects import PutSetting, Record


def list_setting(platform: Platform, account: str) -> str:
    """Return the name of the setting that keeps the list an administrator gave."""
    return f"stop_words:{platform}:{account}"


def pushed_setting(channel: ChannelKey) -> str:
    """Return the name of the setting that keeps what waves added."""
    return f"stop_words_pushed:{channel.platform}:{channel.account_id}"


async def given_words(world: World, channel: ChannelKey) -> list[str] | None:
    """Return the list that an administrator gave; None before that."""
    kept = await world.store.setting(list_setting(channel.platform, channel.account_id))
    return None if kept is None else cast("list[str]", json.loads(kept))


async def pushed_words(world: World, channel: ChannelKey) -> dict[str, list[str]]:
    """Return the words that waves added and that still stand, by the key of their act."""
    kept = await world.store.setting(pushed_setting(channel))
    return cast("dict[str, list[str]]", json.loads(kept)) if kept else {}


async def give_words(
    world: World, channel: ChannelKey, words: Sequence[str]
) -> tuple[list[str], list[Record]]:
    """Keep the list that stands in the filter now; what waves added stays theirs and ends."""
    pushed = await pushed_words(world, channel)
    added = {word for some in pushed.values() for word in some}
    given = [word for word in words if word not in added]
    name = list_setting(channel.platform, channel.account_id)
    return given, [PutSetting(name, json.dumps(given, ensure_ascii=False))]


def whole_list(given: list[str], pushed: dict[str, list[str]]) -> list[str]:
    """Return the list as it is to stand in the platform."""
    return list(dict.fromkeys([*given, *(word for words in pushed.values() for word in words)]))
