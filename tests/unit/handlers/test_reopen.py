"""Whoever writes again within 72 hours of an answer has the same case open once more."""

from dataclasses import replace

import pytest

from bot.ports import StaleError
from handlers import handle
from handlers.cards import card
from handlers.cases.case import REOPENS_US
from models.action import ActionKind
from models.card import Choice
from models.case import CaseKind, CaseStatus, Timer
from models.effects import ChangeCase, Effects
from models.event import MessageSeen, TimerDue
from models.person import Author
from tests.unit.handlers.scene import GROUP, Scene

HOUR = 3_600_000_000
OTHER = Author(GROUP.platform, "701", name="Petr")


async def answered(scene: Scene, text: str = "пожар", choice: Choice = Choice.DONE) -> int:
    """Somebody wrote, was shown on a card, and a moderator decided."""
    await scene.says(text)
    await scene.courier()
    assert (await scene.presses(choice)).startswith("press.")
    await scene.courier()
    case = scene.case()
    assert case.status is CaseStatus.RESOLVED
    return case.id


@pytest.mark.parametrize(
    ("first", "again"),
    [("пожар", "опять пожар"), ("ужасно", "всё ещё ужасно"), ("пожар", "до сих пор плохо")],
)
async def test_the_author_opens_the_case_again(scene: Scene, first: str, again: str) -> None:
    case_id = await answered(scene, first)
    scene.clock.at += HOUR
    stored = await scene.says(again)
    case = scene.case()
    assert (case.id, case.status, case.reopened, case.items) == (case_id, CaseStatus.OPEN, 1, 2)
    assert (case.assignee, case.resolution, case.resolved_by) == (None, "", None)
    assert stored.case_id == case_id
    assert scene.acts().count("reopened") == 1


async def test_it_is_said_under_the_card_and_sounds_only_when_urgent(scene: Scene) -> None:
    await answered(scene)
    scene.clock.at += HOUR
    await scene.says("опять пожар")
    (said,) = scene.actions(ActionKind.SAY)
    (delivery,) = scene.store.cards.values()
    assert said.params["code"] == "alert.reopened"
    assert said.params["reply_to"] == delivery.external_id
    assert said.params["silent"] is False
    drawn = await card(scene.world, scene.case().id)
    assert ("card.reopened", {"count": 1}) in [(word.code, word.args) for word in drawn.done]
    assert [one.choice for row in drawn.buttons for one in row] == ["done", "del", "why"]
    assert [quote.state for quote in drawn.quotes] == ["open", "handled"]


async def test_a_complaint_comes_back_silently(scene: Scene) -> None:
    await answered(scene, "ужасно")
    await scene.says("всё ещё ужасно")
    (said,) = scene.actions(ActionKind.SAY)
    assert said.params["silent"] is True


async def test_a_decision_after_that_is_about_the_new_words_only(scene: Scene) -> None:
    await answered(scene)
    before = await scene.ledger()
    stored = await scene.says("опять пожар")
    await scene.presses(Choice.DELETE)
    deleted = [action.message_id for action in scene.actions(ActionKind.DELETE)]
    assert deleted == [stored.id]
    assert await scene.ledger() == (before[0], before[1] + 1)


async def test_an_edit_of_the_answered_words_opens_them_again(scene: Scene) -> None:
    first = await scene.says("пожар", id=50)
    await scene.courier()
    await scene.presses(Choice.DONE)
    await scene.says("пожар на складе", id=50, edited_at=scene.clock.at)
    case = scene.case()
    assert (case.status, case.items) == (CaseStatus.OPEN, 1)
    assert [(item.message_id, item.state) for item in scene.store.all_items] == [(first.id, "open")]


@pytest.mark.parametrize(
    ("wait", "cases"), [(REOPENS_US, 1), (REOPENS_US + 1, 2)], ids=["72 h", "after"]
)
async def test_after_72_hours_it_is_a_new_matter(scene: Scene, wait: int, cases: int) -> None:
    await answered(scene)
    scene.clock.at += wait
    await scene.says("опять пожар")
    assert len(scene.store.cases) == cases


async def test_a_case_that_was_closed_for_good_stays_closed(scene: Scene) -> None:
    case_id = await answered(scene)
    (timer,) = scene.store.timers.values()
    await scene.happens(TimerDue(timer, scene.clock.at))
    await scene.says("опять пожар")
    assert scene.store.cases[case_id].status is CaseStatus.CLOSED
    assert len(scene.store.cases) == 2


async def test_an_open_case_is_not_ended_by_the_timer_of_its_first_answer(scene: Scene) -> None:
    await answered(scene)
    await scene.says("опять пожар")
    assert scene.store.timers == {}


async def test_a_kept_violation_that_is_undone_is_not_ended_by_its_timer(scene: Scene) -> None:
    await answered(scene, "реклама", Choice.KEEP)
    assert await scene.presses(Choice.UNDO) == "press.reopened"
    assert scene.store.timers == {}
    assert scene.case().reopened == 1


@pytest.mark.parametrize("text", ["сколько стоит доставка", "спасибо", "казино"])
async def test_other_words_open_nothing(scene: Scene, text: str) -> None:
    case_id = await answered(scene)
    await scene.says(text)
    assert scene.store.cases[case_id].status is CaseStatus.RESOLVED


async def test_another_person_and_another_thread_are_other_matters(scene: Scene) -> None:
    case_id = await answered(scene)
    await scene.says("пожар", author=OTHER)
    await scene.says("пожар", thread="77")
    assert scene.store.cases[case_id].status is CaseStatus.RESOLVED
    assert len(scene.store.cases) == 3


async def test_an_alarm_does_not_hide_in_a_quiet_complaint(scene: Scene) -> None:
    await answered(scene, "ужасно")
    await scene.says("пожар")
    assert scene.case(CaseKind.COMPLAINT).status is CaseStatus.RESOLVED
    assert scene.case(CaseKind.URGENT).urgent


async def test_what_was_found_to_be_no_violation_stays_decided(scene: Scene) -> None:
    case_id = await answered(scene)
    kept = replace(scene.case(), resolution="kept")
    scene.store.cases[case_id] = kept
    await scene.real.commit(None, Effects.of(ChangeCase(kept, kept.version)))
    await scene.says("опять пожар")
    assert len(scene.store.cases) == 2


async def test_what_comes_late_joins_the_list_and_opens_nothing(scene: Scene) -> None:
    case_id = await answered(scene)
    scene.clock.at += 2 * HOUR
    await scene.says("опять пожар", sent_at=scene.clock.at - HOUR)
    assert scene.store.cases[case_id].status is CaseStatus.RESOLVED
    assert scene.case(CaseKind.CATCH_UP).items == 1


async def test_of_a_timer_and_the_author_at_once_one_is_refused_and_thinks_again(
    scene: Scene,
) -> None:
    case_id = await answered(scene)
    effects = await handle(scene.world, MessageSeen(scene.message("опять пожар")))
    timer = Timer(f"case:{case_id}", 0, "case", {"case": case_id})
    await scene.happens(TimerDue(timer, scene.clock.at))
    with pytest.raises(StaleError):
        await scene.real.commit(None, effects)
    await scene.says("опять пожар")
    assert len(scene.store.cases) == 2
