"""What is remembered of people and places: standing, roles, albums, addresses that move."""

import asyncio

from models.channel import ChannelKey, Platform, Purpose
from models.effects import (
    CountStanding,
    DropGrants,
    Effects,
    MoveChannel,
    PutChannel,
    PutGrant,
    PutMessage,
    PutSetting,
    PutVerdict,
)
from models.person import Grant, Role, RoleSource
from models.verdict import Outcome
from tests.contracts.storage_scene import (
    ANNA,
    BORIS,
    CHAT,
    DAY,
    LEFT,
    OTHER,
    REMOVED,
    START,
    Scene,
)

SUPER = ChannelKey(Platform.TELEGRAM, "1", "-100500")


async def test_a_stranger_is_unknown(scene: Scene) -> None:
    known = await scene.storage.known(scene.said("1"))
    assert known.standing.clean_messages == 0
    assert known.standing.first_seen_at is None
    assert known.earlier is None


async def test_standing_is_the_sum_of_the_ledger(scene: Scene) -> None:
    for number in "123":
        await scene.keep(scene.said(number))
        scene.clock.at += DAY
    await scene.storage.commit(
        None,
        Effects.of(CountStanding(ANNA, CHAT, scene.clock.at, clean=-1, removed=1, reason="spam")),
    )
    standing = await scene.storage.standing(ANNA.key, CHAT)
    assert (standing.clean_messages, standing.removed_messages) == (2, 1)
    assert standing.first_seen_at == START


async def test_a_join_is_known_where_it_was_seen(scene: Scene) -> None:
    join = CountStanding(ANNA, CHAT, scene.clock.at, joined_at=scene.clock.at - 5)
    await scene.storage.commit(None, Effects.of(join))
    assert (await scene.storage.standing(ANNA.key, CHAT)).joined_at == START - 5
    assert (await scene.storage.standing(ANNA.key, OTHER)).joined_at is None


async def test_calls_of_one_tick_answer_each_their_own(scene: Scene) -> None:
    await scene.keep(scene.said("1", author=ANNA))
    await scene.keep(scene.said("1", author=BORIS, channel=OTHER), REMOVED)
    asked = [
        scene.said("1", author=BORIS, channel=OTHER),
        scene.said("1", author=ANNA),
        scene.said("2", author=ANNA),
        scene.said("1", author=ANNA, channel=SUPER),
    ]
    here, there, fresh, nowhere = await asyncio.gather(*map(scene.storage.known, asked))
    assert (here.earlier and here.earlier.verdict_outcome) == "removed"
    assert (there.earlier and there.earlier.verdict_outcome) == "left"
    assert fresh.earlier is None
    assert nowhere.earlier is None
    assert fresh.standing.clean_messages == 1


async def test_an_edit_is_known_as_the_latest_version(scene: Scene) -> None:
    key = await scene.keep(scene.said("1", "было"))
    edit = scene.said("1", "стало", edited_at=scene.clock.at)
    verdict = PutVerdict(scene.ids.new(), key, 2, REMOVED, scene.clock.at)
    await scene.storage.commit(None, Effects.of(PutMessage(key, 2, edit), verdict))
    earlier = (await scene.storage.known(edit)).earlier
    assert earlier is not None
    assert (earlier.id, earlier.version, earlier.message.text) == (key, 2, "стало")
    assert earlier.verdict_outcome == "removed"


async def test_an_album_remembers_its_parts_and_the_worst_of_them(scene: Scene) -> None:
    await scene.keep(scene.said("1", album="a"))
    await scene.keep(scene.said("2", album="a"), REMOVED)
    await scene.keep(scene.said("3", album="b"))
    known = await scene.storage.known(scene.said("4", album="a"))
    assert known.album_outcome is Outcome.REMOVED
    assert known.album_parts == ("1", "2")


async def test_names_follow_the_author(scene: Scene) -> None:
    await scene.keep(scene.said("1"))
    renamed = type(ANNA)(ANNA.platform, ANNA.external_id, name="Анна Смирнова")
    await scene.keep(scene.said("2", author=renamed))
    found = await scene.storage.message(CHAT, "1")
    assert found is not None
    assert found.stored.message.author.name == "Анна Смирнова"


async def test_a_role_of_the_workspace_holds_everywhere_and_makes_staff(scene: Scene) -> None:
    await scene.keep(scene.said("1"))
    grants = (
        Grant(ANNA.key, Role.MODERATOR, RoleSource.PLATFORM, CHAT),
        Grant(ANNA.key, Role.OWNER, RoleSource.SETUP_CODE),
        Grant(BORIS.key, Role.LEAD, RoleSource.PLATFORM, CHAT),
    )
    await scene.storage.commit(None, Effects.of(*map(PutGrant, grants)))
    assert (await scene.storage.standing(ANNA.key, OTHER)).role is Role.OWNER
    assert (await scene.storage.known(scene.said("2"))).standing.is_staff
    assert (await scene.storage.standing(BORIS.key, CHAT)).role is Role.LEAD
    assert (await scene.storage.standing(BORIS.key, OTHER)).role is None
    assert list(await scene.storage.holders(Role.OWNER)) == [ANNA.key]
    assert set(await scene.storage.roles(ANNA.key)) == set(grants[:2])


async def test_a_source_gives_one_role_a_place_and_takes_back_only_its_own(scene: Scene) -> None:
    platform, press = RoleSource.PLATFORM, RoleSource.PRESS
    give = [
        PutGrant(Grant(ANNA.key, Role.MODERATOR, platform, CHAT)),
        PutGrant(Grant(ANNA.key, Role.LEAD, platform, CHAT)),
        PutGrant(Grant(ANNA.key, Role.TRAINEE, press)),
    ]
    await scene.storage.commit(None, Effects.of(*give))
    assert (await scene.storage.standing(ANNA.key, CHAT)).role is Role.LEAD
    await scene.storage.commit(None, Effects.of(DropGrants(platform, channel=CHAT)))
    assert [grant.role for grant in await scene.storage.roles(ANNA.key)] == [Role.TRAINEE]


async def test_a_channel_is_bound_only_by_being_put(scene: Scene) -> None:
    await scene.keep(scene.said("1"))
    assert await scene.storage.channel(CHAT) is None
    channel = scene.channel()
    await scene.storage.commit(None, Effects.of(PutChannel(channel)))
    found = await scene.storage.channel(CHAT)
    assert found is not None
    assert (found.title, found.rights) == ("Лавка", None)
    assert [one.key for one in await scene.storage.channels(Purpose.WATCHED)] == [CHAT]
    assert await scene.storage.message(CHAT, "1") is not None


async def test_a_moved_channel_keeps_everything_under_its_new_address(scene: Scene) -> None:
    await scene.storage.commit(None, Effects.of(PutChannel(scene.channel())))
    old = await scene.keep(scene.said("5", "старое"))
    grant = Grant(ANNA.key, Role.MODERATOR, RoleSource.PLATFORM, CHAT)
    await scene.storage.commit(None, Effects.of(PutGrant(grant), MoveChannel(CHAT, SUPER)))
    for address in (CHAT, SUPER):
        found = await scene.storage.channel(address)
        assert found is not None
        assert found.key == SUPER
    assert (await scene.storage.standing(ANNA.key, SUPER)).role is Role.MODERATOR
    assert (await scene.storage.known(scene.said("5", channel=SUPER))).earlier is None
    new = await scene.keep(scene.said("5", "новое", channel=SUPER))
    by_old, by_new = [await scene.storage.message(key, "5") for key in (CHAT, SUPER)]
    assert by_old is not None
    assert by_new is not None
    assert (by_old.stored.id, by_new.stored.id) == (old, new)


async def test_a_channel_that_was_met_before_it_was_said_to_have_moved_joins(scene: Scene) -> None:
    await scene.storage.commit(None, Effects.of(PutChannel(scene.channel())))
    await scene.keep(scene.said("1"))
    await scene.keep(scene.said("1", channel=SUPER))
    await scene.storage.commit(None, Effects.of(MoveChannel(CHAT, SUPER)))
    await scene.storage.commit(None, Effects.of(MoveChannel(CHAT, SUPER)))
    found = await scene.storage.channel(SUPER)
    assert found is not None
    assert found.purpose is Purpose.WATCHED
    assert len(await scene.storage.channels(Purpose.WATCHED)) == 1
    assert await scene.storage.message(SUPER, "1") is not None


async def test_settings_are_found_by_prefix_and_forgotten(scene: Scene) -> None:
    facts = [PutSetting("setup_code:a", "watch"), PutSetting("setup_code:b", "moderators")]
    await scene.storage.commit(None, Effects.of(*facts, PutSetting("setup%", "no")))
    await scene.storage.commit(None, Effects.of(PutSetting("setup_code:a", None)))
    assert await scene.storage.settings("setup_") == {"setup_code:b": "moderators"}
    assert await scene.storage.setting("setup_code:a") is None


async def test_counts_are_of_the_time_asked_for(scene: Scene) -> None:
    await scene.keep(scene.said("1"))
    scene.clock.at += DAY
    await scene.keep(scene.said("2"), LEFT)
    assert (await scene.storage.counts(scene.clock.at))["messages"] == 1
    assert (await scene.storage.counts(0))["messages"] == 2
