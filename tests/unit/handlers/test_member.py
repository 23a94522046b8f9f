"""Joins, roles by platform rights, our own rights, moves, faults and unreadable updates."""

from dataclasses import replace

import pytest

from handlers.rights import moderators_places, role_of
from models.action import ActionKind
from models.case import CaseKind, CaseStatus, Timer
from models.channel import ChannelKey, Place, Platform
from models.effects import (
    NOTHING,
    CountStanding,
    MoveChannel,
    PutGrant,
    PutHappening,
    QuarantineRow,
)
from models.event import (
    ChannelMoved,
    Fault,
    Happened,
    Malformed,
    MemberChanged,
    RightsChanged,
    TimerDue,
)
from models.person import Author, Grant, Role, RoleSource
from tests.unit.handlers.scene import ANONYMOUS, GROUP, NOBODY, OWNER, STRANGE, TEAM, Scene

BOTH = frozenset({"delete", "restrict"})


def changed(channel: ChannelKey, old: str, new: str, *, may_delete: bool = False) -> MemberChanged:
    return MemberChanged(channel, NOBODY, old, new, OWNER, 5, may_delete=may_delete)


@pytest.mark.parametrize(
    ("event", "role"),
    [
        pytest.param(changed(TEAM, "member", "creator"), Role.LEAD, id="creator of the place"),
        pytest.param(
            changed(TEAM, "member", "administrator", may_delete=True),
            Role.MODERATOR,
            id="administrator who may delete",
        ),
        pytest.param(changed(TEAM, "member", "administrator"), None, id="one who may not"),
        pytest.param(changed(TEAM, "left", "member"), None, id="membership alone"),
        pytest.param(
            changed(GROUP, "member", "administrator", may_delete=True), None, id="of a watched chat"
        ),
    ],
)
async def test_roles_by_platform_rights_in_the_whole_workspace(
    scene: Scene, event: MemberChanged, role: Role | None
) -> None:
    await scene.happens(event)
    assert await role_of(scene.world, NOBODY, None) == role


async def test_an_administrator_of_a_watched_chat_holds_a_role_there(scene: Scene) -> None:
    await scene.happens(changed(GROUP, "member", "administrator", may_delete=True))
    assert await role_of(scene.world, NOBODY, GROUP) is Role.MODERATOR


async def test_a_role_goes_with_the_right(scene: Scene) -> None:
    await scene.happens(changed(TEAM, "member", "administrator", may_delete=True))
    await scene.happens(changed(TEAM, "administrator", "member"))
    assert await role_of(scene.world, NOBODY, None) is None


async def test_the_config_wins_over_everything(scene: Scene) -> None:
    grant = Grant(OWNER.key, Role.TRAINEE, RoleSource.CONFIG)
    scene.settings = replace(scene.settings, grants=(grant,))
    assert await role_of(scene.world, OWNER, None) is Role.TRAINEE


async def test_a_press_wins_over_the_platform(scene: Scene) -> None:
    await scene.happens(changed(TEAM, "member", "creator"))
    await scene.commit(PutGrant(Grant(NOBODY.key, Role.TRAINEE, RoleSource.PRESS)))
    assert await role_of(scene.world, NOBODY, None) is Role.TRAINEE


async def test_behind_a_channel_nobody_has_a_role(scene: Scene) -> None:
    await scene.commit(PutGrant(Grant(ANONYMOUS.key, Role.OWNER, RoleSource.PRESS)))
    assert await role_of(scene.world, ANONYMOUS, None) is None


async def test_a_join_is_remembered(scene: Scene) -> None:
    effects = await scene.happens(changed(GROUP, "left", "member"))
    happening, standing = effects.records
    assert isinstance(happening, PutHappening)
    assert isinstance(standing, CountStanding)
    assert (happening.kind, standing.joined_at) == ("join", 5)


async def test_a_new_colleague_is_offered_to_the_owner(scene: Scene) -> None:
    await scene.happens(changed(TEAM, "left", "member"))
    assert [one.params["code"] for one in scene.actions(ActionKind.SAY)] == ["role.offer"]


class TestOurRights:
    def rights(self, scene: Scene, rights: frozenset[str], status: str = "administrator") -> object:
        me = Author(Platform.TELEGRAM, "999")
        return scene.happens(
            RightsChanged(GROUP, Place.GROUP, status, rights, me, scene.clock.at, "Группа")
        )

    async def test_a_lost_right_is_told_once_and_its_return_ends_it(self, scene: Scene) -> None:
        await self.rights(scene, BOTH)  # type: ignore[misc]
        assert not scene.store.cases
        await self.rights(scene, BOTH - {"delete"})  # type: ignore[misc]
        await self.rights(scene, BOTH - {"delete"})  # type: ignore[misc]
        notice = scene.case(CaseKind.NOTICE)
        assert "no_right:delete" in notice.detail
        assert not notice.urgent
        await self.rights(scene, BOTH)  # type: ignore[misc]
        assert scene.case(CaseKind.NOTICE).resolution == "mended"

    async def test_being_thrown_out_sounds(self, scene: Scene) -> None:
        await self.rights(scene, frozenset(), "kicked")  # type: ignore[misc]
        assert scene.case(CaseKind.NOTICE).urgent
        assert scene.store.known_channels[GROUP].rights == frozenset()


async def test_a_customer_who_blocks_us_is_no_fault_of_a_place(scene: Scene) -> None:
    private = ChannelKey(Platform.TELEGRAM, "999", "700")
    await scene.says("привет", channel=private, place=Place.DIRECT)
    gone = RightsChanged(private, Place.DIRECT, "kicked", frozenset(), OWNER, 5)
    assert await scene.happens(gone) == NOTHING


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(changed(STRANGE, "left", "member"), id="a join"),
        pytest.param(
            RightsChanged(STRANGE, Place.GROUP, "administrator", BOTH, OWNER, 5), id="our rights"
        ),
        pytest.param(ChannelMoved(STRANGE, GROUP, 5), id="a move"),
        pytest.param(Happened(STRANGE, "reaction", NOBODY, 5), id="a reaction"),
    ],
)
async def test_of_a_strange_chat_nothing_is_kept(
    scene: Scene, event: MemberChanged | RightsChanged | ChannelMoved | Happened
) -> None:
    assert await scene.happens(event) == NOTHING


async def test_a_moved_group_takes_everything_along(scene: Scene) -> None:
    new = ChannelKey(Platform.TELEGRAM, "999", "-100999")
    effects = await scene.happens(ChannelMoved(GROUP, new, 5))
    assert MoveChannel(GROUP, new) in effects.records


async def test_a_configured_place_that_moved_is_still_the_place(scene: Scene) -> None:
    scene.settings = replace(scene.settings, moderators=(TEAM,))
    new = ChannelKey(Platform.TELEGRAM, "999", "-100998")
    await scene.happens(ChannelMoved(TEAM, new, 5))
    assert await moderators_places(scene.world) == (new,)


async def test_reactions_are_kept_as_events(scene: Scene) -> None:
    effects = await scene.happens(Happened(GROUP, "reaction", NOBODY, 5, "10", {"new": "👍"}))
    (kept,) = effects.records
    assert isinstance(kept, PutHappening)
    assert kept.target == "10"


class TestFaults:
    async def test_a_fault_is_a_card_until_it_mends(self, scene: Scene) -> None:
        await scene.happens(Fault("disk_full", scene.clock.at))
        assert scene.case(CaseKind.NOTICE).urgent
        await scene.happens(Fault("disk_full", scene.clock.at, mended=True))
        assert scene.case(CaseKind.NOTICE).status is CaseStatus.RESOLVED

    async def test_with_nobody_to_tell_a_fault_is_audited(self, bare: Scene) -> None:
        scene = bare
        await scene.happens(Fault("disk_full", 5))
        assert scene.acts() == ["fault"]

    async def test_an_unreadable_update_is_kept_told_and_its_text_carded(
        self, scene: Scene
    ) -> None:
        for number in (1, 2):
            await scene.happens(Malformed(GROUP, number, "message.date: int", "казино", 5))
        kept = [one for one in scene.store.others if isinstance(one, QuarantineRow)]
        assert [one.inbox_id for one in kept] == [1, 2]
        kinds = sorted(case.kind for case in scene.store.cases.values())
        assert kinds == ["notice", "violation", "violation"]
        assert not scene.actions(ActionKind.DELETE)

    async def test_an_unreadable_update_of_a_strange_chat_is_only_kept(self, bare: Scene) -> None:
        scene = bare
        effects = await scene.happens(Malformed(STRANGE, 1, "message.date: int", "казино", 5))
        assert [type(one).__name__ for one in effects.records] == ["QuarantineRow", "WriteAudit"]


async def test_an_unknown_timer_only_ends(scene: Scene) -> None:
    timer = Timer("x", 1, "unheard_of")
    effects = await scene.happens(TimerDue(timer, 2))
    assert [type(one).__name__ for one in effects.records] == ["DropTimer"]
