"""VK calls us: confirmed, believed by its secret alone, and stored before it hears `ok`."""

import json

import aiohttp
import pytest

from tests.process import free_port
from tests.vk_watch import VkWatch
from tests.watch import SPAM

SECRET = "sandbox-callback-secret"


@pytest.fixture
async def called(vk_watch: VkWatch) -> VkWatch:
    """A community that only calls us; nothing is polled."""
    vk_watch.port = free_port()
    vk_watch.section = f'mode = "callback"\n[vk.callback]\nsecret = "{SECRET}"\n'
    await vk_watch.start()
    vk_watch.vk.add_callback(f"http://127.0.0.1:{vk_watch.port}/vk", SECRET, confirm=True)
    return vk_watch


async def test_a_server_is_confirmed_and_a_comment_called_in(called: VkWatch) -> None:
    (server,) = called.vk.callbacks.servers.values()
    await called.vk.wait_for(lambda: server.status == "ok", 10)

    comment = called.vk.comment(called.post, called.vk.person("Спамер"), SPAM)

    await called.vk.wait_for(lambda: comment.deleted, 10)
    await called.handled()
    assert called.vk.calls_of("a_check") == []


async def test_calls_that_come_twice_and_in_disorder_change_nothing(called: VkWatch) -> None:
    (server,) = called.vk.callbacks.servers.values()
    await called.vk.wait_for(lambda: server.status == "ok", 10)
    called.vk.callbacks.duplicates, called.vk.callbacks.shuffle = 2, True
    called.vk.callbacks.hold = True
    first = called.vk.comment(called.post, called.vk.person("Анна"), "Добрый день")
    called.vk.edit_comment(first, "Добрый вечер")
    spam = [
        called.vk.comment(called.post, called.vk.person("Спамер"), f"{SPAM} {number}")
        for number in range(8)
    ]
    called.vk.callbacks.hold = False
    called.vk.callbacks.wake()

    await called.vk.wait_for(lambda: all(one.deleted for one in spam), 15)
    await called.handled()

    told = called.rows(
        "SELECT v.body FROM message m JOIN message_version v ON v.message_id = m.id "
        "WHERE m.external_id = ? ORDER BY v.version",
        f"{first.object_id}/{first.id}",
    )
    assert "Добрый вечер" in str(json.loads(told[-1][0]))
    assert called.rows("SELECT count(*) FROM action WHERE kind = 'delete'") == [(8,)]


async def test_whoever_knows_no_secret_is_not_heard(called: VkWatch) -> None:
    event = {
        "type": "wall_reply_new",
        "group_id": called.vk.group_id,
        "event_id": "forged",
        "secret": "wrong",
        "object": {"id": 1, "from_id": 5, "post_id": 1, "date": 1, "text": SPAM},
    }
    url = f"http://127.0.0.1:{called.port}/vk"
    async with aiohttp.ClientSession() as session:
        answers = []
        for change in ({}, {"secret": ""}, {"group_id": 1, "secret": SECRET}):
            async with session.post(url, json={**event, **change}) as answer:
                answers.append(answer.status)

    assert answers == [403, 403, 410]
    assert called.rows("SELECT count(*) FROM inbox") == [(0,)]
