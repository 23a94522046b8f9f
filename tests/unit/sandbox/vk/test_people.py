"""The community's people: blocks with their terms, managers, names, comings and goings."""

import pytest

from sandbox.vk import VkSandbox
from sandbox.vk.client import Client
from sandbox.vk.wire import JsonObject


def last(vk: VkSandbox) -> JsonObject:
    return vk.feed.after(vk.feed.ts - 1)[0]


async def test_a_blocked_person_writes_nothing_until_the_term_is_over(
    vk: VkSandbox, api: Client
) -> None:
    anna, post = vk.person(), vk.post()
    call = {"group_id": vk.group_id, "owner_id": anna, "token": vk.user_token}
    await api.ok("groups.ban", end_date=vk.now() + 3600, reason=1, comment="спам", **call)
    assert last(vk)["type"] == "user_block"
    assert last(vk)["object"]["reason"] == 1
    with pytest.raises(PermissionError):
        vk.comment(post, anna, "раз")
    with pytest.raises(PermissionError):
        vk.message(anna, "раз")
    vk.advance(3601)
    assert last(vk)["type"] == "user_unblock"
    assert last(vk)["object"]["by_end_date"] == 1
    vk.comment(post, anna, "раз")


async def test_a_block_is_listed_and_taken_back(vk: VkSandbox, api: Client) -> None:
    anna = vk.person("Анна")
    vk.block_by_hand(vk.manager(), anna, reason=2)
    where = {"group_id": vk.group_id}
    listed = await api.ok("groups.getBanned", **where)
    assert listed["items"][0]["profile"]["first_name"] == "Анна"
    assert listed["items"][0]["ban_info"]["reason"] == 2
    await api.ok("groups.unban", owner_id=anna, token=vk.user_token, **where)
    assert not vk.is_blocked(anna)
    assert await api.refused("groups.unban", owner_id=anna, token=vk.user_token, **where) == 104


async def test_managers_cannot_be_blocked_nor_anybody_for_two_years(
    vk: VkSandbox, api: Client
) -> None:
    call = {"group_id": vk.group_id, "token": vk.user_token}
    assert await api.refused("groups.ban", owner_id=vk.manager(), **call) == 15
    late = vk.now() + 2 * 366 * 86400
    assert await api.refused("groups.ban", owner_id=vk.person(), end_date=late, **call) == 100


async def test_managers_are_listed_with_their_roles(vk: VkSandbox, api: Client) -> None:
    marina = vk.manager("editor")
    call = {"group_id": vk.group_id, "filter": "managers"}
    listed = await api.ok("groups.getMembers", **call)
    roles = {item["id"]: item["role"] for item in listed["items"]}
    assert roles == {vk.key_holder: "creator", marina: "editor"}
    assert await api.refused("groups.getMembers", token=vk.service_token, **call) == 15


def test_a_role_that_changes_is_told() -> None:
    vk = VkSandbox()
    marina = vk.manager("moderator")
    vk.officer(marina, "administrator")
    assert (last(vk)["object"]["level_old"], last(vk)["object"]["level_new"]) == (1, 3)
    vk.officer(marina, "")
    assert last(vk)["object"]["level_new"] == 0
    assert marina not in vk.state.managers


def test_joins_leaves_and_settings_are_told() -> None:
    vk = VkSandbox()
    anna = vk.person()
    vk.leave(anna)
    assert last(vk)["object"] == {"user_id": anna, "self": 1}
    vk.join(anna)
    assert last(vk)["object"] == {"user_id": anna, "join_type": "join"}
    vk.change_settings(anna, website="x")
    assert last(vk)["object"]["changes"]["website"]["new_value"] == "x"


async def test_names_are_asked_for(vk: VkSandbox, api: Client) -> None:
    anna = vk.person("Анна", "К.", followers_count=7, screen_name="anna_k")
    ids = [anna, 999_999_999]
    found = await api.ok("users.get", user_ids=ids, fields="followers_count")
    assert [(one["id"], one["followers_count"]) for one in found] == [(anna, 7)]
    plain = await api.ok("users.get", user_ids="anna_k")
    assert "followers_count" not in plain[0]
    own = (await api.ok("groups.getById"))["groups"][0]
    assert (own["id"], own["name"]) == (vk.group_id, vk.settings.title)
    other = vk.community("Соседи")
    named = await api.ok("groups.getById", group_ids=-other)
    assert named["groups"][0]["name"] == "Соседи"


async def test_screen_names_are_resolved(vk: VkSandbox, api: Client) -> None:
    anna = vk.person(screen_name="anna_k")
    resolve = "utils.resolveScreenName"
    found = {"type": "user", "object_id": anna}
    assert await api.ok(resolve, screen_name="anna_k") == found
    assert (await api.ok(resolve, screen_name=vk.settings.screen_name))["type"] == "group"
    assert await api.ok(resolve, screen_name="nobody_here") == []
