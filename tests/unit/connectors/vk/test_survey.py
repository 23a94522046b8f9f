"""A look at a community and its chats: names, rights, staff; what is hidden is not guessed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.connectors.vk.client import VkClient
from bot.connectors.vk.errors import VkByHand
from bot.connectors.vk.library import Access
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.survey import ALL_RIGHTS, Survey
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.tokens import Token
from bot.ports import PlatformDownError, TokenRefusedError
from models.channel import Place, Purpose
from models.event import Surveyed
from models.person import Author, Role
from sandbox.vk import Limits, Settings, VkSandbox
from tests.unit.connectors.vk.wires import FakeApi, FakeGate

NOW = 1_790_000_000_000_000
MANAGERS = "groups.getMembers"


class Watch:
    """A clock that only we move, in UTC microseconds."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> int:
        return self.at


@dataclass
class Town:
    """A community with its sandbox, and a survey of it over HTTP."""

    vk: VkSandbox
    survey: Survey
    client: VkClient
    watch: Watch

    async def look(self, place: str | int, purpose: Purpose = Purpose.WATCHED) -> Surveyed:
        key = self.survey.around.key(str(place))
        (seen,) = await self.survey.place(key, purpose, self.watch.at)
        assert isinstance(seen, Surveyed)
        return seen

    async def can(self) -> dict[tuple[str, str], tuple[bool, str]]:
        found = await self.survey.capabilities()
        return {(one.name, one.where): (one.can, one.why) for one in found}


def town(vk: VkSandbox, *, group: int = 0, community: str = "", **keys: str) -> Town:
    """Return a survey with the community's key and whichever others are given."""
    watch = Watch()
    held = {Token.COMMUNITY: community or vk.token, **{Token(k): v for k, v in keys.items()}}
    client = VkClient(Access(held, vk.url, 0.5, 0.5), watch)
    around = Surroundings(str(group or vk.group_id), FakeGate())
    survey = Survey(client, Tiers(client, watch), around, frozenset(held), watch)
    return Town(vk, survey, client, watch)


@pytest.fixture(params=["strict", "live2026"])
async def vk(request: pytest.FixtureRequest) -> AsyncIterator[VkSandbox]:
    settings = Settings(profile=request.param)
    async with VkSandbox(settings, limits=Limits.off()) as sandbox:
        yield sandbox
        assert sandbox.journal.surprises == []


@pytest.fixture
async def alone(vk: VkSandbox) -> AsyncIterator[Town]:
    """With the community's key alone."""
    made = town(vk)
    yield made
    made.client.close()


def roles(seen: Surveyed) -> dict[str, Role]:
    return {one.external_id: role for one, role in seen.staff}


def author(seen: Surveyed, who: int) -> Author:
    return next(one for one, _ in seen.staff if one.external_id == str(who))


async def test_the_community_is_known_by_two_calls(alone: Town) -> None:
    await alone.survey.community()
    assert alone.survey.title == "Лавка «Полюс»"
    assert alone.survey.around.screen_name == "polus_shop_sandbox"
    assert alone.survey.rights is not None
    assert {"messages", "manage", "wall"} <= alone.survey.rights
    assert len(alone.vk.calls) == 2


async def test_a_key_that_vk_does_not_know_is_refused_without_being_shown(vk: VkSandbox) -> None:
    made = town(vk, community="vk1.a.nobody")
    with pytest.raises(TokenRefusedError, match="make a new one") as caught:
        await made.survey.community()
    assert "nobody" not in str(caught.value)
    assert caught.value.__cause__ is None
    made.client.close()


async def test_a_key_of_another_community_is_refused_with_both_numbers(vk: VkSandbox) -> None:
    made = town(vk, group=5)
    with pytest.raises(TokenRefusedError, match=f"{vk.group_id}.*5") as caught:
        await made.survey.community()
    assert "group_id" in str(caught.value)
    made.client.close()


async def test_a_key_of_a_person_is_no_community_key(vk: VkSandbox) -> None:
    made = town(vk, community=vk.user_token)
    with pytest.raises(TokenRefusedError, match="no community key"):
        await made.survey.community()
    made.client.close()


async def test_silence_is_no_refusal_and_tells_when_to_come_again(alone: Town) -> None:
    alone.vk.fail_next("groups.getById", 29)
    with pytest.raises(PlatformDownError) as caught:
        await alone.survey.community()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 60


@pytest.mark.parametrize("place", list(Place)[-5:])
async def test_each_place_has_the_communitys_name_and_managers(alone: Town, place: Place) -> None:
    helper, boss = alone.vk.manager("editor", "Ира", "Седова"), alone.vk.manager("administrator")
    moderator = alone.vk.manager("moderator")
    alone.vk.state.managers[alone.vk.person("Реклама")] = "advertiser"
    await alone.survey.community()
    seen = await alone.look(place.value)
    assert (seen.place, seen.title, seen.username) == (
        place,
        "Лавка «Полюс»",
        "polus_shop_sandbox",
    )
    assert seen.rights == ALL_RIGHTS
    assert roles(seen) == {
        str(alone.vk.key_holder): Role.LEAD,
        str(boss): Role.LEAD,
        str(helper): Role.MODERATOR,
        str(moderator): Role.MODERATOR,
        str(moderator + 1): Role.STAFF,
    }
    assert author(seen, helper).name == "Ира Седова"


async def test_five_places_cost_one_list_and_the_next_look_asks_anew(alone: Town) -> None:
    for place in ("wall", "photo", "video", "market", "board"):
        await alone.look(place)
    assert len(alone.vk.calls_of(MANAGERS)) == 1
    alone.vk.manager("editor")
    alone.watch.at += 60_000_000
    assert len((await alone.look("wall")).staff) == 2


async def test_managers_that_vk_does_not_show_leave_the_list_empty_and_are_told(
    alone: Town,
) -> None:
    alone.vk.refuse(MANAGERS)
    seen = await alone.look("wall")
    assert (seen.staff, seen.rights) == ((), ALL_RIGHTS)
    assert (await alone.can())["managers", seen.channel.account_id] == (False, "need.manage")


async def test_a_key_that_died_meanwhile_takes_nobodys_role(alone: Town) -> None:
    alone.vk.fail_next(MANAGERS, 5)
    with pytest.raises(PlatformDownError):
        await alone.look("wall")


async def test_silence_about_managers_or_a_chat_is_no_look(alone: Town) -> None:
    chat = alone.vk.chat("Клиенты")
    for method, place in ((MANAGERS, "wall"), ("messages.getConversationsById", chat)):
        alone.vk.fail_next(method, 29)
        with pytest.raises(PlatformDownError):
            await alone.look(place)


async def test_in_the_moderators_chat_sit_managers_and_whoever_runs_the_chat(alone: Town) -> None:
    vk = alone.vk
    owner, helper = vk.person("Глава"), vk.person("Помощник", "Чата")
    boss, absent, guest = vk.manager("administrator"), vk.manager("editor"), vk.person("Гость")
    chat = vk.chat("Модераторы", owner=owner)
    vk.seat(helper, chat, admin=True)
    vk.seat(boss, chat)
    vk.seat(guest, chat)
    seen = await alone.look(chat, Purpose.MODERATORS)
    assert (seen.place, seen.title, seen.rights) == (Place.GROUP, "Модераторы", ALL_RIGHTS)
    assert roles(seen) == {
        str(owner): Role.LEAD,
        str(helper): Role.MODERATOR,
        str(boss): Role.LEAD,
    }
    assert str(absent) not in roles(seen)
    assert author(seen, helper).name == "Помощник Чата"
    assert str(chat) in alone.survey.around.moderators
    assert (await alone.can())["managers", str(chat)] == (True, "")


async def test_the_stronger_of_two_roles_counts_and_a_community_decides_nothing(
    alone: Town,
) -> None:
    vk = alone.vk
    boss, other = vk.manager("administrator"), vk.community("Соседи")
    chat = vk.chat("Модераторы")
    vk.seat(boss, chat, admin=True)
    vk.seat(other, chat, admin=True)
    found = roles(await alone.look(chat, Purpose.MODERATORS))
    assert (found[str(boss)], found[str(other)]) == (Role.LEAD, Role.STAFF)


async def test_a_large_chat_is_read_to_its_end(alone: Town) -> None:
    chat = alone.vk.chat("Клиенты")
    for _ in range(250):
        alone.vk.seat(alone.vk.person(), chat)
    last = alone.vk.manager("moderator")
    alone.vk.seat(last, chat)
    assert str(last) in roles(await alone.look(chat))


async def test_members_that_are_hidden_leave_those_who_run_the_chat(alone: Town) -> None:
    vk = alone.vk
    helper, boss = vk.manager("moderator"), vk.manager("administrator")
    chat = vk.chat("Модераторы", owner=vk.person("Глава"), bot="member")
    vk.seat(helper, chat, admin=True)
    vk.seat(boss, chat)
    seen = await alone.look(chat, Purpose.MODERATORS)
    assert set(roles(seen)) == {str(helper), str(vk.state.talks[chat].owner)}
    assert seen.rights == frozenset()
    why = (False, "capability.members_hidden")
    assert (await alone.can())["managers", str(chat)] == why


async def test_a_chat_that_we_are_not_in_any_more_has_no_rights(alone: Town) -> None:
    chat = alone.vk.chat("Клиенты", bot="absent")
    seen = await alone.look(chat)
    assert (seen.rights, seen.staff) == (None, ())
    assert (await alone.can())["read", str(chat)] == (False, "capability.not_there")


@pytest.mark.parametrize("state", ["kicked", "left", "out"])
async def test_a_chat_whose_door_is_closed_behind_us_has_no_rights(alone: Town, state: str) -> None:
    chat = {"chat_settings": {"title": "Клиенты", "state": state, "owner_id": 1}}
    alone.survey.api = FakeApi({"messages.getConversationsById": {"items": [chat]}})
    assert (await alone.look(2_000_000_001)).rights is None


async def test_a_chat_that_the_key_may_not_see_is_not_called_lost(alone: Town) -> None:
    chat = alone.vk.chat("Клиенты")
    alone.vk.refuse("messages.getConversationsById", code=15)
    seen = await alone.look(chat)
    assert (seen.title, seen.rights) == ("", ALL_RIGHTS)


async def test_private_messages_are_no_place_to_look_at(alone: Town) -> None:
    key = alone.survey.around.key("direct")
    assert await alone.survey.place(key, Purpose.WATCHED, NOW) == []


async def test_with_one_key_alone_nothing_is_denied_before_it_was_tried(alone: Town) -> None:
    alone.vk.post()
    await alone.survey.community()
    where = alone.survey.around.account
    found = {name: said for (name, place), said in (await alone.can()).items() if place == where}
    unlikely, untried = (True, "capability.unlikely"), (True, "capability.untried")
    assert found == {
        "messages": (True, ""),
        "manage": (True, ""),
        "events": (True, ""),
        "delete_comment": unlikely,
        "restore_comment": unlikely,
        "ban": unlikely,
        "board_delete": untried,
        "close_comments": untried,
        "stop_words": untried,
        "reply": untried,
        "managers": (True, ""),
        "read_comments": (False, "need.reader"),
    }
    writes = {"wall.deleteComment", "groups.ban", "groups.edit", "wall.createComment"}
    assert not writes & {call.method for call in alone.vk.calls}


async def test_what_was_refused_is_known_and_what_a_user_key_may_is_worth_a_try(
    vk: VkSandbox,
) -> None:
    vk.post()
    made = town(vk, user=vk.user_token, service=vk.service_token)
    where = made.survey.around.account
    found = await made.can()
    assert found["delete_comment", where] == (True, "capability.untried")
    assert found["read_comments", where] == (True, "")
    vk.refuse("groups.ban", "user", 15, 1133)
    with pytest.raises(VkByHand):
        await made.survey.tiers.call("ban", "groups.ban", group_id=int(where), owner_id=1)
    assert (await made.can())["ban", where] == (False, "need.user_key")
    made.client.close()


async def test_a_missing_right_of_the_key_is_named(alone: Town) -> None:
    del alone.vk.tokens.rights["messages"]
    await alone.survey.community()
    found = await alone.can()
    assert found["messages", alone.survey.around.account] == (False, "need.messages")
    assert found["manage", alone.survey.around.account] == (True, "")


async def test_in_a_watched_chat_an_administrator_deletes_and_a_member_does_not(
    alone: Town,
) -> None:
    mine, theirs = alone.vk.chat("Наш"), alone.vk.chat("Чужой", bot="member")
    await alone.look(mine)
    await alone.look(theirs)
    found = await alone.can()
    for name in ("delete_message", "kick"):
        assert found[name, str(mine)] == (True, "")
        assert found[name, str(theirs)] == (False, "need.chat_admin")


async def test_events_that_are_off_are_listed_and_switched_on_once(alone: Town) -> None:
    feed, where = alone.vk.feed, alone.survey.around.account
    feed.enabled, feed.version = False, "5.131"
    feed.switches["wall_reply_new"] = feed.switches["message_event"] = False
    feed.switches["message_read"] = True
    off = ("long_poll", "api_version", "message_event", "wall_reply_new")
    code = f"capability.events_off:{','.join(off)}"
    assert (await alone.can())["events", where] == (False, code)
    assert tuple(await alone.survey.switch_on()) == off
    assert (await alone.can())["events", where] == (True, "")
    (asked,) = alone.vk.calls_of("groups.setLongPollSettings")
    # VK does not promise that a kind which is not named stays on.
    assert asked.params["message_read"]
    assert list(await alone.survey.switch_on()) == []
    assert len(alone.vk.calls_of("groups.setLongPollSettings")) == 1


async def test_a_key_that_may_not_switch_says_what_it_lacks(alone: Town) -> None:
    alone.vk.feed.enabled = False
    alone.vk.refuse("groups.setLongPollSettings", code=15)
    with pytest.raises(TokenRefusedError, match="right to manage"):
        await alone.survey.switch_on()
