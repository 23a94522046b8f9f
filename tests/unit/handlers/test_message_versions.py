"""One message after another: edits, the parts of an album, and what came late."""

from models.action import ActionKind
from models.case import CaseKind
from models.effects import NOTHING
from models.event import MessageSeen
from models.message import Media
from models.verdict import Outcome
from tests.unit.handlers.scene import (
    MINUTE,
    Scene,
)


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

    async def test_a_first_version_that_was_overtaken_changes_nothing(self, scene: Scene) -> None:
        await scene.says("привет", id=7, edited_at=scene.clock.at)
        late = scene.message("казино", id=7)
        assert await scene.happens(MessageSeen(late)) == NOTHING
        scene.clock.at += 180 * MINUTE
        read_back = scene.message("казино", id=7)
        assert await scene.happens(MessageSeen(read_back)) != NOTHING

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
