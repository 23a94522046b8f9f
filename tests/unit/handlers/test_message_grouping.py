"""Which messages become one case, and how a rolling one ends."""

from models.action import ActionKind
from models.case import CaseKind, CaseStatus
from models.channel import Platform
from models.event import TimerDue
from models.person import Author
from tests.unit.handlers.scene import (
    MINUTE,
    NOON,
    Scene,
)


class TestGrouping:
    async def test_a_hundred_equal_texts_are_one_case_and_counted(self, scene: Scene) -> None:
        for number in range(100):
            author = Author(Platform.TELEGRAM, str(1000 + number))
            await scene.says("лучшая реклама в нашем городе", author=author)
        assert scene.case(CaseKind.VIOLATION).items == 100
        assert len(scene.actions(ActionKind.SEND_CARD)) == 1

    async def test_short_equal_texts_are_cases_of_their_own(self, scene: Scene) -> None:
        await scene.says("реклама")
        await scene.says("реклама")
        assert len(scene.store.cases) == 2

    async def test_two_customers_with_the_same_words_are_two_cases(self, scene: Scene) -> None:
        for key in ("701", "702"):
            await scene.says("это просто ужасно, верните", author=Author(Platform.TELEGRAM, key))
        assert len(scene.store.cases) == 2

    async def test_negatives_roll_by_thread_and_hour(self, scene: Scene) -> None:
        await scene.says("плохо", thread="10")
        await scene.says("плохо", thread="10")
        await scene.says("плохо", thread="11")
        scene.clock.at += 60 * MINUTE
        await scene.says("плохо", thread="10")
        assert sorted(case.items for case in scene.store.cases.values()) == [1, 1, 2]

    async def test_a_card_is_recounted_at_most_once_in_ten_seconds(self, scene: Scene) -> None:
        await scene.says("казино")
        await scene.courier()
        for number in range(5):
            await scene.says("казино", author=Author(Platform.TELEGRAM, str(800 + number)))
        buckets = [one for one in scene.actions(ActionKind.REFRESH_CARD) if one.not_before]
        times = {one.not_before for one in buckets}
        assert len(buckets) == len(times) == 2, (
            "these ten seconds, and once more after a card is sent"
        )
        assert min(times) > scene.clock.at

    async def test_a_backlog_is_recounted_by_the_clock(self, scene: Scene) -> None:
        await scene.says("казино")
        await scene.courier()
        old = scene.clock.at
        for number in range(3):
            scene.clock.at += 20_000_000
            author = Author(Platform.TELEGRAM, str(800 + number))
            await scene.says("казино", author=author, received_at=old, sent_at=old)
            await scene.courier(only=ActionKind.REFRESH_CARD)
        later = {one.not_before for one in scene.actions(ActionKind.REFRESH_CARD)} - {0}
        assert len(later) == 3 + 1, "each time anew, and once more after the card was sent"

    async def test_an_urgent_case_sounds_again_after_ten_minutes(self, scene: Scene) -> None:
        await scene.says("пожар")
        await scene.courier()
        await scene.says("пожар!")
        assert not scene.actions(ActionKind.SAY)
        scene.clock.at += 10 * MINUTE
        await scene.says("пожар!!")
        (again,) = scene.actions(ActionKind.SAY)
        assert again.params["silent"] is False


async def test_a_rolling_case_ends_by_its_timer_and_closes_later(scene: Scene) -> None:
    await scene.says("казино")
    (timer,) = scene.store.timers.values()
    assert timer.due_at == NOON + 60 * MINUTE
    await scene.happens(TimerDue(timer, timer.due_at))
    assert scene.case().status is CaseStatus.RESOLVED
    (closing,) = scene.store.timers.values()
    await scene.happens(TimerDue(closing, closing.due_at))
    assert scene.case().status is CaseStatus.CLOSED
    assert not scene.store.timers
