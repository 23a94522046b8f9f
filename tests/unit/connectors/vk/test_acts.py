"""Acts of a community over real HTTP: each done, repeated, refused, and many in one call."""

from collections.abc import AsyncIterator, Callable

import pytest

from bot.connectors.vk.acts import Acts
from bot.connectors.vk.client import VkClient
from bot.connectors.vk.library import Access
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.tokens import Token
from models.action import Action, ActionKind, Json, Outcome
from models.channel import ChannelKey, Platform
from sandbox.vk import Comment, Settings, VkSandbox
from tests.unit.connectors.vk.wires import FakeGate

DAY_US = 86_400_000_000


class Hand:
    """The acts of one community with the keys it was given."""

    def __init__(self, town: VkSandbox, *held: Token) -> None:
        keys = {Token.COMMUNITY: town.token, Token.USER: town.user_token}
        self.town = town
        now = self.now
        self.client = VkClient(Access({token: keys[token] for token in held}, town.url), now)
        around = Surroundings(str(town.group_id), FakeGate())
        self.acts = Acts(Tiers(self.client, now), around, now)
        self.post = town.post("Пост")
        self.made = 0

    def now(self) -> int:
        return self.town.now() * 1_000_000

    def act(self, kind: ActionKind, place: object, target: object = "", **params: Json) -> Action:
        self.made += 1
        channel = ChannelKey(Platform.VK, str(self.town.group_id), str(place))
        return Action(self.made, kind, channel, f"key:{self.made}", str(target), params)

    def comment(self, text: str = "слово") -> Comment:
        return self.town.comment(self.post, self.town.person("Анна"), text)

    def delete(self, comment: Comment, place: str = "wall") -> Action:
        target = f"{comment.object_id}/{comment.id}"
        return self.act(ActionKind.DELETE, place, target)

    async def does(
        self, kind: ActionKind, place: object, target: object = "", **params: Json
    ) -> str:
        """Do it and say how it ended in a word."""
        return ended(await self.acts.perform(self.act(kind, place, target, **params)))


def ended(outcome: Outcome) -> str:
    return f"{outcome.state} {outcome.code}".strip()


@pytest.fixture
async def town() -> AsyncIterator[VkSandbox]:
    async with VkSandbox(Settings(profile="strict")) as sandbox:
        yield sandbox


@pytest.fixture
async def hand(town: VkSandbox) -> AsyncIterator[Hand]:
    both = Hand(town, Token.COMMUNITY, Token.USER)
    yield both
    both.client.close()


@pytest.fixture
async def alone(town: VkSandbox) -> AsyncIterator[Hand]:
    one = Hand(town, Token.COMMUNITY)
    yield one
    one.client.close()


PLACES: list[tuple[str, Callable[[VkSandbox, int], Comment]]] = [
    ("wall", lambda vk, who: vk.comment(vk.post("Пост"), who, "слово")),
    ("photo", lambda vk, who: vk.photo_comment(who, "слово")),
    ("video", lambda vk, who: vk.video_comment(who, "слово")),
    ("market", lambda vk, who: vk.market_comment(who, "слово")),
    ("board", lambda vk, who: vk.board_comment(who, "слово")),
]


@pytest.mark.parametrize(("place", "write"), PLACES, ids=[place for place, _ in PLACES])
async def test_a_comment_goes_comes_back_and_goes_only_once(
    hand: Hand, place: str, write: Callable[[VkSandbox, int], Comment]
) -> None:
    comment = write(hand.town, hand.town.person("Анна"))
    target = f"{comment.object_id}/{comment.id}"

    assert await hand.does(ActionKind.DELETE, place, target) == "done"
    assert comment.deleted
    assert await hand.does(ActionKind.DELETE, place, target) == "already gone"
    assert await hand.does(ActionKind.RESTORE, place, target) == "done"
    assert not comment.deleted


async def test_what_only_a_manager_may_is_left_to_a_person(alone: Hand) -> None:
    comment, anna = alone.comment(), alone.town.person("Анна")
    target = f"{comment.object_id}/{comment.id}"
    by_hand = "not_allowed by_hand"
    assert await alone.does(ActionKind.DELETE, "wall", target) == f"{by_hand}:delete_comment"
    assert await alone.does(ActionKind.RESTORE, "wall", target) == f"{by_hand}:restore_comment"
    assert await alone.does(ActionKind.BAN, "wall", anna) == f"{by_hand}:ban"
    assert not comment.deleted


async def test_what_the_communitys_key_may_is_done_with_it(alone: Hand) -> None:
    comment = alone.town.board_comment(alone.town.person("Анна"), "слово")
    target = f"{comment.object_id}/{comment.id}"
    assert await alone.does(ActionKind.DELETE, "board", target) == "done"
    assert await alone.does(ActionKind.CLOSE_COMMENTS, "wall", alone.post.id) == "done"
    closed = [alone.post.closed]
    assert await alone.does(ActionKind.OPEN_COMMENTS, "wall", alone.post.id) == "done"
    assert [*closed, alone.post.closed] == [True, False]
    words: list[Json] = ["casino-a.ru", "@lure"]
    assert await alone.does(ActionKind.STOP_WORDS, "wall", words=words) == "done"
    assert alone.town.state.stop_words() == words


async def test_a_ban_has_its_reason_its_end_and_its_way_back(hand: Hand) -> None:
    anna = hand.town.person("Анна")
    until = hand.now() + 3 * DAY_US
    ban: dict[str, Json] = {"until": until, "reason": "spam", "comment": ""}
    assert await hand.acts.before(hand.act(ActionKind.BAN, "wall", anna)) == ""
    assert await hand.does(ActionKind.BAN, "wall", anna, **ban) == "done"

    block = hand.town.state.bans[anna]
    assert (block.reason, block.until, block.visible) == (1, until // 1_000_000, False)
    before = await hand.acts.before(hand.act(ActionKind.BAN, "wall", anna))
    assert before == f'{{"status": "kicked", "until": {until}}}'
    assert await hand.does(ActionKind.UNBAN, "wall", anna) == "done"
    assert await hand.does(ActionKind.UNBAN, "wall", anna) == "already gone"
    assert not hand.town.is_blocked(anna)


async def test_a_ban_is_at_most_a_year_long_and_never_of_a_manager(hand: Hand) -> None:
    anna = hand.town.person("Анна")
    assert await hand.does(ActionKind.BAN, "wall", anna, until=hand.now() + 900 * DAY_US) == "done"
    manager = hand.town.manager()
    assert await hand.does(ActionKind.BAN, "wall", manager) == "not_allowed target_is_admin"


class TestChats:
    async def test_a_message_goes_for_everybody_once(self, alone: Hand) -> None:
        town = alone.town
        chat = town.chat("Чат", owner=town.key_holder)
        anna = town.person("Анна")
        town.seat(anna, chat)
        letters = [town.say(anna, chat, f"слово {number}") for number in range(3)]
        first, *others = [f"{chat}/{one.cmid}" for one in letters]

        assert await alone.does(ActionKind.DELETE, chat, first) == "done"
        assert await alone.does(ActionKind.DELETE, chat, first) == "already gone"
        acts = [alone.act(ActionKind.DELETE, chat, one) for one in (first, *others)]
        outcomes = await alone.acts.perform_many(acts)
        assert [ended(one) for one in outcomes] == ["already gone", "done", "done"]
        assert all(letter.deleted for letter in letters)
        assert len(town.calls_of("messages.delete")) == 3

    async def test_an_administrators_words_and_old_ones_stay(self, alone: Hand) -> None:
        town = alone.town
        chat = town.chat("Чат", owner=town.key_holder)
        letter = town.say(town.key_holder, chat, "слово")
        target = f"{chat}/{letter.cmid}"
        assert await alone.does(ActionKind.DELETE, chat, target) == "not_allowed too_old"

    async def test_a_ban_in_a_chat_shows_the_person_out(self, alone: Hand) -> None:
        town = alone.town
        chat = town.chat("Чат", owner=town.key_holder)
        anna = town.person("Анна")
        town.seat(anna, chat)
        assert await alone.does(ActionKind.KICK, chat, anna) == "done"
        assert not town.is_in_chat(anna, chat)
        assert await alone.does(ActionKind.KICK, chat, anna) == "already gone"
        owner = town.key_holder
        assert await alone.does(ActionKind.KICK, chat, owner) == "not_allowed target_is_admin"
        assert await alone.does(ActionKind.RESTRICT, chat, anna) == "unsupported unsupported"

    async def test_without_the_chats_rights_it_says_which_is_missing(self, alone: Hand) -> None:
        town = alone.town
        chat = town.chat("Чат", owner=town.key_holder, bot="member")
        anna = town.person("Анна")
        town.seat(anna, chat)
        letter = town.say(anna, chat, "слово")
        target = f"{chat}/{letter.cmid}"
        assert await alone.does(ActionKind.DELETE, chat, target) == "not_allowed no_right:delete"
        assert await alone.does(ActionKind.KICK, chat, anna) == "not_allowed no_right:restrict"

    async def test_a_conversation_is_marked_in_the_communitys_inbox(self, alone: Hand) -> None:
        anna = alone.town.person("Анна")
        alone.town.message(anna, "помогите")
        assert await alone.does(ActionKind.MARK, "direct", anna, important=True) == "done"
        assert await alone.does(ActionKind.MARK, "direct", anna, answered=True) == "done"
        talk = alone.town.state.talks[anna]
        assert (talk.important, talk.answered) == (True, True)


class TestTogether:
    async def test_sixty_deletes_are_three_calls(self, hand: Hand) -> None:
        comments = [hand.comment(f"слово {number}") for number in range(60)]
        acts = [hand.delete(comment) for comment in comments]
        assert all(hand.acts.coalesces(acts[0], other) for other in acts[1:])

        outcomes = await hand.acts.perform_many(acts)

        assert [ended(one) for one in outcomes] == ["done"] * 60
        assert all(comment.deleted for comment in comments)
        assert len(hand.town.calls_of("execute")) == 3

    async def test_one_that_is_gone_changes_nothing_for_the_others(self, hand: Hand) -> None:
        comments = [hand.comment(f"слово {number}") for number in range(5)]
        hand.town.delete_comment_by_hand(hand.town.key_holder, comments[2])
        outcomes = await hand.acts.perform_many([hand.delete(one) for one in comments])
        assert [ended(one) for one in outcomes] == ["done", "done", "already gone", "done", "done"]

    async def test_without_a_key_each_is_left_to_a_person(self, alone: Hand) -> None:
        comments = [alone.comment(f"слово {number}") for number in range(3)]
        outcomes = await alone.acts.perform_many([alone.delete(one) for one in comments])
        assert {ended(one) for one in outcomes} == {"not_allowed by_hand:delete_comment"}

    async def test_a_batch_that_vk_could_not_do_waits_as_a_whole(self, hand: Hand) -> None:
        comments = [hand.comment(f"слово {number}") for number in range(3)]
        hand.town.fail_next("execute", 10, times=9)
        outcomes = await hand.acts.perform_many([hand.delete(one) for one in comments])
        assert [ended(one) for one in outcomes] == ["queued down"] * 3

    def test_only_what_one_call_can_carry_shares_it(self, hand: Hand) -> None:
        wall = hand.act(ActionKind.DELETE, "wall", "1/2")
        ban = hand.act(ActionKind.BAN, "wall", 5)
        coalesces = hand.acts.coalesces
        assert not coalesces(wall, hand.act(ActionKind.DELETE, "photo", "1/2"))
        assert not coalesces(wall, ban)
        assert coalesces(ban, hand.act(ActionKind.BAN, "photo", 6))
        assert not coalesces(ban, hand.act(ActionKind.BAN, 2_000_000_001, 6))


class TestTrouble:
    async def test_an_outage_is_waited_out(self, hand: Hand) -> None:
        with hand.town.down():
            outcome = await hand.acts.perform(hand.delete(hand.comment()))
        assert ended(outcome) == "queued down"
        assert outcome.retry_after

    async def test_a_key_that_must_rest_is_relieved_by_the_other(self, town: VkSandbox) -> None:
        town.grant("wall.deleteComment", "group")
        hand = Hand(town, Token.COMMUNITY, Token.USER)
        town.fail_next("wall.deleteComment", 9, token=town.user_token)
        assert ended(await hand.acts.perform(hand.delete(hand.comment()))) == "done"
        hand.client.close()

    async def test_a_short_rest_is_waited_for(self, hand: Hand) -> None:
        hand.town.refuse("wall.deleteComment", "group")
        hand.town.fail_next("wall.deleteComment", 9, token=hand.town.user_token)
        outcome = await hand.acts.perform(hand.delete(hand.comment()))
        assert ended(outcome) in {"queued flood", "not_allowed by_hand:delete_comment"}
        assert ended(outcome) == "queued flood"

    async def test_a_days_rest_is_not(self, hand: Hand) -> None:
        hand.town.refuse("wall.deleteComment", "group")
        hand.town.fail_next("wall.deleteComment", 29, token=hand.town.user_token)
        outcome = await hand.acts.perform(hand.delete(hand.comment()))
        assert ended(outcome) == "not_allowed by_hand:delete_comment"

    async def test_an_address_of_another_network_is_no_call(self, hand: Hand) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            await hand.acts.perform(hand.act(ActionKind.DELETE, "wall", "x/y"))
        assert hand.town.calls == []
