"""The Bots Long Poll: real holding, `ts`, the four failures, settings, poison."""

import asyncio

import aiohttp
import pytest

from sandbox.vk import VkSandbox
from sandbox.vk.client import Client
from sandbox.vk.wire import JsonObject


async def served(vk: VkSandbox, api: Client) -> JsonObject:
    server: JsonObject = await api.ok("groups.getLongPollServer", group_id=vk.group_id)
    return server


def types(body: JsonObject) -> list[str]:
    return [event["type"] for event in body["updates"]]


async def test_a_poll_gets_what_came_after_its_ts(vk: VkSandbox, api: Client) -> None:
    vk.post("до")
    server = await served(vk, api)
    vk.post("после")
    body = await api.poll(server)
    assert types(body) == ["wall_post_new"]
    assert body["updates"][0]["object"]["text"] == "после"
    assert isinstance(body["ts"], str)
    assert (await api.poll(server))["updates"] == []


async def test_an_old_ts_gets_the_events_again(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    vk.post()
    one = await api.poll(dict(server))
    two = await api.poll(dict(server))
    assert one["updates"] == two["updates"] != []


async def test_a_poll_is_held_until_something_happens(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(api.poll(server, wait=20))
        await vk.wait_for(lambda: vk.feed.polls)
        assert not poll.done()
        vk.post()
    assert types(poll.result()) == ["wall_post_new"]


async def test_a_poll_ends_empty_when_its_time_is_over(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    before = server["ts"]
    assert await api.poll(server, wait=0.05) == {"ts": before, "updates": []}


async def test_lost_history_is_failed_1_with_a_number_for_ts(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    vk.post()
    vk.post()
    assert vk.feed.lose_history() == 2
    body = await api.poll(server)
    assert body == {"failed": 1, "ts": vk.feed.ts}
    vk.post()
    assert len((await api.poll(server))["updates"]) == 1


async def test_an_expired_key_is_failed_2_and_loses_nothing(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    vk.post()
    vk.feed.expire_key()
    assert await api.poll(server) == {"failed": 2}
    server["key"] = (await served(vk, api))["key"]
    assert len((await api.poll(server))["updates"]) == 1


async def test_a_key_that_expires_ends_a_held_poll(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(api.poll(server, wait=20))
        await vk.wait_for(lambda: vk.feed.polls)
        vk.feed.expire_key()
    assert poll.result() == {"failed": 2}


async def test_lost_information_is_failed_3_until_a_new_server(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    vk.post()
    vk.feed.lose_all()
    assert await api.poll(server) == {"failed": 3}
    assert await api.poll(server) == {"failed": 3}
    server = await served(vk, api)
    assert (await api.poll(server))["updates"] == []


async def test_a_bad_version_is_failed_4(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    vk.feed.force(4)
    assert (await api.poll(server))["failed"] == 4
    assert "updates" in await api.poll(server)


async def test_polls_meet_html_and_broken_connections(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    vk.fail_next("a_check", html=502)
    with pytest.raises(aiohttp.ContentTypeError):
        await api.poll(server)
    vk.fail_next("a_check", drop=True, times=2)  # aiohttp repeats a GET once by itself
    with pytest.raises(aiohttp.ClientError):
        await api.poll(server)
    vk.post()
    assert len((await api.poll(server))["updates"]) == 1


async def test_a_dropped_answer_may_hold_events(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    vk.post()
    vk.fail_next("a_check", drop=True, after=True, times=2)
    with pytest.raises(aiohttp.ClientError):
        await api.poll(server)
    assert len((await api.poll(server))["updates"]) == 1


async def test_a_kind_that_is_off_does_not_arrive(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    post = vk.post()
    vk.switch("wall_reply_new", on=False)
    vk.comment(post, vk.person(), "тихо")
    assert types(await api.poll(server)) == ["wall_post_new"]
    settings = await api.ok("groups.getLongPollSettings", group_id=vk.group_id)
    assert settings["events"]["wall_reply_new"] == 0
    await api.ok("groups.setLongPollSettings", group_id=vk.group_id, wall_reply_new=True)
    vk.comment(post, vk.person(), "слышно")
    assert types(await api.poll(server)) == ["wall_reply_new"]


async def test_a_long_poll_that_is_off_has_no_server(vk: VkSandbox, api: Client) -> None:
    await api.ok("groups.setLongPollSettings", group_id=vk.group_id, enabled=False)
    assert await api.refused("groups.getLongPollServer", group_id=vk.group_id) == 100
    await api.ok("groups.setLongPollSettings", group_id=vk.group_id, enabled=True)
    await served(vk, api)


async def test_poison_and_unknown_types_are_handed_out_as_they_are(
    vk: VkSandbox, api: Client
) -> None:
    server = await served(vk, api)
    vk.push_raw({"type": "message_new", "object": None})
    vk.push("donut_of_tomorrow", {"a": 1})
    vk.push_raw("nonsense")
    vk.post()
    updates = (await api.poll(server))["updates"]
    assert len(updates) == 4
    assert updates[0] == {"type": "message_new", "object": None}
    assert updates[1]["type"] == "donut_of_tomorrow"
    assert updates[2] == "nonsense"


async def test_an_event_may_come_twice_under_one_id(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    event = vk.push("group_join", {"user_id": 1, "join_type": "join"})
    vk.send_again(event)
    one, two = (await api.poll(server))["updates"]
    assert one["event_id"] == two["event_id"]


async def test_confirmed_waits_for_the_next_poll(vk: VkSandbox, api: Client) -> None:
    server = await served(vk, api)
    post = vk.post()
    await api.poll(server)
    assert vk.delivered_at(post) is not None
    with pytest.raises(TimeoutError):
        await vk.confirmed(timeout=0.05)
    await api.poll(server)
    await vk.confirmed()
