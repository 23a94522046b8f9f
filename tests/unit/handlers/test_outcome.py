"""How promises ended, and what people see of it."""

import pytest

from handlers.cards import card
from models.action import ActionKind, ActionState, Outcome
from models.card import Choice
from models.case import CaseKind
from models.effects import SettleAction
from models.event import ActionSettled
from tests.unit.handlers.scene import MODERATOR, TEAM, Scene


async def test_a_done_delete_marks_message_and_item(scene: Scene) -> None:
    stored = await scene.says("казино")
    await scene.courier()
    assert scene.store.messages[stored.id].deleted
    assert [item.state for item in scene.store.all_items] == ["removed"]
    assert "action_done" in scene.acts()


async def test_a_message_that_was_gone_already_counts_as_removed(scene: Scene) -> None:
    await scene.says("казино")
    await scene.courier(Outcome(ActionState.ALREADY, "gone"), ActionKind.DELETE)
    assert [item.state for item in scene.store.all_items] == ["removed"]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        pytest.param(Outcome(ActionState.NOT_ALLOWED, "no_right:delete"), 1, id="no right"),
        pytest.param(Outcome(ActionState.NOT_ALLOWED, "too_old"), 1, id="too old"),
        pytest.param(Outcome(ActionState.NOT_ALLOWED, "target_is_admin"), 0, id="an admin"),
        pytest.param(Outcome(ActionState.FAILED, "bad_request"), 1, id="refused for good"),
    ],
)
async def test_a_failed_act_is_told_once_a_day(scene: Scene, outcome: Outcome, told: int) -> None:
    await scene.says("казино раз")
    await scene.says("казино два")
    await scene.courier(outcome, ActionKind.DELETE)
    notices = [one for one in scene.store.cases.values() if one.kind is CaseKind.NOTICE]
    assert len(notices) == told
    assert not any(item.state == "removed" for item in scene.store.all_items)


async def test_what_is_to_be_tried_again_waits_as_long_as_asked(scene: Scene) -> None:
    await scene.says("казино")
    (delete,) = scene.actions(ActionKind.DELETE)
    flood = Outcome(ActionState.QUEUED, "flood", retry_after=3.0)
    effects = await scene.happens(ActionSettled(delete, flood, scene.clock.at))
    (settled,) = effects.records
    assert isinstance(settled, SettleAction)
    assert settled.not_before == scene.clock.at + 3_000_000


async def test_a_sent_card_is_remembered_and_drawn_once_more(scene: Scene) -> None:
    await scene.says("реклама")
    await scene.courier()
    (delivery,) = scene.store.cards.values()
    assert delivery.external_id.startswith("m")
    assert delivery.sent_at == scene.clock.at
    drawn, again = scene.actions(ActionKind.REFRESH_CARD)
    assert drawn.key == f"refresh:{delivery.id}:sent"
    # What joined while it was on its way may not have seen it yet.
    assert again.not_before > scene.clock.at + 10_000_000


async def test_a_card_that_was_sent_twice_is_audited_as_repeated(scene: Scene) -> None:
    await scene.says("реклама")
    answer = {"message_id": "77", "rendered_hash": "h"}
    await scene.courier(Outcome(ActionState.DONE, answer=answer, repeated=True))
    assert "repeated" in scene.acts()


async def test_a_card_that_was_there_already_keeps_its_address(scene: Scene) -> None:
    await scene.says("реклама")
    await scene.courier()
    (before,) = scene.store.cards.values()
    (sent,) = scene.actions(ActionKind.SEND_CARD)
    await scene.happens(ActionSettled(sent, Outcome(ActionState.ALREADY, "sent"), scene.clock.at))
    assert list(scene.store.cards.values()) == [before]


async def test_a_card_too_old_to_edit_is_shown_anew_while_its_case_is_open(scene: Scene) -> None:
    await scene.says("реклама")
    await scene.courier(only=ActionKind.SEND_CARD)
    await scene.courier(Outcome(ActionState.FAILED, "too_old"), ActionKind.REFRESH_CARD)

    old, fresh = sorted(scene.store.cards.values(), key=lambda card: card.id)
    assert (old.retired, fresh.retired, fresh.external_id) == (True, False, "")
    assert len(scene.actions(ActionKind.SEND_CARD)) == 2


async def test_a_lost_moderators_place_is_told_to_the_owner_in_private(scene: Scene) -> None:
    await scene.says("реклама")
    await scene.courier(Outcome(ActionState.FAILED, "chat_gone"), ActionKind.SEND_CARD)
    (said,) = scene.actions(ActionKind.SAY)
    assert said.channel.external_id == "1"
    assert said.params["code"] == "fault.moderators_place_lost"


class TestCards:
    async def test_a_card_shows_the_text_the_post_and_the_comment_it_answers(
        self, scene: Scene
    ) -> None:
        await scene.says("Новый тариф\nподробности", id=10, author=MODERATOR)
        await scene.says("когда запуск", id=11, thread="10", reply_to="10")
        await scene.says("тут реклама " + "я" * 400, id=12, thread="10", reply_to="11")
        (sent,) = scene.actions(ActionKind.SEND_CARD)
        assert sent.case_id is not None
        drawn = await card(scene.world, sent.case_id)
        (quote,) = drawn.quotes
        assert (quote.post, quote.answers) == ("Новый тариф", "когда запуск")
        assert len(quote.text) == 300
        assert quote.link == "https://t.me/c/111/12"
        assert drawn.standing is not None
        assert drawn.standing.code == "standing.newcomer"

    async def test_a_comment_that_answers_the_post_shows_it_once(self, scene: Scene) -> None:
        await scene.says("Новый тариф", id=10, author=MODERATOR)
        await scene.says("реклама", id=11, thread="10", reply_to="10")
        (quote,) = (await card(scene.world, scene.case().id)).quotes
        assert (quote.post, quote.answers) == ("Новый тариф", "")

    async def test_the_same_state_draws_the_same_card(self, scene: Scene) -> None:
        await scene.says("реклама")
        first, second = [await card(scene.world, scene.case().id) for _ in range(2)]
        assert first == second

    async def test_a_card_of_many_shows_three_and_counts_the_rest(self, scene: Scene) -> None:
        for number in range(5):
            await scene.says(f"казино {number}")
        drawn = await card(scene.world, scene.case().id)
        assert (len(drawn.quotes), drawn.more) == (3, 2)

    async def test_urgent_words_come_first_in_a_catch_up_list(self, scene: Scene) -> None:
        long_ago = scene.clock.at - 3_600_000_000
        await scene.says("пожар", sent_at=long_ago)
        for number in range(4):
            await scene.says(f"реклама {number}", sent_at=long_ago)
        drawn = await card(scene.world, scene.case().id)
        assert drawn.quotes[0].text == "пожар"

    @pytest.mark.parametrize(
        ("text", "choices"),
        [
            pytest.param("реклама", ["del", "ban", "keep", "why"], id="a violation"),
            pytest.param("пожар", ["done", "del", "why"], id="an urgent matter"),
            pytest.param("ужасно", ["done", "del", "why"], id="a complaint"),
            pytest.param("плохо", ["done", "list"], id="negatives"),
            pytest.param("казино", ["undo", "why"], id="a removal"),
        ],
    )
    async def test_the_buttons_of_each_kind(
        self, scene: Scene, text: str, choices: list[str]
    ) -> None:
        await scene.says(text)
        drawn = await card(scene.world, scene.case().id)
        assert [one.choice for row in drawn.buttons for one in row] == choices

    async def test_a_done_removal_offers_undo_and_a_decided_case_says_who(
        self, scene: Scene
    ) -> None:
        await scene.says("реклама")
        await scene.presses(Choice.DELETE)
        await scene.courier()
        drawn = await card(scene.world, scene.case().id)
        assert [one.choice for row in drawn.buttons for one in row] == ["undo", "why"]
        said = {word.code: word.args for word in drawn.done}
        assert said["resolution.deleted"]["by"] == "Mira"
        assert said["done.delete.done"]["count"] == 1

    @pytest.mark.parametrize("code", ["no_right:delete", "too_old", "kicked"])
    async def test_a_refused_act_says_on_the_card_why_and_what_to_do(
        self, scene: Scene, code: str
    ) -> None:
        await scene.says("казино раз")
        await scene.says("казино два")
        await scene.courier(Outcome(ActionState.NOT_ALLOWED, code))
        case = next(one for one in scene.store.cases.values() if one.kind is CaseKind.REMOVALS)
        drawn = await card(scene.world, case.id)
        said = [(word.code, word.args) for word in drawn.done]
        assert said == [
            ("done.delete.not_allowed", {"count": 2}),
            (f"refused.{code.replace(':', '.')}", {}),
        ]

    async def test_a_notice_is_worded_by_its_code(self, scene: Scene) -> None:
        await scene.says("казино")
        await scene.courier(Outcome(ActionState.NOT_ALLOWED, "no_right:delete"), ActionKind.DELETE)
        notice = next(one for one in scene.store.cases.values() if one.kind is CaseKind.NOTICE)
        drawn = await card(scene.world, notice.id)
        assert drawn.title.code == "notice.no_right.delete"
        assert [one.channel for one in scene.store.cards.values()] == [TEAM, TEAM]

    async def test_only_urgent_cards_sound(self, scene: Scene) -> None:
        for text, sounds in (("пожар", True), ("реклама", False)):
            stored = await scene.says(text)
            assert stored.case_id is not None
            assert (await card(scene.world, stored.case_id)).sounds is sounds
