"""The road of a message, from what was written to what is remembered, done and shown."""

from dataclasses import replace

import pytest

from handlers import look_ahead
from models.action import ActionKind, ActionState
from models.case import CaseKind
from models.channel import ChannelKey, Place, Platform
from models.effects import NOTHING, PutMessage, PutVerdict
from models.event import MessageSeen, TimerDue
from models.message import Media
from models.person import Author, AuthorKind, Grant, Role, RoleSource
from models.verdict import Outcome
from tests.unit.handlers.scene import (
    GROUP,
    MODERATOR,
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
