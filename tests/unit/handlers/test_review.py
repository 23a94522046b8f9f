"""Buttons: who may press what in which state, what it does, and the one answer each press gets."""

import itertools

import pytest

from bot.ports import StaleError
from handlers import handle
from handlers.callback import build
from models.action import ActionKind, ActionState, Outcome
from models.card import Choice
from models.case import CaseItem, CaseStatus
from models.channel import Channel, ChannelKey, Place, Platform
from models.effects import AttachItem, PutChannel, PutMessage
from models.event import Pressed
from models.person import Author, AuthorKind
from tests.unit.handlers.scene import (
    ANONYMOUS,
    GROUP,
    LEAD,
    MODERATOR,
    NOBODY,
    OTHER,
    OWNER,
    STRANGE,
    TEAM,
    TRAINEE,
    Scene,
)

DECISIONS = (Choice.DELETE, Choice.DELETE_BAN, Choice.KEEP, Choice.DONE)
EXPECTED = {
    # text: the codes for Delete, Delete + ban, Not a violation, Done
    "реклама": ("press.deleted", "press.banned", "press.kept", "press.done"),
    "пожар": ("press.deleted", "press.not_possible", "press.not_possible", "press.done"),
    "ужасно": ("press.deleted", "press.not_possible", "press.not_possible", "press.done"),
    "плохо": ("press.not_possible", "press.not_possible", "press.not_possible", "press.done"),
    "сколько": ("press.not_possible", "press.not_possible", "press.not_possible", "press.done"),
    "казино": ("press.not_possible",) * 4,
}


@pytest.mark.parametrize(
    ("text", "choice", "code"),
    [
        pytest.param(text, choice, code, id=f"{choice.name} on a case of {text} says {code}")
        for text, codes in EXPECTED.items()
        for choice, code in zip(DECISIONS, codes, strict=True)
    ],
)
async def test_each_button_on_each_kind(scene: Scene, text: str, choice: Choice, code: str) -> None:
    await scene.says(text)
    assert await scene.presses(choice) == code
    decided = code != "press.not_possible"
    assert (scene.case().status is CaseStatus.RESOLVED) is decided


@pytest.mark.parametrize(
    ("author", "choice", "code"),
    [
        pytest.param(author, choice, code, id=f"{author.name or 'an anonymous admin'} {choice}")
        for author, choice, code in [
            (OWNER, Choice.DELETE, "press.deleted"),
            (LEAD, Choice.DELETE, "press.deleted"),
            (MODERATOR, Choice.DELETE, "press.deleted"),
            (TRAINEE, Choice.DELETE, "press.trainee"),
            (TRAINEE, Choice.UNDO, "press.trainee"),
            (TRAINEE, Choice.WHY, "press.why"),
            (TRAINEE, Choice.ITEMS, "press.list"),
            *((NOBODY, choice, "press.refused") for choice in (*DECISIONS, Choice.UNDO)),
            (NOBODY, Choice.WHY, "press.refused"),
            (NOBODY, Choice.ITEMS, "press.refused"),
            (ANONYMOUS, Choice.DELETE, "press.refused"),
        ]
    ],
)
async def test_rights_are_asked_at_the_press(
    scene: Scene, author: Author, choice: Choice, code: str
) -> None:
    await scene.says("реклама")
    assert await scene.presses(choice, author) == code
    refused = code in {"press.refused", "press.trainee"}
    assert ("press_refused" in scene.acts()) is refused
    assert bool(scene.actions(ActionKind.DELETE)) is (code == "press.deleted")


@pytest.mark.parametrize(
    "pair", list(itertools.permutations(DECISIONS, 2)), ids=lambda pair: f"{pair[0]} then {pair[1]}"
)
async def test_the_first_answer_wins(scene: Scene, pair: tuple[Choice, Choice]) -> None:
    await scene.says("реклама")
    version = scene.case().version
    await scene.presses(pair[0], MODERATOR, version=version)
    decided = scene.case()
    assert await scene.presses(pair[1], OTHER, version=version) == "press.already"
    assert scene.case() == decided
    answer = scene.actions(ActionKind.ANSWER_PRESS)[-1]
    assert answer.params["args"]["by"] == "Mira"  # type: ignore[index,call-overload]


async def test_two_presses_at_once_decide_once(scene: Scene) -> None:
    await scene.says("реклама")
    case = scene.case()
    data = build(Choice.DELETE, case.id, case.version)
    presses = [
        Pressed(f"x{number}", who, TEAM, "card", data, scene.clock.at)
        for number, who in enumerate((MODERATOR, OTHER))
    ]
    first, second = [await handle(scene.world, press) for press in presses]
    await scene.commit(*first.records)
    with pytest.raises(StaleError):
        await scene.commit(*second.records)
    await scene.happens(presses[1])
    codes = [one.params["code"] for one in scene.actions(ActionKind.ANSWER_PRESS)]
    assert codes == ["press.deleted", "press.already"]


async def test_an_old_card_of_an_open_case_is_told_so_and_drawn_anew(scene: Scene) -> None:
    await scene.says("реклама")
    await scene.courier()
    assert await scene.presses(Choice.DELETE, version=7) == "press.changed"
    assert not scene.actions(ActionKind.DELETE)


@pytest.mark.parametrize(
    "data",
    ["", "hello", "v1:del:0000000000011:1", "v1:undo:ZZZZZZZZZZZZZ:1", "v0:del:1:1"],
)
async def test_forged_data_gets_a_polite_answer(scene: Scene, data: str) -> None:
    assert await scene.presses_data(data, MODERATOR) == "press.unknown"
    assert "press_refused" in scene.acts()


async def test_a_press_outside_the_moderators_place_does_nothing(scene: Scene) -> None:
    await scene.says("реклама")
    for place in (GROUP, STRANGE):
        assert await scene.presses(Choice.DELETE, channel=place) == "press.unknown"
    assert not scene.actions(ActionKind.DELETE)


async def test_a_card_cannot_press_for_another_case(scene: Scene) -> None:
    await scene.says("реклама")
    await scene.says("это ужасно")
    await scene.courier()
    violation = next(one for one in scene.store.cases.values() if one.kind == "violation")
    other = next(one for one in scene.store.cards.values() if one.case_id != violation.id)
    event = Pressed(
        "x",
        MODERATOR,
        other.channel,
        other.external_id,
        build(Choice.DELETE, violation.id, violation.version),
        scene.clock.at,
    )
    await scene.happens(event)
    assert scene.actions(ActionKind.ANSWER_PRESS)[0].params["code"] == "press.unknown"
    assert not scene.actions(ActionKind.DELETE)


async def test_nothing_a_customer_wrote_in_private_can_be_deleted(scene: Scene) -> None:
    private = ChannelKey(Platform.TELEGRAM, "999", "700")
    await scene.says("реклама", channel=private, place=Place.DIRECT)
    assert await scene.presses(Choice.DELETE) == "press.not_possible"
    assert await scene.presses(Choice.DONE) == "press.done"


async def test_a_channel_that_speaks_is_banned_as_a_channel(scene: Scene) -> None:
    channel = Author(Platform.TELEGRAM, "-100777", AuthorKind.CHANNEL)
    await scene.says("реклама", author=channel)
    await scene.presses(Choice.DELETE_BAN)
    (ban,) = scene.actions(ActionKind.BAN)
    assert (ban.target, ban.params["sender_chat"]) == ("-100777", True)


async def test_each_author_of_a_case_is_banned_once(scene: Scene) -> None:
    for key in ("701", "702", "701"):
        author = Author(Platform.TELEGRAM, key)
        await scene.says("лучшая реклама в нашем городе", author=author)
    await scene.presses(Choice.DELETE_BAN)
    assert sorted(one.target for one in scene.actions(ActionKind.BAN)) == ["701", "702"]
    assert len(scene.actions(ActionKind.DELETE)) == 3


async def test_the_brands_own_words_in_a_case_are_left_alone(scene: Scene) -> None:
    await scene.says("реклама")
    ours = scene.message("реклама", author=ANONYMOUS)
    item = CaseItem(51, scene.case().id, 50, 1, "merge", scene.clock.at)
    await scene.commit(PutMessage(50, 1, ours), AttachItem(item))
    await scene.presses(Choice.DELETE_BAN)
    assert [one.target for one in scene.actions(ActionKind.BAN)] == ["700"]
    assert len(scene.actions(ActionKind.DELETE)) == 1


async def test_a_press_in_observe_mode_says_so_and_does_nothing(scene: Scene) -> None:
    await scene.observe().says("реклама")
    assert await scene.presses(Choice.DELETE_BAN) == "press.observed"
    states = {one.state for one in scene.actions(ActionKind.DELETE, ActionKind.BAN)}
    assert states == {ActionState.OBSERVED}


async def test_decisions_teach(scene: Scene) -> None:
    await scene.says("реклама раз")
    await scene.presses(Choice.KEEP)
    assert [one.name for one in scene.store.labels] == ["not_spam"]
    assert await scene.ledger() == (1, 0)


async def test_all_cards_of_a_case_are_drawn_anew(scene: Scene) -> None:
    second = ChannelKey(Platform.TELEGRAM, "999", "-100223")
    team = scene.store.known_channels[TEAM]
    place = Channel(50, second, team.place, team.purpose, team.watched_since)
    await scene.commit(PutChannel(place))
    await scene.says("реклама")
    await scene.courier()
    await scene.presses(Choice.KEEP)
    version = scene.case().version
    drawn = [one for one in scene.actions(ActionKind.REFRESH_CARD) if f":v{version}" in one.key]
    assert {one.channel for one in drawn} == {team.key, second}


async def test_a_delete_that_was_not_allowed_can_be_wanted_again(scene: Scene) -> None:
    await scene.says("казино", id=1)
    await scene.courier(Outcome(ActionState.NOT_ALLOWED, "no_right:delete"), ActionKind.DELETE)
    await scene.says("реклама", id=1, edited_at=scene.clock.at)
    violation = next(one for one in scene.store.cases.values() if one.kind == "violation")
    await scene.presses(Choice.DELETE, case=violation)
    states = [one.state for one in scene.actions(ActionKind.DELETE)]
    assert states == [ActionState.NOT_ALLOWED, ActionState.QUEUED]


async def test_why_is_said_under_the_card(scene: Scene) -> None:
    await scene.says("реклама")
    assert await scene.presses(Choice.WHY) == "press.why"
    (said,) = scene.actions(ActionKind.SAY)
    codes = [line[0] for line in said.params["lines"]]  # type: ignore[index,union-attr]
    assert said.params["reply_to"] == "card"
    assert "why.rule" in codes
    assert "why.outcome.carded" in codes


async def test_the_list_has_an_undo_for_each_removal(scene: Scene) -> None:
    for number in range(3):
        await scene.says(f"казино {number}")
    await scene.courier()
    await scene.presses(Choice.ITEMS)
    (said,) = [one for one in scene.actions(ActionKind.SAY) if one.params["code"] == "item.head"]
    assert len(said.params["lines"]) == 3  # type: ignore[arg-type]
    assert len(said.params["buttons"]) == 3  # type: ignore[arg-type]
