"""Links that open the very message, and links that add the bot."""

import pytest

from handlers.links import add_link, message_link
from models.channel import Channel, ChannelKey, Place, Platform, Purpose


def at(external_id: str, platform: Platform = Platform.TELEGRAM) -> ChannelKey:
    return ChannelKey(platform, "999", external_id)


@pytest.mark.parametrize(
    ("key", "username", "external_id", "link"),
    [
        pytest.param(at("-100123"), "brand", "7", "https://t.me/brand/7", id="a public chat"),
        pytest.param(at("-100123"), "", "7", "https://t.me/c/123/7", id="a private supergroup"),
        pytest.param(at("-123"), "", "7", "", id="a basic group"),
        pytest.param(at("123"), "", "7", "", id="a private chat"),
        pytest.param(at("-100123"), "brand", "inbox:7", "", id="an unreadable message"),
        pytest.param(at("-100123", Platform.MEMORY), "brand", "7", "", id="another platform"),
    ],
)
def test_the_link_to_a_message(key: ChannelKey, username: str, external_id: str, link: str) -> None:
    channel = Channel(1, key, Place.GROUP, Purpose.WATCHED, 0, username=username)
    assert message_link(channel, key, external_id) == link


@pytest.mark.parametrize(
    ("place", "external_id", "link"),
    [
        ("wall", "15", "wall-999_15"),
        ("wall", "15/32", "wall-999_15?reply=32"),
        ("photo", "4/5", "photo-999_4?reply=5"),
        ("video", "4/5", "video-999_4?reply=5"),
        ("market", "4/5", "product-999_4?reply=5"),
        ("board", "4/5", "topic-999_4?post=5"),
        ("direct", "77/3", "gim999?sel=77"),
        ("2000000004", "2000000004/3", "gim999?sel=c4"),
    ],
)
def test_every_place_of_a_vk_community_has_an_address(
    place: str, external_id: str, link: str
) -> None:
    key = at(place, Platform.VK)
    assert message_link(None, key, external_id) == f"https://vk.ru/{link}"


@pytest.mark.parametrize("external_id", ["inbox:7", "15/x", "", "../15", "15/3/4"])
def test_what_is_no_vk_number_has_no_address(external_id: str) -> None:
    assert message_link(None, at("wall", Platform.VK), external_id) == ""


def test_the_add_link_asks_for_exactly_two_rights() -> None:
    link = "https://t.me/bot?startgroup=CODE&admin=delete_messages+restrict_members"
    assert add_link("bot", "CODE") == link


def test_without_a_public_name_there_is_no_link() -> None:
    assert add_link("", "CODE") == ""
