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
        pytest.param(at("-100123", Platform.VK), "brand", "7", "", id="another platform"),
    ],
)
def test_the_link_to_a_message(key: ChannelKey, username: str, external_id: str, link: str) -> None:
    channel = Channel(1, key, Place.GROUP, Purpose.WATCHED, 0, username=username)
    assert message_link(channel, key, external_id) == link


def test_the_add_link_asks_for_exactly_two_rights() -> None:
    link = "https://t.me/bot?startgroup=CODE&admin=delete_messages+restrict_members"
    assert add_link("bot", "CODE") == link


def test_without_a_public_name_there_is_no_link() -> None:
    assert add_link("", "CODE") == ""
