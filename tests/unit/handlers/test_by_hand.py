"""What no key of ours may remove is removed by people, and nothing of it is lost from sight."""

import pytest

from handlers.cards import card
from models.action import ActionKind, ActionState, Outcome
from models.card import Choice
from models.case import OPEN_STATUSES, Case, CaseKind, CaseStatus
from models.event import ActionSettled, TimerDue
from tests.unit.handlers.community import KEEPER, NO_KEY, SPAMMER, Community
from tests.unit.handlers.scene import LEAD, MINUTE, MODERATOR, Scene


@pytest.fixture
async def wall(scene: Scene) -> Community:
    return await Community(scene).bind()


def hand(wall: Community) -> Case:
    return wall.scene.case(CaseKind.BY_HAND)


def tiers(wall: Community) -> list[Case]:
    return [one for one in wall.scene.store.cases.values() if one.kind is CaseKind.NOTICE]


async def test_a_rules_delete_that_no_key_may_do_is_put_before_people(wall: Community) -> None:
    await wall.comments("казино")
    await wall.refused()
    shown = await card(wall.scene.world, hand(wall).id)
    assert [quote.link for quote in shown.quotes] == ["https://vk.ru/wall-55_10?reply=1"]
    assert [button.choice for button in shown.buttons[0]] == [Choice.DONE, Choice.KEEP]


async def test_a_pressed_delete_lands_on_the_same_card_and_the_pressed_one_names_it(
    wall: Community,
) -> None:
    await wall.comments("казино", 1)
    await wall.comments("реклама", 2)
    pressed = wall.scene.case(CaseKind.VIOLATION)
    assert await wall.scene.presses(Choice.DELETE, case=pressed) == "press.deleted"
    await wall.refused()
    assert hand(wall).items == 2
    shown = await card(wall.scene.world, pressed.id)
    assert "by_hand.see" in [word.code for word in shown.done]


async def test_one_notice_tells_of_a_lost_right_and_ends_with_the_first_success(
    wall: Community,
) -> None:
    for number in (1, 2):
        await wall.comments("казино", number)
    await wall.refused()
    (notice,) = tiers(wall)
    assert wall.scene.acts().count("tier") == 1
    assert '"tier.delete_comment"' in notice.detail
    await wall.comments("казино", 3)
    await wall.scene.courier(only=ActionKind.DELETE)
    assert tiers(wall)[0].resolution == "mended"


async def test_the_case_ends_when_the_last_message_is_gone(wall: Community) -> None:
    first, second = await wall.comments("казино", 1), await wall.comments("казино", 2)
    await wall.refused()
    await wall.gone(first)
    assert hand(wall).status in OPEN_STATUSES
    await wall.gone(second)
    ended = hand(wall)
    assert (ended.status, ended.resolution) == (CaseStatus.RESOLVED, "removed_by_hand")
    assert ended.resolved_by is not None


async def test_a_persons_word_is_believed_and_confirmed_by_the_platform(wall: Community) -> None:
    stored = await wall.comments("казино")
    await wall.refused()
    said = await wall.scene.presses(Choice.DONE, case=hand(wall))
    assert (said, hand(wall).resolution) == ("press.said_removed", "said_removed")
    assert not wall.scene.store.messages[stored.id].deleted
    await wall.gone(stored)
    assert hand(wall).resolution == "removed_by_hand"


async def test_a_wrong_word_can_be_taken_back(wall: Community) -> None:
    await wall.comments("казино")
    await wall.refused()
    await wall.scene.presses(Choice.DONE, case=hand(wall))
    assert await wall.scene.presses(Choice.UNDO, case=hand(wall)) == "press.reopened"
    assert hand(wall).status is CaseStatus.OPEN
    assert [one.state for one in wall.scene.store.all_items if one.case_id == hand(wall).id] == [
        "open"
    ]


async def test_not_a_violation_clears_the_author(wall: Community) -> None:
    await wall.comments("казино")
    await wall.refused()
    assert await wall.scene.presses(Choice.KEEP, case=hand(wall)) == "press.kept"
    assert await wall.scene.ledger(SPAMMER.key) == (1, 0)


async def test_it_sounds_after_fifteen_minutes_and_after_an_hour_and_no_more(
    wall: Community,
) -> None:
    scene = wall.scene
    await wall.comments("казино")
    await wall.refused()
    await scene.courier(only=ActionKind.SEND_CARD)
    opened, heard = scene.clock.at, []
    for _ in range(3):
        timers = [one for one in scene.store.timers.values() if one.kind == "by_hand"]
        for timer in timers:
            scene.clock.at = timer.due_at
            await scene.happens(TimerDue(timer, timer.due_at))
            heard.append((timer.due_at - opened) // MINUTE)
    said = [one for one in scene.actions(ActionKind.SAY) if one.params["code"] == "alert.by_hand"]
    assert heard == [15, 60]
    assert [one.params["silent"] for one in said] == [False, False]


async def test_nothing_sounds_once_it_is_gone(wall: Community) -> None:
    stored = await wall.comments("казино")
    await wall.refused()
    (timer,) = [one for one in wall.scene.store.timers.values() if one.kind == "by_hand"]
    await wall.gone(stored)
    await wall.scene.happens(TimerDue(timer, timer.due_at))
    assert not [
        one for one in wall.scene.actions(ActionKind.SAY) if one.params["code"] == "alert.by_hand"
    ]


async def test_a_message_that_is_gone_before_the_refusal_comes_asks_nobody(
    wall: Community,
) -> None:
    stored = await wall.comments("казино")
    await wall.gone(stored)
    await wall.refused()
    assert not [one for one in wall.scene.store.cases.values() if one.kind is CaseKind.BY_HAND]


async def test_the_echo_of_our_own_delete_changes_nothing_twice(wall: Community) -> None:
    stored = await wall.comments("казино")
    await wall.scene.courier(only=ActionKind.DELETE)
    before = len(wall.scene.store.lines)
    await wall.gone(stored, None)
    assert len(wall.scene.store.lines) == before


async def test_an_echo_that_comes_before_the_answer_is_settled_once(wall: Community) -> None:
    stored = await wall.comments("казино")
    (act,) = wall.scene.actions(ActionKind.DELETE)
    await wall.gone(stored, None)
    await wall.scene.happens(
        ActionSettled(act, Outcome(ActionState.ALREADY, "gone"), wall.scene.clock.at)
    )
    assert wall.scene.store.messages[stored.id].deleted
    assert [one.state for one in wall.scene.store.all_items] == ["removed"]


async def test_a_violation_that_a_manager_removed_is_decided(wall: Community) -> None:
    stored = await wall.comments("реклама")
    await wall.gone(stored)
    assert wall.scene.case(CaseKind.VIOLATION).resolution == "removed_by_hand"
    assert await wall.scene.ledger(SPAMMER.key) == (0, 1)


async def test_a_violation_that_its_author_took_away_stays_with_people(wall: Community) -> None:
    stored = await wall.comments("реклама")
    await wall.gone(stored, SPAMMER)
    assert wall.scene.case(CaseKind.VIOLATION).status is CaseStatus.OPEN


async def test_what_its_author_brings_back_is_asked_for_again(wall: Community) -> None:
    stored = await wall.comments("казино")
    await wall.refused()
    await wall.gone(stored)
    await wall.back(stored)
    assert hand(wall).status is CaseStatus.OPEN
    deletes = wall.scene.actions(ActionKind.DELETE)
    assert [one.key.rpartition(":")[2] for one in deletes] == ["10/1", "v2"]
    assert not wall.scene.store.messages[stored.id].deleted


async def test_what_a_colleague_brings_back_stays(wall: Community) -> None:
    stored = await wall.comments("казино")
    await wall.scene.courier(only=ActionKind.DELETE)
    await wall.back(stored, MODERATOR)
    assert len(wall.scene.actions(ActionKind.DELETE)) == 1
    assert not wall.scene.store.messages[stored.id].deleted


async def test_undo_restores_a_comment_and_its_echo_judges_nothing(wall: Community) -> None:
    stored = await wall.comments("казино")
    await wall.scene.courier(only=ActionKind.DELETE)
    case = wall.scene.case(CaseKind.REMOVALS)
    assert await wall.scene.presses(Choice.UNDO, LEAD, case=case) == "press.undone"
    (back,) = wall.scene.actions(ActionKind.RESTORE)
    await wall.scene.courier(only=ActionKind.RESTORE)
    assert back.target == "10/1"
    await wall.back(stored, KEEPER)
    assert len(wall.scene.actions(ActionKind.DELETE)) == 1


async def test_where_vk_will_not_restore_the_words_come_back_as_a_quote(wall: Community) -> None:
    await wall.comments("казино")
    await wall.scene.courier(only=ActionKind.DELETE)
    await wall.scene.presses(Choice.UNDO, LEAD, case=wall.scene.case(CaseKind.REMOVALS))
    refusal = Outcome(ActionState.NOT_ALLOWED, "by_hand:restore_comment")
    await wall.scene.courier(refusal, ActionKind.RESTORE)
    (quote,) = wall.scene.actions(ActionKind.REPOST)
    assert (quote.params["text"], quote.params["thread"]) == ("казино", "10")


async def test_a_refused_delete_is_no_daily_notice(wall: Community) -> None:
    await wall.comments("казино")
    await wall.refused()
    assert len(tiers(wall)) == 1
    assert NO_KEY.code not in tiers(wall)[0].detail
