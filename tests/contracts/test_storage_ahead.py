"""Reading ahead changes no answer: each stays that of the last commit."""

from dataclasses import replace

from bot.ports import Storage
from models.case import CaseKind, CaseStatus
from models.effects import ChangeCase, CountStanding, Effects, OpenCase, PutChannel, PutGrant
from models.person import Grant, Role, RoleSource
from tests.contracts.storage_scene import ANNA, BORIS, CHAT, OTHER, REMOVED, Scene


async def clean(storage: Storage, scene: Scene) -> int:
    return (await storage.known(scene.said("9"))).standing.clean_messages


async def ahead_of(scene: Scene) -> None:
    """Have everything about messages 1 and 9 and a matter in hand."""
    await scene.storage.commit(None, Effects.of(PutChannel(scene.channel())))
    await scene.keep(scene.said("0", author=BORIS))
    await scene.keep(scene.said("0", author=BORIS, channel=OTHER))
    await scene.storage.expect([scene.said("1"), scene.said("9")], ["matter"])


async def test_standing_counts_what_was_committed_since(scene: Scene) -> None:
    await ahead_of(scene)
    assert await clean(scene.storage, scene) == 0

    await scene.keep(scene.said("1"))

    assert await clean(scene.storage, scene) == 1


async def test_a_join_that_was_committed_since_is_seen(scene: Scene) -> None:
    await ahead_of(scene)
    now = scene.clock.now()

    join = CountStanding(ANNA, CHAT, now, joined_at=now - 5)
    await scene.storage.commit(None, Effects.of(join))

    assert (await scene.storage.known(scene.said("1"))).standing.joined_at == now - 5


async def test_a_role_that_was_given_since_is_seen(scene: Scene) -> None:
    await ahead_of(scene)

    grant = Grant(ANNA.key, Role.MODERATOR, RoleSource.PRESS)
    await scene.storage.commit(None, Effects.of(PutGrant(grant)))

    assert (await scene.storage.known(scene.said("1"))).standing.role is Role.MODERATOR


async def test_a_message_that_was_stored_since_is_found(scene: Scene) -> None:
    await ahead_of(scene)
    key = await scene.keep(scene.said("1"), REMOVED)

    earlier = (await scene.storage.known(scene.said("1"))).earlier

    assert earlier is not None
    assert (earlier.id, earlier.verdict_outcome) == (key, "removed")


async def test_a_message_that_was_stored_before_is_found(scene: Scene) -> None:
    key = await scene.keep(scene.said("1"))
    await ahead_of(scene)

    earlier = (await scene.storage.known(scene.said("1"))).earlier

    assert earlier is not None
    assert earlier.id == key


async def test_an_album_is_looked_up_though_its_part_is_new(scene: Scene) -> None:
    await scene.keep(scene.said("1", album="a"), REMOVED)
    part = scene.said("2", album="a")
    await scene.storage.expect([part], [])

    assert (await scene.storage.known(part)).album_parts == ("1",)


async def test_a_matter_that_was_opened_since_is_found(scene: Scene) -> None:
    await ahead_of(scene)
    kinds = (CaseKind.COMPLAINT, CaseKind.URGENT)
    assert await scene.storage.open_case(CaseKind.COMPLAINT, "matter") is None
    assert await scene.storage.latest_case(kinds, "matter") is None

    case = scene.matter("matter", CaseKind.COMPLAINT)
    await scene.storage.commit(None, Effects.of(OpenCase(case)))

    assert await scene.storage.open_case(CaseKind.COMPLAINT, "matter") == case
    assert await scene.storage.latest_case(kinds, "matter") == case


async def test_a_matter_of_before_is_found(scene: Scene) -> None:
    case = scene.matter("matter", CaseKind.COMPLAINT)
    await scene.storage.commit(None, Effects.of(OpenCase(case)))
    await ahead_of(scene)

    assert await scene.storage.open_case(CaseKind.COMPLAINT, "matter") == case


async def test_a_case_that_was_closed_since_is_open_no_more(scene: Scene) -> None:
    case, other = scene.matter("one"), scene.matter("other")
    await scene.storage.commit(None, Effects.of(OpenCase(case), OpenCase(other)))
    for one in (case, other):
        assert await scene.storage.open_case(one.kind, one.fingerprint) == one

    after = replace(case, status=CaseStatus.RESOLVED, version=2)
    await scene.storage.commit(None, Effects.of(ChangeCase(after, expected=case.version)))

    assert await scene.storage.open_case(case.kind, "one") is None
    assert await scene.storage.open_case(other.kind, "other") == other
