"""The way to VK's methods: answers, refusals, pace, secrets, batches."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.connectors.vk.client import Call, VkClient
from bot.connectors.vk.errors import (
    VkCaptcha,
    VkDown,
    VkError,
    VkFlood,
    VkGone,
    VkNotForThisToken,
    VkTokenDead,
)
from bot.connectors.vk.library import Access
from bot.connectors.vk.tokens import Token
from sandbox.vk import Limits, Settings, VkSandbox

MINUTE = 60_000_000


class Hand:
    """A clock that only we move, in UTC microseconds."""

    def __init__(self) -> None:
        self.at = 1_790_000_000_000_000

    def __call__(self) -> int:
        return self.at


@pytest.fixture
async def town() -> AsyncIterator[VkSandbox]:
    async with VkSandbox(Settings(profile="strict")) as sandbox:
        yield sandbox


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def client(town: VkSandbox, hand: Hand) -> AsyncIterator[VkClient]:
    keys = {Token.COMMUNITY: town.token, Token.USER: town.user_token}
    made = VkClient(Access(keys, town.url), hand)
    yield made
    made.close()


async def test_a_call_brings_its_response(town: VkSandbox, client: VkClient) -> None:
    found = await client.call("groups.getById", token=Token.COMMUNITY, group_id=town.group_id)
    assert str(town.group_id) in str(found)


async def test_a_key_that_we_do_not_hold_is_said_without_asking(
    town: VkSandbox, client: VkClient
) -> None:
    with pytest.raises(VkNotForThisToken):
        await client.call("wall.get", token=Token.SERVICE)
    assert town.calls_of("wall.get") == []


async def test_what_a_community_key_may_not_do_is_told_apart(
    town: VkSandbox, client: VkClient
) -> None:
    comment = town.comment(town.post("Пост"), town.person("Анна"), "слово")
    target: dict[str, Any] = {
        "owner_id": -town.group_id,
        "comment_id": int(comment.path.partition("/")[2]),
    }
    with pytest.raises(VkNotForThisToken):
        await client.call("wall.deleteComment", token=Token.COMMUNITY, **target)
    await client.call("wall.deleteComment", token=Token.USER, **target)
    assert comment.deleted


async def test_a_read_is_asked_again_after_a_failure_and_a_write_is_not(
    town: VkSandbox, client: VkClient
) -> None:
    town.fail_next("groups.getById", 10, 1)
    await client.call("groups.getById", token=Token.COMMUNITY, group_id=town.group_id)
    assert len(town.calls_of("groups.getById")) == 2
    town.fail_next("groups.edit", 10, 1)
    with pytest.raises(VkDown):
        await client.call(
            "groups.edit", token=Token.COMMUNITY, group_id=town.group_id, obscene_filter=True
        )
    assert len(town.calls_of("groups.edit")) == 1


@pytest.mark.parametrize("fault", [{"html": 502}, {"drop": True}])
async def test_html_and_dropped_connections_are_temporary(
    town: VkSandbox, client: VkClient, fault: dict[str, int]
) -> None:
    town.fail_next("groups.edit", 0, 1, **fault)
    with pytest.raises(VkDown):
        await client.call(
            "groups.edit", token=Token.COMMUNITY, group_id=town.group_id, obscene_filter=True
        )


async def test_too_fast_is_waited_out(town: VkSandbox, client: VkClient) -> None:
    town.fail_next("groups.getById", 6, 2)
    await client.call("groups.getById", token=Token.COMMUNITY, group_id=town.group_id)
    assert len(town.calls_of("groups.getById")) == 3


@pytest.mark.parametrize(
    "rest", [(9, VkFlood, 5), (14, VkCaptcha, 60), (5, VkTokenDead, 1)], ids=str
)
async def test_what_wants_to_be_left_alone_is_not_asked_until_its_time(
    town: VkSandbox, client: VkClient, hand: Hand, rest: tuple[int, type[VkError], int]
) -> None:
    code, error, minutes = rest

    async def edit() -> None:
        await client.call(
            "groups.edit", token=Token.COMMUNITY, group_id=town.group_id, obscene_filter=True
        )

    town.fail_next("groups.edit", code, 1)
    for _ in range(3):
        with pytest.raises(error):
            await edit()
    assert len(town.calls_of("groups.edit")) == 1
    hand.at += minutes * MINUTE + 1
    await edit()
    assert len(town.calls_of("groups.edit")) == 2


async def test_a_burst_over_both_keys_stays_below_what_the_server_counts(
    town: VkSandbox, client: VkClient
) -> None:
    fast = [
        client.call("groups.getById", token=Token.COMMUNITY, group_id=town.group_id)
        for _ in range(60)
    ]
    slow = [
        client.call("groups.getById", token=Token.USER, group_id=town.group_id) for _ in range(6)
    ]
    assert len(await asyncio.gather(*fast, *slow)) == 66
    assert len(town.calls_of("groups.getById", ok=True)) == len(town.calls_of("groups.getById"))


async def test_a_batch_gives_each_call_its_own_answer(town: VkSandbox, client: VkClient) -> None:
    post = town.post("Пост")
    comments = [town.comment(post, town.person("Анна"), f"слово {n}") for n in range(3)]
    town.delete_comment_by_hand(town.key_holder, comments[1])
    calls: list[Call] = [
        (
            "wall.deleteComment",
            {"owner_id": -town.group_id, "comment_id": int(one.path.partition("/")[2])},
        )
        for one in comments
    ]
    answers = await client.execute(calls, Token.USER)
    assert [isinstance(one, VkGone) for one in answers] == [False, True, False]
    assert all(one.deleted for one in comments)
    assert len(town.calls_of("execute")) == 1


async def test_a_batch_is_one_to_twenty_five_calls(client: VkClient) -> None:
    no: list[Call] = []
    many: list[Call] = [("users.get", {})] * 26
    for calls in (no, many):
        with pytest.raises(ValueError, match="1 to 25"):
            await client.execute(calls, Token.USER)


async def test_no_failure_carries_the_key(town: VkSandbox, client: VkClient) -> None:
    for code, fault in ((27, {}), (100, {}), (0, {"html": 502}), (0, {"drop": True})):
        town.fail_next("groups.edit", code, 1, **fault)
        with pytest.raises(VkError) as caught:
            await client.call("groups.edit", token=Token.COMMUNITY, group_id=1, obscene_filter=True)
        said = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
        assert town.token not in said
        assert caught.value.__cause__ is None


async def test_a_cancelled_call_ends_at_once(town: VkSandbox, client: VkClient) -> None:
    town.slow_next("groups.getById", 3.0)
    began = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.call("groups.getById", token=Token.COMMUNITY, group_id=town.group_id)
    assert asyncio.get_running_loop().time() - began < 1


async def test_values_travel_as_vk_reads_them(town: VkSandbox, client: VkClient) -> None:
    await client.call(
        "groups.edit",
        token=Token.COMMUNITY,
        group_id=town.group_id,
        obscene_stopwords=True,
        obscene_words=["один", "два"],
        wall=None,
    )
    (call,) = town.calls_of("groups.edit")
    assert call.params["obscene_stopwords"] is True  # the sandbox refuses the word 'True'
    assert call.params["obscene_words"] == ["один", "два"]
    assert "wall" not in call.params


async def test_the_default_limits_are_those_that_vk_counts() -> None:
    assert (Limits().group_per_second, Limits().user_per_second) == (20, 3)
