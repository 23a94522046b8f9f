"""What a busy hour over VK leaves in logs and metrics: codes and ids, no keys, words or names."""

import logging

import aiohttp
import pytest

from tests.process import free_port
from tests.vk_watch import VkWatch
from tests.watch import SPAM, URGENT

NAMES = ("Запоминаев", "Спамерова")


async def test_logs_and_metrics_hold_no_key_no_text_and_no_name(
    vk_watch: VkWatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vk, vk_watch.port = vk_watch.vk, free_port()
    await vk_watch.start()
    anna, spammer = vk.person("Анна", NAMES[0]), vk.person("Вера", NAMES[1])
    vk.fail_next("wall.deleteComment", 10)
    vk.fail_next("messages.send", 9)
    vk.push_raw({"type": "wall_reply_new", "object": {"text": URGENT, "from_id": None}})
    vk.comment(vk_watch.post, anna, URGENT)
    vk.comment(vk_watch.post, spammer, SPAM)
    vk.message(anna, URGENT)
    await vk_watch.card("списали деньги")
    vk.refuse("wall.deleteComment", "user")
    vk.refuse("wall.deleteComment", "group")
    vk.comment(vk_watch.post, spammer, f"{SPAM} снова")
    await vk_watch.card("✋ Удалите вручную:")
    vk.revoke(vk.user_token)
    vk.comment(vk_watch.post, spammer, f"{SPAM} опять")
    await vk_watch.handled()
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{vk_watch.port}/metrics") as answer,
    ):
        metrics = await answer.text()
    await vk_watch.stop()

    written = metrics + "".join(
        f"{record.getMessage()} {record.__dict__} {record.exc_text}"
        for record in caplog.records
        if not record.name.startswith(("aiosqlite", "asyncio"))
    )
    secrets = (vk.token, vk.user_token, vk.service_token, *NAMES, SPAM[:30], URGENT[:30])
    assert "wall" in written or "vk:" in written, "there is something to look at"
    assert [secret for secret in secrets if secret in written] == []
