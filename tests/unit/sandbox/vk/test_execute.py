"""`execute`: both forms of a batch, refusals beside the list, one call for the rates."""

import json
from collections.abc import Mapping

from sandbox.vk import Limits, VkSandbox
from sandbox.vk.client import Client


def script(*calls: tuple[str, Mapping[str, object]]) -> str:
    listed = ",".join(f"API.{method}({json.dumps(values)})" for method, values in calls)
    return f"return [{listed}];"


async def test_a_refused_call_is_false_in_the_list_and_an_error_beside_it(
    vk: VkSandbox, api: Client
) -> None:
    comment = vk.comment(vk.post(), vk.person(), "раз)];")
    gone = {"owner_id": -vk.group_id, "comment_id": 999}
    here = {"owner_id": -vk.group_id, "comment_id": comment.id}
    code = script(("wall.deleteComment", gone), ("wall.deleteComment", here))
    body = await api.call("execute", code=code, token=vk.user_token)
    assert body["response"] == [False, 1]
    assert [(one["method"], one["error_code"]) for one in body["execute_errors"]] == [
        ("wall.deleteComment", 104)
    ]
    assert comment.deleted


async def test_a_loop_over_the_values_of_one_method_is_understood(
    vk: VkSandbox, api: Client
) -> None:
    post, anna = vk.post(), vk.person()
    comments = [vk.comment(post, anna, f"[{number}]") for number in range(3)]
    values = json.dumps([{"owner_id": -vk.group_id, "comment_id": c.id} for c in comments])
    code = (
        f"var values = {values},i = 0,result = [];while(i < values.length) "
        "{result.push(API.wall.deleteComment(values[i]));i = i + 1;}return result;"
    )
    assert await api.ok("execute", code=code, token=vk.user_token) == [1, 1, 1]
    assert vk.comments(post) == []


async def test_values_with_brackets_and_quotes_are_read_whole(vk: VkSandbox, api: Client) -> None:
    chat = vk.chat()
    text = 'API.x(")]; }'
    call = ("messages.send", {"peer_ids": [chat], "message": text, "random_id": 4})
    await api.ok("execute", code=script(call, call))
    assert [letter.text for letter in vk.messages(chat)] == [text]


async def test_a_batch_is_one_call_for_the_rates() -> None:
    async with VkSandbox(limits=Limits(2, 2)) as vk, Client(vk.url, vk.token) as api:
        code = script(*[("utils.getServerTime", {})] * 25)
        assert len(await api.ok("execute", code=code)) == 25
        await api.ok("execute", code=code)
        assert await api.refused("execute", code=code) == 6
        assert vk.max_rate() == 3
        assert len(vk.calls_of("utils.getServerTime")) == 50


async def test_rights_and_faults_hold_inside(vk: VkSandbox, api: Client) -> None:
    comment = vk.comment(vk.post(), vk.person(), "раз")
    where = {"owner_id": -vk.group_id, "comment_id": comment.id}
    vk.fail_next("utils.getServerTime", 29)
    code = script(("wall.deleteComment", where), ("utils.getServerTime", {}))
    body = await api.call("execute", code=code)
    assert body["response"] == [False, False]
    assert [one["error_code"] for one in body["execute_errors"]] == [27, 29]
    assert not comment.deleted


async def test_more_than_25_calls_and_other_scripts_are_refused(vk: VkSandbox, api: Client) -> None:
    too_many = script(*[("utils.getServerTime", {})] * 26)
    assert await api.refused("execute", code=too_many) == 13
    assert await api.refused("execute", code="while(true) {}") == 12
    assert await api.refused("execute", code="return [API.users.get({];") == 12
    assert await api.refused("execute", code=too_many, token=vk.service_token) == 28
