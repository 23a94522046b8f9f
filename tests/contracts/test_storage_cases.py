"""Cases, cards, promises, timers and audit lines as every storage keeps them."""

from dataclasses import replace

import pytest

from bot.ports import StaleError
from bot.store import SqlStorage
from models.action import ActionState, Outcome, Priority
from models.case import CaseKind, CaseStatus, Delivery, Label, Timer
from models.channel import ChannelKey, Platform
from models.effects import (
    AttachItem,
    ChangeCase,
    DropTimer,
    Effects,
    MarkItem,
    MarkMessage,
    OpenCase,
    Promise,
    PutDelivery,
    SetTimer,
    SettleAction,
    StartAction,
    WriteAudit,
    WriteLabel,
)
from models.message import Features, Media
from models.signal import Signal
from models.verdict import Hit, Verdict
from models.verdict import Outcome as Fate
from tests.contracts.storage_scene import BORIS, CHAT, LEFT, Scene

ACCOUNT = "telegram:1"
DONE = Outcome(ActionState.DONE, answer={"message_id": "77"})


async def test_a_message_and_its_verdict_come_back_as_they_were(scene: Scene) -> None:
    verdict = Verdict(
        Fate.CARDED,
        "spam",
        (Hit("default.spam", "live", strict=True, reasons=("link",), acts=("delete",)),),
        ("card",),
        (
            Signal("spam", "linear@1", probability=0.75, detail={"step": 2}),
            Signal("link", "check@1", fact=True, evidence="link"),
        ),
        "default@1",
        "negative",
    )
    said = scene.said(
        "1",
        author=BORIS,
        media=(Media("photo", "u1"),),
        features=Features(links=("https://example.org",), custom_emoji=2, is_forward=True),
        thread="10",
        reply_to="11",
        album="a",
        edited_at=5,
    )
    key = await scene.keep(said, verdict)
    found = await scene.storage.message_by_id(key)
    assert found is not None
    assert found.stored.message == said
    assert found.verdict == verdict


async def test_a_case_is_found_while_it_is_open_and_once_closed_makes_room(scene: Scene) -> None:
    first = scene.matter("f")
    await scene.storage.commit(None, Effects.of(OpenCase(first)))
    assert await scene.storage.open_case(CaseKind.VIOLATION, "f") == first
    with pytest.raises(StaleError):
        await scene.storage.commit(None, Effects.of(OpenCase(scene.matter("f"))))
    await scene.storage.commit(None, Effects.of(OpenCase(scene.matter("f", CaseKind.URGENT))))
    closed = replace(first, status=CaseStatus.RESOLVED, version=2, resolution="kept")
    await scene.storage.commit(None, Effects.of(ChangeCase(closed, 1)))
    assert await scene.storage.open_case(CaseKind.VIOLATION, "f") is None
    assert await scene.storage.case(first.id) == closed
    await scene.storage.commit(None, Effects.of(OpenCase(scene.matter("f"))))


async def test_the_newest_case_of_a_matter_is_found_in_any_state_and_may_open_again(
    scene: Scene,
) -> None:
    first = scene.matter("f", CaseKind.URGENT)
    closed = replace(first, status=CaseStatus.RESOLVED, version=2, resolution="done")
    kinds = (CaseKind.COMPLAINT, CaseKind.URGENT)
    assert await scene.storage.latest_case(kinds, "f") is None
    await scene.storage.commit(None, Effects.of(OpenCase(first)))
    await scene.storage.commit(None, Effects.of(ChangeCase(closed, 1)))
    assert await scene.storage.latest_case(kinds, "f") == closed
    assert await scene.storage.latest_case(kinds, "g") is None
    assert await scene.storage.latest_case((CaseKind.COMPLAINT,), "f") is None
    second = scene.matter("f", CaseKind.COMPLAINT)
    await scene.storage.commit(None, Effects.of(OpenCase(second)))
    assert await scene.storage.latest_case(kinds, "f") == second
    again = replace(closed, status=CaseStatus.OPEN, version=3, reopened=1)
    await scene.storage.commit(None, Effects.of(ChangeCase(again, 2)))
    assert await scene.storage.open_case(CaseKind.URGENT, "f") == again


async def test_a_case_that_opens_again_gives_way_to_one_that_is_open(scene: Scene) -> None:
    first = scene.matter("f")
    closed = replace(first, status=CaseStatus.RESOLVED, version=2, resolution="done")
    await scene.storage.commit(None, Effects.of(OpenCase(first)))
    await scene.storage.commit(None, Effects.of(ChangeCase(closed, 1)))
    await scene.storage.commit(None, Effects.of(OpenCase(scene.matter("f"))))
    again = replace(closed, status=CaseStatus.OPEN, version=3)
    with pytest.raises(StaleError):
        await scene.storage.commit(None, Effects.of(ChangeCase(again, 2)))


async def test_the_second_decision_is_stale_and_leaves_nothing(scene: Scene) -> None:
    case = scene.matter()
    await scene.storage.commit(None, Effects.of(OpenCase(case)))
    change = ChangeCase(replace(case, version=2, resolution="kept"), 1)
    await scene.storage.commit(None, Effects.of(change))
    late = Effects.of(WriteAudit(scene.line("late", "x:1")), change)
    with pytest.raises(StaleError):
        await scene.storage.commit(None, late)
    assert await scene.storage.audit_of("x:1") == []


async def test_a_case_counts_its_items_and_a_change_does_not_reset_them(scene: Scene) -> None:
    case = scene.matter()
    await scene.storage.commit(None, Effects.of(OpenCase(case)))
    keys = [await scene.keep(scene.said(number)) for number in "123"]
    items = [AttachItem(scene.item(case, key)) for key in [*keys, keys[0]]]
    await scene.storage.commit(None, Effects.of(*items))
    await scene.storage.commit(None, Effects.of(ChangeCase(replace(case, version=2), 1)))
    marks = MarkItem(case.id, keys[1], "removed")
    await scene.storage.commit(None, Effects.of(marks))
    found = await scene.storage.case(case.id)
    assert found is not None
    assert found.items == 3
    assert [one.message_id for one in await scene.storage.items(case.id, 2)] == [keys[2], keys[1]]
    assert [one.state for one in await scene.storage.items(case.id)] == ["open", "removed", "open"]
    assert [one.id for one in await scene.storage.cases_of(keys[0])] == [case.id]


async def test_a_deleted_message_is_known_to_be_gone_until_it_is_back(scene: Scene) -> None:
    key = await scene.keep(scene.said("1"))
    for deleted in (True, False):
        mark = MarkMessage(key, deleted, "rule:spam", scene.clock.at)
        await scene.storage.commit(None, Effects.of(mark))
        found = await scene.storage.message_by_id(key)
        assert found is not None
        assert found.stored.deleted is deleted


async def test_promises_come_most_pressing_first_and_when_their_time_has_come(scene: Scene) -> None:
    later = scene.act("later", not_before=scene.clock.at + 5)
    acts = [scene.act("card", Priority.CARD), scene.act("alert", Priority.CRITICAL), later]
    elsewhere = replace(scene.act("vk"), channel=ChannelKey(Platform.VK, "9", "1"))
    observed = scene.act("seen", state=ActionState.OBSERVED)
    await scene.storage.commit(None, Effects.of(*map(Promise, [*acts, elsewhere, observed])))
    found = await scene.storage.promised(ACCOUNT, scene.clock.at, 10)
    assert [one.key for one in found] == ["alert", "card"]
    assert found[1] == acts[0]
    assert len(await scene.storage.promised(ACCOUNT, scene.clock.at + 5, 10)) == 3
    assert len(await scene.storage.promised(ACCOUNT, scene.clock.at, 1)) == 1


async def test_a_promise_made_twice_is_one(scene: Scene) -> None:
    first, again = scene.act("delete:1"), scene.act("delete:1")
    await scene.storage.commit(None, Effects.of(Promise(first), Promise(again)))
    await scene.storage.commit(None, Effects.of(Promise(again)))
    found = await scene.storage.promised(ACCOUNT, scene.clock.at, 10)
    assert [one.id for one in found] == [first.id]


async def test_an_act_that_began_is_not_handed_out_again_until_it_is_given_back(
    scene: Scene,
) -> None:
    act = scene.act("ban", Priority.BAN)
    await scene.storage.commit(None, Effects.of(Promise(act)))
    start = StartAction(act.id, scene.clock.at, '{"status":"member"}')
    await scene.storage.commit(None, Effects.of(start))
    assert await scene.storage.promised(ACCOUNT, scene.clock.at, 10) == []
    assert await scene.storage.inverse_state(act.id) == '{"status":"member"}'
    flood = Outcome(ActionState.QUEUED, "flood", retry_after=1.0)
    back = SettleAction(act.id, flood, scene.clock.at, scene.clock.at + 9)
    await scene.storage.commit(None, Effects.of(back))
    assert await scene.storage.promised(ACCOUNT, scene.clock.at, 10) == []
    (again,) = await scene.storage.promised(ACCOUNT, scene.clock.at + 9, 10)
    assert (again.id, again.state, again.tries) == (act.id, ActionState.QUEUED, 1)
    assert again.code == "flood"
    await scene.storage.commit(None, Effects.of(SettleAction(act.id, DONE, scene.clock.at)))
    settled = await scene.storage.action(act.id)
    assert settled is not None
    assert settled.state is ActionState.DONE
    assert await scene.storage.promised(ACCOUNT, scene.clock.at + 9, 10) == []


async def test_an_act_that_was_in_flight_comes_again_after_a_restart(durable: Scene) -> None:
    act = durable.act("delete:1")
    start = StartAction(act.id, durable.clock.at)
    await durable.storage.commit(None, Effects.of(Promise(act)))
    await durable.storage.commit(None, Effects.of(start))
    await durable.storage.close()
    await durable.storage.open()
    (again,) = await durable.storage.promised(ACCOUNT, durable.clock.at, 10)
    assert (again.id, again.state) == (act.id, ActionState.RUNNING)


async def test_acts_are_found_by_case_and_by_message(scene: Scene) -> None:
    acts = [scene.act("a", case_id=5), scene.act("b", message_id=6), scene.act("c")]
    await scene.storage.commit(None, Effects.of(*map(Promise, acts)))
    assert [one.key for one in await scene.storage.actions_of(5, None)] == ["a"]
    assert [one.key for one in await scene.storage.actions_of(None, 6)] == ["b"]


async def test_a_card_is_found_by_its_case_and_by_its_place(scene: Scene) -> None:
    case = scene.matter()
    card = Delivery(scene.ids.new(), case.id, CHAT)
    await scene.storage.commit(None, Effects.of(OpenCase(case), PutDelivery(card)))
    sent = replace(card, external_id="55", rendered_hash="h", sent_at=3)
    await scene.storage.commit(None, Effects.of(PutDelivery(sent)))
    assert list(await scene.storage.deliveries(case.id)) == [sent]
    assert await scene.storage.delivery_at(CHAT, "55") == sent
    assert await scene.storage.delivery_at(CHAT, "56") is None


async def test_timers_come_when_due_move_and_go(scene: Scene) -> None:
    now = scene.clock.at
    timers = [Timer("b", now + 2, "nudge", {"case": 1}), Timer("a", now + 9, "digest")]
    await scene.storage.commit(None, Effects.of(*map(SetTimer, timers)))
    assert await scene.storage.next_due() == now + 2
    assert await scene.storage.due(now + 1, 10) == []
    assert await scene.storage.due(now + 9, 10) == timers
    moved = SetTimer(Timer("a", now + 1, "digest"))
    await scene.storage.commit(None, Effects.of(moved, DropTimer("b")))
    assert [one.key for one in await scene.storage.due(now + 9, 10)] == ["a"]
    await scene.storage.commit(None, Effects.of(SetTimer(timers[0]), DropTimer("b")))
    assert [one.key for one in await scene.storage.due(now + 9, 10)] == ["a"]


async def test_audit_lines_of_an_entity_come_oldest_first_and_the_newest_are_kept(
    scene: Scene,
) -> None:
    for number in range(5):
        line = replace(scene.line("step", "C-1"), codes={"n": number})
        await scene.storage.commit(None, Effects.of(WriteAudit(line)))
    lines = await scene.storage.audit_of("C-1", 3)
    assert [line.codes["n"] for line in lines] == [2, 3, 4]


async def test_a_label_needs_its_message(scene: Scene) -> None:
    key = await scene.keep(scene.said("1"), LEFT)
    label = Label(scene.ids.new(), key, 1, "spam", "decision", None, scene.clock.at)
    await scene.storage.commit(None, Effects.of(WriteLabel(label)))


async def test_what_people_decided_last_is_taught_with_its_text(scene: Scene) -> None:
    assert isinstance(scene.storage, SqlStorage)
    kept, edited = await scene.keep(scene.said("1"), LEFT), await scene.keep(scene.said("2"), LEFT)
    for name in ("spam", "not_spam"):
        label = Label(scene.ids.new(), kept, 1, name, "decision", None, scene.clock.at)
        await scene.storage.commit(None, Effects.of(WriteLabel(label)))
    stale = Label(scene.ids.new(), edited, 7, "spam", "decision", None, scene.clock.at)
    await scene.storage.commit(None, Effects.of(WriteLabel(stale)))
    (truth,) = [one async for one in scene.storage.truths()]
    text = scene.said("1").text
    assert (truth.message_id, truth.name, truth.text) == (kept, "not_spam", text)
    assert {key for key, _ in await scene.storage.recent_texts(10)} == {kept, edited}
    assert len(await scene.storage.recent_texts(1)) == 1


async def test_a_lease_has_a_growing_fence(scene: Scene) -> None:
    async with scene.storage.hold("courier") as first, scene.storage.hold("poller") as second:
        assert first < second
