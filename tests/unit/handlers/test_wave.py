"""A wave is stopped by a lead's press, for a while, and never at the price of the admin's list."""

import pytest

from handlers.cards import card
from models.action import ActionKind
from models.card import Choice
from models.case import Case, CaseKind
from models.event import TimerDue
from tests.unit.handlers.community import Community
from tests.unit.handlers.scene import LEAD, MINUTE, MODERATOR, Scene

DAY = 24 * 60 * MINUTE


@pytest.fixture
async def wall(scene: Scene) -> Community:
    return await Community(scene).bind()


def hand(wall: Community) -> Case:
    return wall.scene.case(CaseKind.BY_HAND)


async def offered(wall: Community) -> set[Choice | None]:
    shown = await card(wall.scene.world, hand(wall).id)
    return {button.choice for row in shown.buttons for button in row}


async def press(wall: Community, choice: Choice, author: object = LEAD) -> str:
    return await wall.scene.presses(choice, author, case=hand(wall))  # type: ignore[arg-type]


async def test_four_are_no_wave_and_five_are(wall: Community) -> None:
    await wall.wave(4)
    assert Choice.CLOSE not in await offered(wall)
    await wall.comments("казино x.casino-a.ru 5", 5)
    await wall.refused()
    assert {Choice.CLOSE, Choice.STOP_WORDS} <= await offered(wall)


async def test_only_a_lead_closes_comments(wall: Community) -> None:
    await wall.wave()
    assert await press(wall, Choice.CLOSE, MODERATOR) == "press.lead_only"
    assert await press(wall, Choice.CLOSE) == "press.closed"
    assert await press(wall, Choice.CLOSE) == "press.closed_already"
    (act,) = wall.scene.actions(ActionKind.CLOSE_COMMENTS)
    assert act.target == "10"


async def test_comments_open_by_themselves_after_an_hour_and_the_card_says_when(
    wall: Community,
) -> None:
    scene = wall.scene
    await wall.wave()
    await press(wall, Choice.CLOSE)
    await scene.courier(only=ActionKind.CLOSE_COMMENTS)
    shown = await card(scene.world, hand(wall).id)
    assert "by_hand.closed_until" in [word.code for word in shown.done]
    (timer,) = [one for one in scene.store.timers.values() if one.kind == "open_comments"]
    assert timer.due_at == scene.clock.at + 60 * MINUTE
    await scene.happens(TimerDue(timer, timer.due_at))
    assert [one.target for one in scene.actions(ActionKind.OPEN_COMMENTS)] == ["10"]


async def test_undo_opens_comments_at_once(wall: Community) -> None:
    await wall.wave()
    await press(wall, Choice.CLOSE)
    await wall.scene.courier(only=ActionKind.CLOSE_COMMENTS)
    assert await press(wall, Choice.UNDO) == "press.undone"
    assert len(wall.scene.actions(ActionKind.OPEN_COMMENTS)) == 1
    assert not [one for one in wall.scene.store.timers.values() if one.kind == "open_comments"]


async def test_no_word_is_written_before_the_list_was_given(wall: Community) -> None:
    await wall.wave()
    assert await press(wall, Choice.STOP_WORDS) == "press.stop_words_first"
    assert not wall.scene.actions(ActionKind.STOP_WORDS)


async def test_the_waves_address_joins_the_given_list_for_a_day(wall: Community) -> None:
    scene = wall.scene
    (kept,) = await scene.commands("stopwords = дурак, осёл", LEAD)
    assert kept.params["code"] == "stop_words.kept"
    await wall.wave()
    assert await press(wall, Choice.STOP_WORDS) == "press.stop_words"
    await scene.courier(only=ActionKind.STOP_WORDS)
    (act,) = scene.actions(ActionKind.STOP_WORDS)
    assert act.params["words"] == ["дурак", "осёл", "x.casino-a.ru"]
    (timer,) = [one for one in scene.store.timers.values() if one.kind == "stop_words"]
    assert timer.due_at == scene.clock.at + DAY
    await scene.happens(TimerDue(timer, timer.due_at))
    assert scene.actions(ActionKind.STOP_WORDS)[1].params["words"] == ["дурак", "осёл"]


async def test_a_moderator_may_read_the_list_and_not_give_it(wall: Community) -> None:
    (shown,) = await wall.scene.commands("stopwords", MODERATOR)
    assert shown.params["code"] == "stop_words.none"
    (refused,) = await wall.scene.commands("stopwords = слово", MODERATOR)
    assert refused.params["code"] == "press.lead_only"
