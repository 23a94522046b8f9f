"""VK in trouble: lost events, dead keys, refusals, floods; nothing is lost and somebody is told."""

import asyncio
from pathlib import Path

import pytest

from bot.connectors.vk import tiers
from bot.parts import StartError
from sandbox.vk import Comment, VkSandbox
from tests.journeys.test_trouble import until_ready
from tests.process import free_port
from tests.vk_watch import VkWatch
from tests.watch import SPAM


def spam(watch: VkWatch, text: str = SPAM) -> Comment:
    return watch.vk.comment(watch.post, watch.vk.person("Спамер"), text)


@pytest.mark.parametrize("html", [0, 502])
async def test_an_outage_delays_and_loses_nothing(vk_watch: VkWatch, html: int) -> None:
    await vk_watch.start()
    with vk_watch.vk.down(html):
        comment = spam(vk_watch)
    await vk_watch.vk.wait_for(lambda: comment.deleted, 20)
    await vk_watch.handled()


async def test_lost_events_are_read_back_and_told(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    await vk_watch.stop()
    comment = spam(vk_watch)
    vk_watch.vk.feed.lose_all()

    await vk_watch.start()

    await vk_watch.vk.wait_for(lambda: comment.deleted, 15)
    await vk_watch.handled()
    assert "gap" in " ".join(vk_watch.acts())


async def test_a_gap_that_no_key_can_read_back_is_told_all_the_same(vk_watch: VkWatch) -> None:
    vk_watch.alone()
    await vk_watch.start()
    await vk_watch.stop()
    spam(vk_watch)
    vk_watch.vk.feed.lose_all()
    await vk_watch.start()
    await vk_watch.card("потер")


async def test_a_malformed_event_costs_no_other(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    vk_watch.vk.push_raw({"type": "wall_reply_new", "object": {"from_id": "no"}})
    vk_watch.vk.push_raw("poison")
    vk_watch.vk.push("invented_in_2027", {"text": "?"})
    comment = spam(vk_watch)
    await vk_watch.vk.wait_for(lambda: comment.deleted, 10)


async def test_a_wrong_key_ends_the_start_with_one_clear_line(
    vk: VkSandbox, tmp_path: Path
) -> None:
    vk.revoke(vk.token)
    with pytest.raises(StartError, match=r"\[vk\]") as refusal:
        await VkWatch(vk, tmp_path).start()
    assert refusal.value.exit_code == 3
    assert vk.token not in str(refusal.value)


async def test_a_key_that_dies_at_work_is_a_fault_until_it_lives_again(vk_watch: VkWatch) -> None:
    vk_watch.port = free_port()
    await vk_watch.start()
    vk_watch.vk.revoke(vk_watch.vk.token)
    vk_watch.vk.feed.expire_key()
    await until_ready(vk_watch, "token_refused", there=True)


async def test_a_key_that_loses_and_regains_its_right_needs_no_restart(
    vk_watch: VkWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "DAY_US", 300_000)
    await vk_watch.start()
    vk_watch.vk.refuse("wall.deleteComment", "user")
    first = spam(vk_watch)
    await vk_watch.card("✋ Удалите вручную:")
    await vk_watch.handled()
    assert not first.deleted

    vk_watch.vk.grant("wall.deleteComment", "user")
    await asyncio.sleep(0.35)  # the day of the refusal
    second = spam(vk_watch, f"{SPAM} ещё")
    await vk_watch.vk.wait_for(lambda: second.deleted, 10)
    await vk_watch.handled()
    assert vk_watch.rows("SELECT count(*) FROM setting WHERE name LIKE 'tier:%' AND value = 'yes'")
