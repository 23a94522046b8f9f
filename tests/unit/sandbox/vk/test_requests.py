"""Requests are validated, refused and counted in VK's own way."""

import aiohttp
import pytest

from sandbox.vk import Limits, VkSandbox
from sandbox.vk.client import Client


async def test_a_refusal_is_http_200_and_never_repeats_the_token(
    vk: VkSandbox, api: Client
) -> None:
    form = {"access_token": vk.token, "v": "5.199", "group_id": "1"}
    async with api.session.post(f"{vk.url}/method/groups.getLongPollServer", data=form) as answer:
        assert answer.status == 200
        text = await answer.text()
        error = (await answer.json())["error"]
    assert error["error_code"] == 15
    assert {"key": "method", "value": "groups.getLongPollServer"} in error["request_params"]
    assert vk.token not in text


async def test_the_token_may_come_in_a_header(vk: VkSandbox, api: Client) -> None:
    headers = {"Authorization": f"Bearer {vk.token}"}
    url = f"{vk.url}/method/utils.getServerTime"
    async with api.session.post(url, data={"v": "5.199"}, headers=headers) as answer:
        assert "response" in await answer.json()


@pytest.mark.parametrize("version", ["", "5.50", "five"])
async def test_the_version_is_demanded(vk: VkSandbox, api: Client, version: str) -> None:
    assert await api.refused("utils.getServerTime", v=version) == 8


async def test_an_unknown_method_is_3_and_a_surprise(vk: VkSandbox, api: Client) -> None:
    assert await api.refused("wall.deletecomment") == 3
    assert vk.surprises == ["method wall.deletecomment is not simulated"]


async def test_an_unknown_parameter_is_a_surprise(vk: VkSandbox, api: Client) -> None:
    await api.ok("groups.getLongPollServer", group_id=vk.group_id, colour="red")
    assert vk.surprises == ["groups.getLongPollServer: unknown colour"]


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("groups.getLongPollServer", {}, "group_id is undefined"),
        ("groups.getLongPollServer", {"group_id": "x"}, "group_id not integer"),
        ("groups.getLongPollServer", {"group_id": 0}, "group_id should be greater or equal to 1"),
        ("groups.getBanned", {"group_id": 1, "count": 201}, "count should be less or equal to 200"),
        ("messages.markAsAnsweredConversation", {"peer_id": 1, "answered": "True"}, "be boolean"),
        ("messages.setActivity", {"type": "dancing"}, "type should be one of"),
        ("messages.send", {"peer_ids": ",".join(["1"] * 101)}, "at most 100"),
        ("messages.send", {"message": "x" * 9001}, "less or equal to 9000 letters"),
        ("messages.send", {"message": "x", "peer_id": 1}, "random_id is a required parameter"),
    ],
)
async def test_parameters_are_validated(
    api: Client, method: str, params: dict[str, object], words: str
) -> None:
    error = (await api.call(method, **params))["error"]
    assert error["error_code"] == 100
    assert words in error["error_msg"]


async def test_more_calls_a_second_than_the_key_allows_are_6() -> None:
    async with VkSandbox(limits=Limits(5, 3)) as vk, Client(vk.url, vk.token) as api:
        bodies = [await api.call("utils.getServerTime") for _ in range(8)]
        codes = [body.get("error", {}).get("error_code") for body in bodies]
        assert codes == [None] * 5 + [6] * 3
        for _ in range(3):
            await api.ok("utils.getServerTime", token=vk.service_token)
        assert await api.refused("utils.getServerTime", token=vk.service_token) == 6
        assert vk.max_rate("group") == 8
        assert vk.max_rate(vk.service_token) == 4
        assert vk.max_rate() == 12


async def test_a_fault_is_used_up(vk: VkSandbox, api: Client) -> None:
    vk.fail_next("utils.getServerTime", 29, times=2)
    assert await api.refused("utils.getServerTime") == 29
    assert await api.refused("utils.getServerTime") == 29
    await api.ok("utils.getServerTime")
    assert [call.code for call in vk.calls_of("utils.getServerTime")] == [29, 29, 0]


async def test_a_fault_may_be_for_one_kind_of_key(vk: VkSandbox, api: Client) -> None:
    vk.fail_next("*", 9, token="user")
    await api.ok("utils.getServerTime")
    assert await api.refused("utils.getServerTime", token=vk.user_token) == 9


async def test_a_captcha_says_where_to_solve_it(vk: VkSandbox, api: Client) -> None:
    vk.fail_next("*", 14)
    error = (await api.call("utils.getServerTime"))["error"]
    assert {"captcha_sid", "captcha_img", "redirect_uri"} <= error.keys()


async def test_a_validation_says_where_to_go(vk: VkSandbox, api: Client) -> None:
    vk.fail_next("*", 17)
    assert "redirect_uri" in (await api.call("utils.getServerTime"))["error"]


async def test_a_gateway_answers_with_html(vk: VkSandbox, api: Client) -> None:
    vk.fail_next("*", html=502)
    form = {"access_token": vk.token, "v": "5.199"}
    async with api.session.post(f"{vk.url}/method/utils.getServerTime", data=form) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


async def test_a_connection_breaks_before_or_after_the_work(vk: VkSandbox, api: Client) -> None:
    anna = vk.person()
    vk.allow_messages(anna)
    letter = {"peer_id": anna, "message": "x", "random_id": 7}
    vk.fail_next("messages.send", drop=True)
    with pytest.raises(aiohttp.ClientError):
        await api.ok("messages.send", **letter)
    assert vk.messages(anna) == []
    vk.fail_next("messages.send", drop=True, after=True)
    with pytest.raises(aiohttp.ClientError):
        await api.ok("messages.send", **letter)
    assert len(vk.messages(anna)) == 1


async def test_an_outage_ends_with_its_block(vk: VkSandbox, api: Client) -> None:
    with vk.down(), pytest.raises(aiohttp.ClientError):
        await api.ok("utils.getServerTime")
    await api.ok("utils.getServerTime")


async def test_a_slow_answer_is_late(vk: VkSandbox, api: Client) -> None:
    vk.slow_next("utils.getServerTime", 0.05)
    await api.ok("utils.getServerTime")
    call = vk.calls_of("utils.getServerTime")[0]
    assert call.done_at - call.at >= 0.05
