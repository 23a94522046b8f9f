"""Undo as one act: the way back on the platform, the ledger, the label, the case; once only."""

import pytest

from models.action import ActionKind, ActionState, Outcome
from models.card import Choice
from models.case import CaseKind, CaseStatus
from models.effects import MarkItem, StartAction
from models.event import TimerDue
from models.person import Author
from tests.unit.handlers.scene import (
    DAY,
    LEAD,
    MODERATOR,
    OTHER,
    OWNER,
    Scene,
)


class TestUndo:
    async def test_act_then_undo_leaves_a_good_standing(self, scene: Scene) -> None:
        stored = await scene.says("казино")
        await scene.courier()
        assert await scene.ledger() == (0, 1)
        assert await scene.presses(Choice.UNDO) == "press.undone_quote"
        assert await scene.ledger() == (1, 0)
        (repost,) = scene.actions(ActionKind.REPOST)
        assert repost.params["text"] == "казино"
        assert [one.name for one in scene.store.labels] == ["not_spam"]
        assert scene.store.all_items[0].state == "restored"
        assert stored.id == scene.store.all_items[0].message_id

    async def test_undo_twice_is_undone_once(self, scene: Scene) -> None:
        await scene.says("казино")
        await scene.courier()
        await scene.presses(Choice.UNDO)
        await scene.courier()
        assert await scene.presses(Choice.UNDO, OTHER) == "press.undone_already"
        assert await scene.ledger() == (1, 0)
        assert len(scene.actions(ActionKind.REPOST)) == 1

    async def test_a_way_back_that_failed_can_be_gone_again_and_counts_once(
        self, scene: Scene
    ) -> None:
        await scene.says("казино")
        await scene.courier()
        await scene.presses(Choice.UNDO)
        await scene.courier(Outcome(ActionState.FAILED, "bad_request"), ActionKind.REPOST)
        removals = scene.case(CaseKind.REMOVALS)
        assert await scene.presses(Choice.UNDO, case=removals) == "press.undone_quote"
        await scene.courier()
        states = [one.state for one in scene.actions(ActionKind.REPOST)]
        assert states == [ActionState.FAILED, ActionState.DONE]
        assert await scene.ledger() == (1, 0)
        again = await scene.presses(Choice.UNDO, case=scene.case(CaseKind.REMOVALS))
        assert again == "press.undone_already"

    async def test_a_real_act_is_taken_back_in_observe_mode_too(self, scene: Scene) -> None:
        await scene.says("казино")
        await scene.courier()
        scene.observe()
        await scene.presses(Choice.UNDO)
        assert [one.state for one in scene.actions(ActionKind.REPOST)] == [ActionState.QUEUED]

    async def test_the_taken_back_act_is_marked_undone(self, scene: Scene) -> None:
        await scene.says("казино")
        await scene.courier()
        await scene.presses(Choice.UNDO)
        await scene.courier()
        assert [one.state for one in scene.actions(ActionKind.DELETE)] == [ActionState.UNDONE]

    async def test_one_of_several_removals_is_taken_back_alone(self, scene: Scene) -> None:
        first = await scene.says("казино раз", id=1)
        await scene.says("казино два", id=2)
        await scene.courier()
        await scene.presses(Choice.UNDO, argument=scene.argument(first))
        states = {one.message_id: one.state for one in scene.store.all_items}
        assert states[first.id] == "restored"
        assert list(states.values()).count("removed") == 1
        assert [one.target for one in scene.actions(ActionKind.REPOST)] == ["1"]

    async def test_what_is_still_under_way_is_waited_for(self, scene: Scene) -> None:
        await scene.says("казино")
        assert await scene.presses(Choice.UNDO) == "press.under_way"

    async def test_a_ban_is_lifted_and_the_old_rights_come_back(self, scene: Scene) -> None:
        await scene.says("реклама")
        await scene.presses(Choice.DELETE_BAN)
        (ban,) = scene.actions(ActionKind.BAN)
        before = '{"status": "restricted", "permissions": {"can_x": true}}'
        await scene.commit(StartAction(ban.id, 1, before))
        await scene.courier()
        assert await scene.presses(Choice.UNDO) == "press.undone_quote"
        (unban,) = scene.actions(ActionKind.UNBAN)
        (restore,) = scene.actions(ActionKind.UNRESTRICT)
        assert unban.params["only_if_banned"] is True
        assert restore.params["permissions"] == {"can_x": True}

    async def test_who_was_banned_before_us_stays_banned(self, scene: Scene) -> None:
        await scene.says("реклама")
        await scene.presses(Choice.DELETE_BAN)
        (ban,) = scene.actions(ActionKind.BAN)
        await scene.commit(StartAction(ban.id, 1, '{"status": "kicked"}'))
        await scene.courier()
        await scene.presses(Choice.UNDO)
        assert not scene.actions(ActionKind.UNBAN)

    @pytest.mark.parametrize(
        ("author", "after", "code"),
        [
            pytest.param(MODERATOR, 0, "press.undone_quote", id="the decider at once"),
            pytest.param(MODERATOR, DAY + 1, "press.undo_refused", id="the decider too late"),
            pytest.param(OTHER, 0, "press.undo_refused", id="another moderator"),
            pytest.param(LEAD, 3 * DAY, "press.undone_quote", id="a lead, any time"),
            pytest.param(OWNER, 3 * DAY, "press.undone_quote", id="the owner, any time"),
        ],
    )
    async def test_who_may_undo_a_decision(
        self, scene: Scene, author: Author, after: int, code: str
    ) -> None:
        await scene.says("реклама")
        await scene.presses(Choice.DELETE)
        await scene.courier()
        scene.clock.at += after
        assert await scene.presses(Choice.UNDO, author) == code

    async def test_not_a_violation_can_be_thought_over(self, scene: Scene) -> None:
        await scene.says("реклама")
        await scene.presses(Choice.KEEP)
        assert await scene.presses(Choice.UNDO) == "press.reopened"
        assert scene.case().status is CaseStatus.OPEN
        assert await scene.ledger() == (0, 0)
        assert await scene.presses(Choice.DELETE) == "press.deleted"

    async def test_what_was_removed_before_stays_out_when_the_rest_is_thought_over(
        self, scene: Scene
    ) -> None:
        first = await scene.says("лучшая реклама в нашем городе", id=1)
        await scene.says("лучшая реклама в нашем городе", id=2)
        await scene.commit(MarkItem(scene.case().id, first.id, "removed"))
        await scene.presses(Choice.KEEP)
        await scene.presses(Choice.UNDO)
        states = {one.message_id: one.state for one in scene.store.all_items}
        assert states[first.id] == "removed"
        assert await scene.ledger() == (0, 0)

    async def test_a_closed_case_is_not_thought_over(self, scene: Scene) -> None:
        await scene.says("реклама")
        await scene.presses(Choice.KEEP)
        (timer,) = scene.store.timers.values()
        await scene.happens(TimerDue(timer, timer.due_at))
        assert await scene.presses(Choice.UNDO) == "press.not_possible"

    async def test_what_came_again_meanwhile_is_not_opened_twice(self, scene: Scene) -> None:
        await scene.says("лучшая реклама в нашем городе")
        first = scene.case()
        await scene.presses(Choice.KEEP)
        await scene.says("лучшая реклама в нашем городе")
        kept = scene.store.cases[first.id]
        assert await scene.presses(Choice.UNDO, case=kept) == "press.not_possible"

    async def test_an_observed_removal_is_taken_back_in_words(self, scene: Scene) -> None:
        await scene.observe().says("казино")
        assert await scene.presses(Choice.UNDO) == "press.undone"
        assert await scene.ledger() == (1, 0)
        assert not scene.actions(ActionKind.REPOST)
