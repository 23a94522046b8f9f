"""A look at a place: names, rights and staff, and what may not be done there."""

from bot.connectors.telegram import TelegramConnector
from models.channel import ChannelKey, Platform, Purpose
from models.event import Surveyed
from models.person import Role
from sandbox.telegram import TelegramSandbox
from tests.unit.connectors.telegram.wires import FakeGate


def place(connector: TelegramConnector, chat: int) -> ChannelKey:
    return ChannelKey(Platform.TELEGRAM, connector.account.partition(":")[2], str(chat))


async def test_a_survey_tells_name_rights_and_staff(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat, boss, helper = tg.supergroup("Чат бренда"), tg.person("Босс"), tg.person("Помощник")
    tg.own(boss, chat)
    tg.promote(helper, chat)
    (seen,) = await connector.survey(place(connector, chat), Purpose.WATCHED)
    assert isinstance(seen, Surveyed)
    assert seen.title == "Чат бренда"
    assert seen.rights is not None
    assert {"delete", "restrict"} <= seen.rights
    staff = {(one.external_id, role) for one, role in seen.staff}
    assert staff == {(str(boss), Role.LEAD), (str(helper), Role.MODERATOR)}


async def test_a_survey_of_a_lost_place_says_that_we_are_not_there(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    (seen,) = await connector.survey(place(connector, -100999), Purpose.WATCHED)
    assert isinstance(seen, Surveyed)
    assert seen.rights is None


async def test_a_survey_learns_the_linked_channel_and_lets_it_in(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    channel, chat = tg.channel(), tg.supergroup()
    tg.link(channel, chat)
    gate.chats = {str(chat)}
    await connector.survey(place(connector, chat), Purpose.WATCHED)
    assert connector.around.admits(str(channel))
    assert str(chat) in connector.around.discussions


async def test_capabilities_name_each_missing_right(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    watched, mods, lost = tg.supergroup(), tg.supergroup(), -100999
    await connector.survey(place(connector, watched), Purpose.WATCHED)
    await connector.survey(place(connector, mods), Purpose.MODERATORS)
    await connector.survey(place(connector, lost), Purpose.WATCHED)
    tg.set_bot_rights(watched, can_delete_messages=False)
    found = {(one.name, one.where): (one.can, one.why) for one in await connector.capabilities()}
    assert found["delete", str(watched)] == (False, "no_right:delete")
    assert found["restrict", str(watched)] == (True, "")
    assert found["read", str(mods)] == (True, "")
    assert ("delete", str(mods)) not in found
    assert found["read", str(lost)] == (False, "capability.not_there")
