"""What an account may do when, by a clock that the test moves."""

import pytest

from bot.limits import TELEGRAM, VK, VK_BY_PERSON, Limits, Pace
from models.action import Action, ActionKind, Priority
from models.channel import ChannelKey, Platform


class Seconds:
    """A monotonic clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def an_act(
    kind: ActionKind = ActionKind.SAY, chat: str = "-1", priority: Priority = Priority.CARD
) -> Action:
    return Action(1, kind, ChannelKey(Platform.TELEGRAM, "1", chat), "k", priority=priority)


def sent_within(limits: Limits, clock: Seconds, seconds: float, act: Action) -> int:
    """Send as often as the limits allow for a while; return how often that was."""
    end, sent = clock.now + seconds, 0
    while clock.now < end:
        wait = limits.wait(act)
        if wait == 0:
            limits.take(act)
            sent += 1
        else:
            clock.now += wait
    return sent


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def limits(clock: Seconds) -> Limits:
    return Limits(TELEGRAM, clock)


def test_a_group_gets_sixteen_ordinary_sends_a_minute(limits: Limits, clock: Seconds) -> None:
    assert sent_within(limits, clock, 60, an_act()) == 16


def test_an_alarm_still_goes_when_the_ordinary_minute_is_full(
    limits: Limits, clock: Seconds
) -> None:
    for _ in range(16):
        clock.now += limits.wait(an_act())
        limits.take(an_act())

    assert limits.wait(an_act()) > 10
    assert limits.wait(an_act(priority=Priority.CRITICAL)) == 0


def test_edits_do_not_use_up_the_minute(limits: Limits, clock: Seconds) -> None:
    sent_within(limits, clock, 30, an_act(ActionKind.REFRESH_CARD))

    assert limits.wait(an_act()) == 0


def test_a_moderator_is_answered_when_the_ordinary_minute_is_full(
    limits: Limits, clock: Seconds
) -> None:
    for _ in range(16):
        clock.now += limits.wait(an_act())
        limits.take(an_act())

    assert limits.wait(an_act(priority=Priority.ANSWER)) == 0


def test_a_private_chat_knows_no_minute(limits: Limits, clock: Seconds) -> None:
    assert sent_within(limits, clock, 60, an_act(chat="5")) >= 60


def test_deletes_have_a_bucket_of_their_own(limits: Limits, clock: Seconds) -> None:
    sent_within(limits, clock, 60, an_act())

    assert limits.wait(an_act(ActionKind.DELETE)) == 0


def test_answers_to_presses_never_wait(limits: Limits) -> None:
    limits.hit(an_act(), 30)

    assert limits.wait(an_act(ActionKind.ANSWER_PRESS)) == 0


def test_a_flooded_chat_rests_and_the_others_go_on(limits: Limits) -> None:
    limits.hit(an_act(), 30)

    assert limits.wait(an_act()) == pytest.approx(30)
    assert limits.wait(an_act(chat="-2")) == 0


def test_two_flooded_chats_rest_the_whole_account(limits: Limits) -> None:
    limits.hit(an_act(), 30)
    limits.hit(an_act(chat="-2"), 20)

    assert limits.wait(an_act(chat="-3")) == pytest.approx(20)


def test_a_flood_halves_the_rate_and_successes_bring_it_back(clock: Seconds) -> None:
    limits = Limits(Pace(10, 10, 10, 100, 100, 1000), clock)
    act = an_act(ActionKind.DELETE)
    full = sent_within(limits, clock, 10, act)
    limits.hit(act, 0)
    halved = sent_within(limits, clock, 10, act)
    for _ in range(100):
        limits.well(act)

    assert halved < 0.7 * full
    assert sent_within(limits, clock, 10, act) > 0.8 * full


def test_an_edit_that_changed_nothing_costs_nothing(limits: Limits, clock: Seconds) -> None:
    edit = an_act(ActionKind.REFRESH_CARD)
    for _ in range(10):
        limits.take(edit)
        limits.give_back(edit)

    assert limits.wait(edit) == 0
    for _ in range(3):
        limits.take(edit)
    assert limits.wait(edit) > 0
    clock.now += 60
    limits.give_back(edit)
    assert sent_within(limits, clock, 0.5, edit) == 3


def test_a_persons_key_acts_evenly_and_not_in_bursts(clock: Seconds) -> None:
    limits, act = Limits(VK_BY_PERSON, clock), an_act(ActionKind.DELETE, "wall")
    assert sent_within(limits, clock, 0.01, act) == 1
    assert sent_within(limits, clock, 10, act) == 30


def test_people_in_a_vk_chat_get_no_more_a_minute_than_those_in_a_group(clock: Seconds) -> None:
    assert sent_within(Limits(VK, clock), clock, 60, an_act(chat="2000000001")) == 16
    assert sent_within(Limits(VK, clock), clock, 60, an_act(chat="777")) > 100
