"""What is special about a VK community: letters, roles, reach, gaps, two places of moderators."""

from dataclasses import replace

import pytest

from handlers.cards import card
from handlers.rights import moderators_places
from handlers.status import status
from models.action import ActionKind, ActionState, Outcome
from models.card import Choice
from models.case import CaseKind
from models.channel import Channel, ChannelKey, Place, Platform, Purpose
from models.effects import PutChannel
from models.event import GapFound, MemberChanged, ReachSeen, Surveyed
from models.message import Reach
from models.person import Author, AuthorKind, Role
from tests.unit.handlers.community import KEEPER, SPAMMER, WALL, Community
from tests.unit.handlers.scene import LEAD, MINUTE, NOON, TEAM, Scene

CHAT = ChannelKey(Platform.VK, "55", "2000000007")
MARKET = ChannelKey(Platform.VK, "55", "market")
INBOX = ChannelKey(Platform.VK, "55", "direct")


@pytest.fixture
async def wall(scene: Scene) -> Community:
    return await Community(scene).bind()


async def seat(wall: Community) -> None:
    """Bind a VK chat as a second moderators' place."""
    scene = wall.scene
    chat = Channel(scene.ids.new(), CHAT, Place.GROUP, Purpose.MODERATORS, NOON, title="Чат")
    await scene.commit(PutChannel(chat))


def changed(channel: ChannelKey, old: str, new: str) -> MemberChanged:
    return MemberChanged(channel, KEEPER, old, new, KEEPER, NOON, may_delete=True)


async def test_the_communitys_own_words_are_kept_and_never_acted_on(wall: Community) -> None:
    brand = Author(Platform.VK, "-55", AuthorKind.BRAND)
    stored = await wall.scene.says("казино", channel=WALL, place=Place.WALL, author=brand)
    assert stored.verdict_outcome == "left"


async def test_a_person_whose_number_is_the_communitys_is_heard(wall: Community) -> None:
    twin = Author(Platform.VK, "55")
    await wall.scene.says("казино", channel=WALL, place=Place.WALL, author=twin)
    assert len(wall.scene.actions(ActionKind.DELETE)) == 1


async def test_out_of_a_vk_chat_is_for_good(wall: Community) -> None:
    scene = wall.scene
    key = ChannelKey(Platform.VK, "55", "2000000009")
    chat = Channel(scene.ids.new(), key, Place.GROUP, Purpose.WATCHED, NOON)
    await scene.commit(PutChannel(chat))
    await scene.says("реклама", channel=key, author=SPAMMER, id="2000000009/4")
    await scene.presses(Choice.DELETE_BAN)
    (out,) = scene.actions(ActionKind.KICK)
    assert (out.target, out.inverse) == (SPAMMER.external_id, "none")


async def test_a_ban_in_a_community_names_its_reason(wall: Community) -> None:
    await wall.comments("реклама")
    await wall.scene.presses(Choice.DELETE_BAN)
    (ban,) = wall.scene.actions(ActionKind.BAN)
    assert ban.params["reason"] == "spam"


async def test_an_urgent_letter_is_marked_important_and_its_answer_answered(
    wall: Community,
) -> None:
    scene = wall.scene
    await scene.says(
        "пожар", channel=INBOX, place=Place.DIRECT, author=SPAMMER, thread="900", id="900/1"
    )
    await scene.presses(Choice.DONE, case=scene.case(CaseKind.URGENT))
    marks = [(one.target, dict(one.params)) for one in scene.actions(ActionKind.MARK)]
    assert marks == [("900", {"important": True}), ("900", {"answered": True})]


async def market(scene: Scene) -> None:
    """Watch the goods of the community too."""
    goods = Channel(scene.ids.new(), MARKET, Place.MARKET, Purpose.WATCHED, NOON)
    await scene.commit(PutChannel(goods))


async def test_who_joins_the_community_has_joined_every_place_of_it(wall: Community) -> None:
    await wall.scene.happens(changed(WALL, "left", "member"))
    assert (await wall.scene.real.standing(KEEPER.key, MARKET)).joined_at == NOON


async def test_a_manager_holds_the_role_in_every_place_of_the_community(wall: Community) -> None:
    scene = wall.scene
    await market(scene)
    for place in (WALL, MARKET):
        await scene.happens(changed(place, "member", "administrator"))
    assert (await scene.real.standing(KEEPER.key, MARKET)).role is Role.MODERATOR
    for place in (WALL, MARKET):
        await scene.happens(changed(place, "administrator", "member"))
    assert await scene.real.roles(KEEPER.key) == []


async def test_a_manager_who_sits_with_the_moderators_decides_everywhere(wall: Community) -> None:
    scene = wall.scene
    await seat(wall)
    await scene.happens(changed(WALL, "member", "administrator"))
    assert await scene.real.holders(Role.MODERATOR)
    assert KEEPER.key not in await scene.real.holders(Role.MODERATOR)
    await scene.happens(changed(CHAT, "left", "member"))
    assert KEEPER.key in await scene.real.holders(Role.MODERATOR)
    await scene.happens(changed(CHAT, "member", "left"))
    assert KEEPER.key not in await scene.real.holders(Role.MODERATOR)


async def test_a_look_at_one_network_leaves_the_roles_of_the_other(wall: Community) -> None:
    scene = wall.scene
    await seat(wall)
    mira = Author(Platform.TELEGRAM, "77")
    for key, staff in ((TEAM, mira), (CHAT, KEEPER)):
        await scene.happens(
            Surveyed(key, Place.GROUP, Purpose.MODERATORS, frozenset(), ((staff, Role.LEAD),), NOON)
        )
    assert {mira.key, KEEPER.key} <= set(await scene.real.holders(Role.LEAD))


async def test_a_look_at_a_wall_misses_no_telegram_rights(wall: Community) -> None:
    event = Surveyed(WALL, Place.WALL, Purpose.WATCHED, frozenset(), (), NOON, "Лавка")
    await wall.scene.happens(event)
    assert not [one for one in wall.scene.store.cases.values() if one.kind is CaseKind.NOTICE]


async def test_a_config_of_one_network_leaves_the_bound_place_of_the_other(
    wall: Community,
) -> None:
    await seat(wall)
    wall.scene.settings = replace(wall.scene.settings, moderators=(TEAM,))
    assert set(await moderators_places(wall.scene.world)) == {TEAM, CHAT}


async def test_a_press_in_one_place_is_drawn_in_both_and_the_first_answer_wins(
    wall: Community,
) -> None:
    scene = wall.scene
    await seat(wall)
    await wall.comments("реклама")
    await scene.courier(only=ActionKind.SEND_CARD)
    assert await scene.presses(Choice.KEEP, LEAD) == "press.kept"
    drawn = {
        one.channel for one in scene.actions(ActionKind.REFRESH_CARD) if one.key.endswith(":v2")
    }
    assert drawn == {TEAM, CHAT}
    assert await scene.presses(Choice.DELETE, LEAD, channel=CHAT, version=1) == "press.already"


async def test_reach_is_counted_and_shown_where_it_matters(wall: Community) -> None:
    scene = wall.scene
    stored = await scene.says(
        "реклама", channel=WALL, place=Place.WALL, author=SPAMMER, id="10/1", reach=Reach(12_400)
    )
    await scene.happens(ReachSeen(WALL, stored.message.external_id, NOON, likes=2, replies=1))
    shown = await card(scene.world, scene.case().id)
    (told,) = [word for word in shown.done if word.code == "card.reach"]
    assert told.args == {"followers": "12\u00a0400", "likes": 2, "replies": 1}


async def test_little_reach_is_not_worth_a_line(wall: Community) -> None:
    stored = await wall.comments("реклама")
    await wall.scene.happens(ReachSeen(WALL, stored.message.external_id, NOON, likes=2))
    shown = await card(wall.scene.world, wall.scene.case().id)
    assert "card.reach" not in [word.code for word in shown.done]


@pytest.mark.parametrize(
    ("read_back", "code"), [(None, "gap_unread"), (7, "gap_read_back")], ids=str
)
async def test_a_gap_says_what_was_read_back(
    wall: Community, read_back: int | None, code: str
) -> None:
    since = NOON - 9 * MINUTE
    event = GapFound(WALL, "history_lost", NOON, since=since, read_back=read_back)
    await wall.scene.happens(event)
    (notice,) = wall.scene.store.cases.values()
    assert f'"{code}"' in notice.detail
    assert '"minutes": 9' in notice.detail


async def test_status_says_what_the_keys_allow(wall: Community) -> None:
    await wall.comments("казино")
    await wall.refused()
    words = [word.code for word in (await status(wall.scene.world)).lines]
    assert "status.tier_by_hand" in words
    await wall.comments("казино", 2)
    await wall.scene.courier(Outcome(ActionState.DONE), ActionKind.DELETE)
    words = [word.code for word in (await status(wall.scene.world)).lines]
    assert "status.tier_may" in words
