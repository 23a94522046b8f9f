"""Who may call what: kinds of keys, profiles, changes while running."""

import pytest

from sandbox.vk import Settings, VkSandbox
from sandbox.vk.client import Client
from sandbox.vk.tokens import LIVE_2026


async def test_a_call_without_a_token_or_with_an_unknown_one_is_refused(
    vk: VkSandbox, api: Client
) -> None:
    assert await api.refused("users.get", token="") == 5
    assert await api.refused("users.get", token="somebody's") == 5


@pytest.mark.parametrize("family", ["wall", "photos", "video", "market"])
async def test_a_community_key_may_not_delete_comments(
    vk: VkSandbox, api: Client, family: str
) -> None:
    where = {"owner_id": -vk.group_id, "comment_id": 1}
    assert await api.refused(f"{family}.deleteComment", **where) == 27


async def test_a_community_key_may_not_block_but_a_user_key_may(vk: VkSandbox, api: Client) -> None:
    anna = vk.person()
    whom = {"group_id": vk.group_id, "owner_id": anna}
    assert await api.refused("groups.ban", **whom) == 27
    assert await api.ok("groups.ban", token=vk.user_token, **whom) == 1
    assert vk.is_blocked(anna)


async def test_a_service_key_reads_comments_and_deletes_nothing(vk: VkSandbox, api: Client) -> None:
    post = vk.post()
    where = {"owner_id": -vk.group_id, "post_id": post.id, "token": vk.service_token}
    assert (await api.ok("wall.getComments", **where))["count"] == 0
    assert await api.refused("wall.deleteComment", comment_id=1, **where) == 28


async def test_only_a_community_key_answers_presses(vk: VkSandbox, api: Client) -> None:
    body = await api.call(
        "messages.sendMessageEventAnswer", event_id="x", user_id=1, peer_id=1, token=vk.user_token
    )
    assert body["error"]["error_code"] == 15
    assert body["error"]["error_subcode"] == 1133


async def test_in_2026_a_vk_id_key_may_nearly_nothing() -> None:
    settings = Settings(profile=LIVE_2026)
    async with VkSandbox(settings) as vk, Client(vk.url, vk.vkid_token) as api:
        post = vk.post()
        assert await api.refused("wall.getComments", post_id=post.id) == 1051
        assert await api.ok("users.get", user_ids=vk.key_holder)
        assert await api.ok("wall.getComments", post_id=post.id, token=vk.user_token)


async def test_by_the_schema_a_vk_id_key_is_a_user_key(vk: VkSandbox, api: Client) -> None:
    post = vk.post()
    assert await api.ok("wall.getComments", post_id=post.id, token=vk.vkid_token)


@pytest.mark.parametrize(("code", "subcode"), [(27, 0), (28, 0), (1051, 0), (15, 1133)])
async def test_a_method_is_taken_away_and_given_back_while_running(
    vk: VkSandbox, api: Client, code: int, subcode: int
) -> None:
    post, anna = vk.post(), vk.person()
    one, two = vk.comment(post, anna, "раз"), vk.comment(post, anna, "два")
    vk.refuse("wall.deleteComment", "user", code, subcode)
    where = {"owner_id": -vk.group_id, "token": vk.user_token}
    body = await api.call("wall.deleteComment", comment_id=one.id, **where)
    assert body["error"]["error_code"] == code
    assert body["error"].get("error_subcode", 0) == subcode
    assert vk.comments() == [one, two]
    vk.grant("wall.deleteComment", "user")
    await api.ok("wall.deleteComment", comment_id=one.id, **where)
    vk.grant("wall.deleteComment", "group")
    await api.ok("wall.deleteComment", comment_id=two.id)
    assert vk.comments() == []


async def test_a_revoked_token_is_dead_until_it_is_revived(vk: VkSandbox, api: Client) -> None:
    vk.revoke(vk.token, 1130)
    body = await api.call("utils.getServerTime")
    assert (body["error"]["error_code"], body["error"]["error_subcode"]) == (5, 1130)
    vk.revive(vk.token)
    await api.ok("utils.getServerTime")


async def test_a_user_key_of_somebody_without_a_role_deletes_nothing(
    vk: VkSandbox, api: Client
) -> None:
    comment = vk.comment(vk.post(), vk.person(), "раз")
    vk.officer(vk.key_holder, "")
    where = {"owner_id": -vk.group_id, "comment_id": comment.id, "token": vk.user_token}
    assert await api.refused("wall.deleteComment", **where) == 211


async def test_what_a_community_key_may_is_told(vk: VkSandbox, api: Client) -> None:
    told = await api.ok("groups.getTokenPermissions")
    names = {one["name"]: one["setting"] for one in told["permissions"]}
    assert names["manage"] == 262144
    assert told["mask"] == sum(names.values())
