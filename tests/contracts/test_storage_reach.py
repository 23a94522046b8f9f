"""How far messages carry, and roles of two networks, as every storage keeps them."""

from models.channel import Platform
from models.effects import CountReach, DropGrants, Effects, PutGrant
from models.message import Reach
from models.person import Author, Grant, Role, RoleSource
from tests.contracts.storage_scene import ANNA, DAY, Scene

VERA = Author(Platform.VK, "7")


async def test_a_message_of_which_nothing_was_counted_carries_nowhere(scene: Scene) -> None:
    assert await scene.storage.reach(await scene.keep(scene.said("1"))) == Reach()


async def test_what_a_message_brings_along_is_kept(scene: Scene) -> None:
    key = await scene.keep(scene.said("1", reach=Reach(followers=1200, likes=2)))
    assert await scene.storage.reach(key) == Reach(1200, 2, 0)


async def test_likes_and_replies_add_up_and_followers_stay_the_most(scene: Scene) -> None:
    key = await scene.keep(scene.said("1", reach=Reach(followers=1200)))
    for counted in (CountReach(key, likes=1, replies=1), CountReach(key, 900, likes=2)):
        await scene.storage.commit(None, Effects.of(counted))
    assert await scene.storage.reach(key) == Reach(1200, 3, 1)


async def test_a_like_taken_back_before_it_was_seen_is_none(scene: Scene) -> None:
    key = await scene.keep(scene.said("1"))
    await scene.storage.commit(None, Effects.of(CountReach(key, likes=-1)))
    assert await scene.storage.reach(key) == Reach()
    await scene.storage.commit(None, Effects.of(CountReach(key, likes=1)))
    assert await scene.storage.reach(key) == Reach()


async def test_roles_of_one_network_are_taken_back_and_the_other_keeps_its_own(
    scene: Scene,
) -> None:
    platform = RoleSource.PLATFORM
    give = [PutGrant(Grant(one.key, Role.LEAD, platform)) for one in (ANNA, VERA)]
    await scene.storage.commit(None, Effects.of(*give))
    await scene.storage.commit(None, Effects.of(DropGrants(platform, platform=Platform.VK)))
    assert await scene.storage.holders(Role.LEAD) == [ANNA.key]


async def test_counts_are_forgotten_with_the_texts(scene: Scene) -> None:
    key = await scene.keep(scene.said("1", reach=Reach(followers=1200)))
    scene.clock.at += 179 * DAY
    assert (await scene.storage.sweep(scene.clock.at))["reach"] == 0
    scene.clock.at += 2 * DAY
    assert (await scene.storage.sweep(scene.clock.at))["reach"] == 1
    assert await scene.storage.reach(key) == Reach()
