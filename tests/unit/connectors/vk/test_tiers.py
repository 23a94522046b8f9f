"""Which key does what: tried, refused for a day, tried again; by hand where none is left."""

from collections.abc import AsyncIterator

import pytest

from bot.connectors.vk.client import Call, VkClient
from bot.connectors.vk.errors import VkByHand, VkGone
from bot.connectors.vk.library import Access
from bot.connectors.vk.tiers import DAY_US, Tiers
from bot.connectors.vk.tokens import Token
from sandbox.vk import Comment, Settings, VkSandbox

DELETE = "wall.deleteComment"


class Hand:
    """A clock that only we move, in UTC microseconds."""

    def __init__(self) -> None:
        self.at = 1_790_000_000_000_000

    def __call__(self) -> int:
        return self.at


class Bench:
    """A community, its keys, and the tiers over them."""

    def __init__(self, town: VkSandbox, hand: Hand, *held: Token) -> None:
        keys = {Token.COMMUNITY: town.token, Token.USER: town.user_token}
        access = Access({token: keys[token] for token in held}, town.url)
        self.town, self.hand = town, hand
        self.client = VkClient(access, hand)
        self.tiers = Tiers(self.client, hand)
        self.post = town.post("Пост")

    def comment(self) -> Comment:
        """Somebody comments."""
        return self.town.comment(self.post, self.town.person("Анна"), "слово")

    def call(self, comment: Comment) -> Call:
        """The call that deletes a comment."""
        number = int(comment.path.partition("/")[2])
        return DELETE, {"owner_id": -self.town.group_id, "comment_id": number}

    async def delete(self, comment: Comment) -> None:
        """Delete a comment with whichever key may."""
        method, params = self.call(comment)
        await self.tiers.call("delete_comment", method, **params)


@pytest.fixture
async def town() -> AsyncIterator[VkSandbox]:
    async with VkSandbox(Settings(profile="strict")) as sandbox:
        yield sandbox


async def test_a_community_key_alone_leaves_it_to_a_person_and_is_not_asked_twice(
    town: VkSandbox,
) -> None:
    bench = Bench(town, Hand(), Token.COMMUNITY)
    for _ in range(3):
        with pytest.raises(VkByHand) as caught:
            await bench.delete(bench.comment())
        assert caught.value.capability == "delete_comment"
    assert len(town.calls_of(DELETE)) == 1
    assert bench.tiers.choose(DELETE) is None
    assert [one.reason for one in bench.tiers.refusals()] == ["27"]
    bench.client.close()


async def test_a_right_that_comes_back_is_noticed_after_a_day_without_a_restart(
    town: VkSandbox,
) -> None:
    hand = Hand()
    bench = Bench(town, hand, Token.COMMUNITY)
    with pytest.raises(VkByHand):
        await bench.delete(bench.comment())
    town.grant(DELETE)
    hand.at += DAY_US - 1
    with pytest.raises(VkByHand):
        await bench.delete(bench.comment())
    hand.at += 1
    comment = bench.comment()
    await bench.delete(comment)
    assert comment.deleted
    assert bench.tiers.refusals() == []
    bench.client.close()


async def test_the_key_of_a_person_goes_first_and_the_community_key_stands_in(
    town: VkSandbox,
) -> None:
    bench = Bench(town, Hand(), Token.COMMUNITY, Token.USER)
    comment = bench.comment()
    await bench.delete(comment)
    assert comment.deleted
    town.refuse(DELETE, "user", 15, 1133)
    town.grant(DELETE)
    other = bench.comment()
    await bench.delete(other)
    assert other.deleted
    assert [(one.token, one.reason) for one in bench.tiers.refusals()] == [(Token.USER, "15:1133")]
    bench.client.close()


async def test_a_key_that_died_leaves_it_to_a_person_and_works_again_when_it_does(
    town: VkSandbox,
) -> None:
    hand = Hand()
    bench = Bench(town, hand, Token.COMMUNITY, Token.USER)
    town.revoke(town.user_token)
    with pytest.raises(VkByHand):
        await bench.delete(bench.comment())
    town.revive(town.user_token)
    hand.at += 61_000_000
    comment = bench.comment()
    await bench.delete(comment)
    assert comment.deleted
    bench.client.close()


async def test_what_is_wrong_with_the_comment_says_nothing_of_the_key(town: VkSandbox) -> None:
    bench = Bench(town, Hand(), Token.USER)
    comment = bench.comment()
    await bench.delete(comment)
    with pytest.raises(VkGone):
        await bench.delete(comment)
    assert bench.tiers.choose(DELETE) is Token.USER
    bench.client.close()


@pytest.mark.parametrize("held", [(Token.USER,), (Token.COMMUNITY,)], ids=str)
async def test_a_batch_is_done_by_the_key_that_may_or_left_to_a_person(
    town: VkSandbox, held: tuple[Token, ...]
) -> None:
    bench = Bench(town, Hand(), *held)
    comments = [bench.comment() for _ in range(3)]
    answers = await bench.tiers.execute("delete_comment", [bench.call(one) for one in comments])
    may = held == (Token.USER,)
    assert [one.deleted for one in comments] == [may] * 3
    assert [isinstance(one, VkByHand) for one in answers] == [not may] * 3
    bench.client.close()
