"""The road of a message, from what was written to what is remembered, done and shown."""

from dataclasses import replace

import pytest

from handlers import look_ahead
from models.action import ActionKind, ActionState
from models.case import CaseKind, CaseStatus
from models.channel import ChannelKey, Place, Platform
from models.effects import NOTHING, PutMessage, PutVerdict
from models.event import MessageSeen, TimerDue
from models.message import Media
from models.person import Author, AuthorKind, Grant, Role, RoleSource
from models.verdict import Outcome
from tests.unit.handlers.scene import (
    GROUP,
    MINUTE,
    MODERATOR,
    NOON,
    STRANGE,
    TEAM,
    Scene,
)

PRIVATE = ChannelKey(Platform.TELEGRAM, "999", "700")


async def test_a_clean_message_leaves_four_records_and_no_act(scene: Scene) -> None:
    stored = await scene.says("Добрый день, соседи")
    kinds = [type(record).__name__ for record in scene.last.records]
    assert kinds == ["PutMessage", "PutVerdict", "CountStanding", "WriteAudit"]
    assert stored.verdict_outcome == Outcome.LEFT
    assert await scene.ledger() == (1, 0)


async def test_a_clean_message_asks_the_classifier_once(scene: Scene) -> None:
    await scene.says("Добрый день, соседи")
    assert scene.classifier.calls == [1]


async def test_a_lane_asks_the_classifier_once_for_all_its_messages(scene: Scene) -> None:
    events = [MessageSeen(scene.message(f"слово номер {number}")) for number in range(32)]
    looks = await look_ahead(scene.world, [*events, TimerDue(None, 0)])  # type: ignore[arg-type]
    assert scene.classifier.calls == [32]
    assert len(looks) == 33
    assert looks[-1] is None


async def test_a_sticker_is_never_heard_by_the_classifier_and_left_alone(scene: Scene) -> None:
    stored = await scene.says(media=(Media("sticker", "s1"),))
    assert scene.classifier.calls == []
    assert stored.verdict_outcome == Outcome.LEFT


@pytest.mark.parametrize(
    ("text", "kind", "outcome"),
    [
        pytest.param("жми казино сюда", CaseKind.REMOVALS, Outcome.REMOVED, id="strict removes"),
        pytest.param("тут реклама", CaseKind.VIOLATION, Outcome.CARDED, id="likely spam is asked"),
        pytest.param("у нас пожар", CaseKind.URGENT, Outcome.ALERTED, id="urgent sounds"),
        pytest.param("это ужасно", CaseKind.COMPLAINT, Outcome.CARDED, id="anger is a complaint"),
        pytest.param("как-то плохо", CaseKind.NEGATIVES, Outcome.ROLLED, id="sadness rolls"),
        pytest.param("сколько стоит", CaseKind.QUESTION, Outcome.ROLLED, id="a question queues"),
    ],
)
async def test_each_verdict_has_its_case_and_its_card(
    scene: Scene, text: str, kind: CaseKind, outcome: Outcome
) -> None:
    stored = await scene.says(text)
    case = scene.case(kind)
    assert stored.verdict_outcome == outcome
    assert stored.case_id == case.id
    assert case.items == 1
    assert case.urgent is (kind is CaseKind.URGENT)
    (card,) = scene.actions(ActionKind.SEND_CARD)
    assert card.channel == TEAM
    assert bool(scene.actions(ActionKind.DELETE)) is (outcome is Outcome.REMOVED)


async def test_only_one_delete_is_promised_and_it_has_a_way_back(scene: Scene) -> None:
    await scene.says("казино", id=5)
    (delete,) = scene.actions(ActionKind.DELETE)
    assert (delete.target, delete.inverse, delete.state) == ("5", "repost", ActionState.QUEUED)
    assert delete.cause == "rule:tests.scheme"
    assert await scene.ledger() == (0, 1)


async def test_observe_mode_says_and_does_nothing(scene: Scene) -> None:
    await scene.observe().says("казино")
    (delete,) = scene.actions(ActionKind.DELETE)
    assert delete.state is ActionState.OBSERVED
    assert len(scene.actions(ActionKind.SEND_CARD)) == 1


@pytest.mark.parametrize(
    "author",
    [
        pytest.param(MODERATOR, id="a moderator"),
        pytest.param(
            Author(Platform.TELEGRAM, GROUP.external_id, AuthorKind.ANONYMOUS_ADMIN), id="anonymous"
        ),
        pytest.param(
            Author(Platform.TELEGRAM, "-1005", AuthorKind.LINKED_CHANNEL), id="linked channel"
        ),
    ],
)
async def test_our_own_people_are_stored_and_never_acted_on(scene: Scene, author: Author) -> None:
    stored = await scene.says("казино пожар реклама", author=author)
    assert stored.verdict_outcome == Outcome.LEFT
    assert not scene.store.actions
    assert not scene.store.cases


async def test_whom_the_config_names_is_never_acted_on(scene: Scene) -> None:
    boss = Author(Platform.TELEGRAM, "555")
    grant = Grant(boss.key, Role.LEAD, RoleSource.CONFIG)
    scene.settings = replace(scene.settings, grants=(grant,))
    assert (await scene.says("казино", author=boss)).verdict_outcome == Outcome.LEFT


async def test_our_own_voice_is_not_stored(scene: Scene) -> None:
    me = Author(Platform.TELEGRAM, "999", AuthorKind.BOT)
    assert await scene.happens(MessageSeen(scene.message("казино", author=me))) == NOTHING


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        pytest.param(STRANGE, Place.GROUP, id="an unbound group"),
        pytest.param(TEAM, Place.GROUP, id="talk in the moderators' chat"),
    ],
)
async def test_where_nobody_listens_nothing_is_stored_and_nothing_sent(
    scene: Scene, channel: ChannelKey, place: Place
) -> None:
    event = MessageSeen(scene.message("казино", channel=channel, place=place))
    assert await scene.happens(event) == NOTHING


async def test_a_stranger_in_private_is_not_heard_before_a_team_is_there(bare: Scene) -> None:
    event = MessageSeen(bare.message("пожар", channel=PRIVATE, place=Place.DIRECT))
    assert await bare.happens(event) == NOTHING


async def test_a_customer_in_private_is_carded_and_never_deleted(scene: Scene) -> None:
    stored = await scene.says("казино", channel=PRIVATE, place=Place.DIRECT)
    assert stored.verdict_outcome == Outcome.CARDED
    assert not scene.actions(ActionKind.DELETE)
    assert PRIVATE in scene.store.known_channels


async def test_a_colleague_in_private_is_not_intake(scene: Scene) -> None:
    message = scene.message("пожар", channel=PRIVATE, place=Place.DIRECT, author=MODERATOR)
    assert await scene.happens(MessageSeen(message)) == NOTHING


class TestEdits:
    async def test_an_edit_into_spam_acts_and_moves_the_ledger(self, scene: Scene) -> None:
        await scene.says("привет", id=7)
        assert await scene.ledger() == (1, 0)
        stored = await scene.says("казино", id=7, edited_at=scene.clock.at)
        assert (stored.version, stored.verdict_outcome) == (2, Outcome.REMOVED)
        assert len(scene.actions(ActionKind.DELETE)) == 1
        assert await scene.ledger() == (0, 1)

    async def test_an_edit_that_changes_nothing_is_nothing(self, scene: Scene) -> None:
        await scene.says("привет", id=7)
        again = scene.message("привет", id=7, edited_at=scene.clock.at)
        assert await scene.happens(MessageSeen(again)) == NOTHING

    async def test_an_edit_of_a_removed_message_deletes_it_once(self, scene: Scene) -> None:
        await scene.says("казино", id=7)
        await scene.says("казино казино", id=7, edited_at=scene.clock.at)
        assert len(scene.actions(ActionKind.DELETE)) == 1
        assert scene.case().items == 1
        assert await scene.ledger() == (0, 1)


class TestAlbums:
    async def test_a_later_part_inherits_the_worst_verdict(self, scene: Scene) -> None:
        await scene.says("казино", id=1, album="a")
        stored = await scene.says(id=2, album="a", media=(Media("photo"),))
        assert stored.verdict_outcome == Outcome.REMOVED
        assert sorted(one.target for one in scene.actions(ActionKind.DELETE)) == ["1", "2"]

    async def test_a_bad_part_takes_the_earlier_ones_with_it(self, scene: Scene) -> None:
        await scene.says(id=1, album="a", media=(Media("photo"),))
        await scene.says(id=2, album="a", media=(Media("photo"),))
        await scene.says("казино", id=3, album="a")
        assert sorted(one.target for one in scene.actions(ActionKind.DELETE)) == ["1", "2", "3"]
        assert scene.case().items == 3

    async def test_parts_of_a_carded_album_are_one_case(self, scene: Scene) -> None:
        await scene.says("реклама", id=1, album="a")
        await scene.says(id=2, album="a", media=(Media("photo"),))
        assert scene.case().items == 2
        assert len(scene.actions(ActionKind.SEND_CARD)) == 1


class TestLate:
    async def test_what_came_late_is_listed_silently(self, scene: Scene) -> None:
        for text in ("пожар", "реклама", "сколько стоит"):
            await scene.says(text, sent_at=scene.clock.at - 31 * MINUTE)
        case = scene.case(CaseKind.CATCH_UP)
        assert case.items == 3
        assert not case.urgent
        assert len(scene.actions(ActionKind.SEND_CARD)) == 1

    async def test_strict_rules_act_on_what_came_late(self, scene: Scene) -> None:
        await scene.says("казино", sent_at=scene.clock.at - 31 * MINUTE)
        assert len(scene.actions(ActionKind.DELETE)) == 1

    async def test_half_an_hour_is_not_late(self, scene: Scene) -> None:
        await scene.says("пожар", sent_at=scene.clock.at - 29 * MINUTE)
        assert scene.case(CaseKind.URGENT).urgent


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
        assert len(buckets) == 1
        assert buckets[0].not_before > scene.clock.at

    async def test_a_backlog_is_recounted_by_the_clock(self, scene: Scene) -> None:
        await scene.says("казино")
        await scene.courier()
        old = scene.clock.at
        for number in range(3):
            scene.clock.at += 20_000_000
            author = Author(Platform.TELEGRAM, str(800 + number))
            await scene.says("казино", author=author, received_at=old, sent_at=old)
            await scene.courier(only=ActionKind.REFRESH_CARD)
        assert len([one for one in scene.actions(ActionKind.REFRESH_CARD) if one.not_before]) == 3

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


async def test_the_verdicts_line_of_audit_holds_codes_only(scene: Scene) -> None:
    await scene.says("казино с именем Ивана")
    (line,) = [one for one in scene.store.lines if one.act == "verdict"]
    assert line.codes["outcome"] == "removed"
    assert line.codes["rules"] == "tests.scheme"
    assert line.codes["checkpoint"] == "fake@1"
    assert "Иван" not in repr(scene.store.lines)


async def test_a_verdict_is_written_after_the_case_it_names(scene: Scene) -> None:
    await scene.says("реклама")
    kinds = [type(record) for record in scene.last.records]
    assert kinds.index(PutMessage) == 0
    assert kinds.index(PutVerdict) > [kind.__name__ for kind in kinds].index("OpenCase")
