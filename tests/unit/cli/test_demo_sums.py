"""The demo's account: what was said in either network must be found among what was stored."""

from typing import Any

from bot.cli.demo_sums import Sums
from bot.texts import Texts
from models.channel import ChannelKey, Place, Platform
from models.message import Message
from models.person import Author


def stored(place: Place, channel: str, address: str, platform: Platform = Platform.VK) -> Message:
    author = Author(platform, "5")
    return Message(ChannelKey(platform, "1", channel), place, address, author, 1, 1)


def said(chat: str | int, message: int, platform: str = "vk", **more: object) -> dict[str, Any]:
    return {"at": 1.0, "platform": platform, "chat": chat, "message": message, "user": 5, **more}


def test_what_was_said_in_either_network_is_found_where_it_is_stored() -> None:
    sums = Sums()
    for happening in (said("wall", 7), said(2000000001, 3), said(55, 9), said(-4, 2, "telegram")):
        sums.happened("said", happening, watched=True)
    assert not sums.all_stored
    sums.waits(stored(Place.WALL, "wall", "1/7"))
    sums.waits(stored(Place.GROUP, "2000000001", "2000000001/3"))
    sums.waits(stored(Place.DIRECT, "direct", "55/9"))
    sums.waits(stored(Place.GROUP, "-4", "2", Platform.TELEGRAM))
    assert sums.all_stored


def test_what_the_brand_says_itself_is_not_counted() -> None:
    sums = Sums()
    sums.happened("said", said("wall", 7, user=-10), watched=True)
    sums.happened("said", said(-4, 2, "telegram", user=-4), watched=True)
    assert sums.said == {}


def test_a_network_that_nothing_was_heard_from_is_named() -> None:
    sums = Sums()
    sums.waits(stored(Place.WALL, "wall", "1/7"))
    assert sums.silent(["telegram", "vk"]) == ["telegram"]


def test_a_network_where_the_bot_removed_nothing_is_named() -> None:
    sums = Sums()
    sums.happened("deleted", said(-4, 2, "telegram"), watched=True)
    sums.happened("deleted_by_hand", said("wall", 7), watched=True)
    assert sums.idle(["telegram", "vk"]) == ["vk"]


def test_the_networks_are_counted_apart_and_hands_apart_from_the_bot() -> None:
    sums = Sums()
    for platform, kind in (("vk", "deleted"), ("vk", "deleted_by_hand"), ("telegram", "deleted")):
        sums.happened(kind, said("1", 1, platform), watched=True)
    rows = dict(sums.rows(Texts("en")))
    assert rows["deleted in all"] == "2 (TG 1, VK 1)"
    assert rows["deleted by people's hands"] == "1 (TG 0, VK 1)"
    assert rows["banned"] == "0"
