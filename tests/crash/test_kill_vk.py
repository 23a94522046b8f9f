"""kill -9 at random moments over a VK community: every comment is accounted for.

Events come by long poll and by callback at once, repeated and in disorder, as VK sends them.
"""

import asyncio
import random
from contextlib import suppress

import pytest

from sandbox.vk import Comment
from tests.crash.child import Child
from tests.process import free_port
from tests.vk_watch import VkWatch
from tests.watch import SPAM

KILLS = 20
PER_LIFE = 12
SECRET = "sandbox-callback-secret"


@pytest.fixture
def both_ways(vk_watch: VkWatch) -> VkWatch:
    """A community that is polled, and that calls us too: twice, and in disorder."""
    vk_watch.port = free_port()
    vk_watch.section = f'[vk.callback]\nsecret = "{SECRET}"\n'
    vk_watch.vk.add_callback(f"http://127.0.0.1:{vk_watch.port}/vk", SECRET)
    vk_watch.vk.callbacks.duplicates = 1
    vk_watch.vk.callbacks.shuffle = True
    return vk_watch


def people_write(
    watch: VkWatch, dice: random.Random, number: int
) -> tuple[list[Comment], list[Comment]]:
    """A burst of one life: clean words and spam, every spammer somebody new."""
    clean, spam = [], []
    for one in range(PER_LIFE):
        word = f"{number}-{one}"
        if dice.random() < 0.4:
            author = watch.vk.person(f"Спамер {word}")
            spam.append(watch.vk.comment(watch.post, author, f"{SPAM} Вакансия {word}"))
        else:
            author = watch.vk.person(f"Гость {word}")
            text = f"Добрый день, отзыв номер {word}"
            clean.append(watch.vk.comment(watch.post, author, text))
    return clean, spam


def check_all_is_accounted_for(watch: VkWatch, clean: list[Comment], spam: list[Comment]) -> None:
    """Nothing lost, nothing doubled: one row an event, one verdict a version, one card a case."""
    told = {f"{comment.object_id}/{comment.id}" for comment in clean + spam}
    stored = [row[0] for row in watch.rows("SELECT external_id FROM message")]
    assert sorted(stored) == sorted(told)
    doubled = "SELECT message_id, version FROM verdict GROUP BY 1, 2 HAVING count(*) > 1"
    assert watch.rows(doubled) == []
    assert watch.rows("SELECT id FROM inbox WHERE state <> 1") == []
    open_twice = "SELECT fingerprint FROM case_ WHERE is_open GROUP BY kind, 1 HAVING count(*) > 1"
    assert watch.rows(open_twice) == []
    assert [comment for comment in spam if not comment.deleted] == []
    assert [comment for comment in clean if comment.deleted] == []
    sent = len(watch.vk.cards(watch.moderators))
    # `random_id` makes VK itself refuse a second one: not even a marked repeat is seen.
    assert sent == watch.rows("SELECT count(*) FROM delivery")[0][0]


async def test_twenty_kills_lose_nothing_and_double_nothing(vk_watch: VkWatch) -> None:
    await twenty_kills(vk_watch)


async def test_twenty_kills_between_two_ways_in(both_ways: VkWatch) -> None:
    await twenty_kills(both_ways)


async def twenty_kills(watch: VkWatch) -> None:
    dice = random.Random(2026)
    child = Child(watch)
    clean: list[Comment] = []
    spam: list[Comment] = []
    for number in range(KILLS):
        await child.start()
        words, adverts = people_write(watch, dice, number)
        clean += words
        spam += adverts
        if number % 4 == 0:
            await until_a_call_of(watch, ("messages.send", "wall.deleteComment")[number // 4 % 2])
        else:
            await asyncio.sleep(dice.uniform(0.02, 0.7))
        await child.killed()
    await child.start()
    await watch.handled(60)
    code = await child.ended()

    assert code == 0
    check_all_is_accounted_for(watch, clean, spam)


async def until_a_call_of(watch: VkWatch, method: str) -> None:
    """Wait until the platform has done a call whose answer is still on its way to the bot."""
    before = len(watch.vk.calls_of(method))
    with suppress(TimeoutError):
        await watch.vk.wait_for(lambda: len(watch.vk.calls_of(method)) > before, 3)
