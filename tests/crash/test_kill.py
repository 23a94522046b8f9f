"""kill -9 at random moments, also between a send and its commit: every update is accounted for.

The process is a real child (`python -m bot run`), killed by its pid; the sandbox keeps what was not
confirmed, as Telegram does.
"""

import asyncio
import random
from contextlib import suppress
from typing import Any

from tests.crash.child import Child
from tests.watch import SPAM, Watch

KILLS = 20
PER_LIFE = 12


def people_write(watch: Watch, dice: random.Random, number: int) -> tuple[list[Any], list[Any]]:
    """A burst of one life: clean words and spam, every spammer somebody new."""
    clean, spam = [], []
    for one in range(PER_LIFE):
        word = f"{number}-{one}"
        if dice.random() < 0.4:
            author = watch.tg.person(f"Спамер {word}")
            watch.tg.join(author, watch.chat)
            spam.append(watch.tg.say(author, watch.chat, f"{SPAM} Вакансия {word}"))
        else:
            clean.append(
                watch.tg.say(watch.newcomer, watch.chat, f"Добрый день, отзыв номер {word}")
            )
    return clean, spam


def check_all_is_accounted_for(watch: Watch, clean: list[Any], spam: list[Any]) -> None:
    """Nothing lost, nothing doubled, and what was repeated is said to be."""
    told = {str(message["message_id"]) for message in clean + spam}
    stored = [row[0] for row in watch.rows("SELECT external_id FROM message")]
    assert sorted(stored) == sorted(told)
    doubled = "SELECT message_id, version FROM verdict GROUP BY 1, 2 HAVING count(*) > 1"
    assert watch.rows(doubled) == []
    assert watch.rows("SELECT id FROM inbox WHERE state <> 1") == []
    open_twice = "SELECT fingerprint FROM case_ WHERE is_open GROUP BY kind, 1 HAVING count(*) > 1"
    assert watch.rows(open_twice) == []
    assert [message for message in spam if not watch.tg.is_deleted(message)] == []
    assert [message for message in clean if watch.tg.is_deleted(message)] == []
    sent = len(watch.tg.cards(watch.moderators))
    deliveries = watch.rows("SELECT count(*) FROM delivery")[0][0]
    repeats = watch.rows("SELECT count(*) FROM audit_event WHERE act = 'sent_again'")[0][0]
    assert sent - deliveries <= repeats <= KILLS


async def test_twenty_kills_lose_nothing_and_double_nothing(unstarted: Watch) -> None:
    watch, dice = unstarted, random.Random(2026)
    child = Child(watch)
    clean: list[Any] = []
    spam: list[Any] = []
    for number in range(KILLS):
        await child.start()
        words, adverts = people_write(watch, dice, number)
        clean += words
        spam += adverts
        if number % 4 == 0:
            await until_a_call_of(watch, ("sendMessage", "deleteMessages")[number // 4 % 2])
        else:
            await asyncio.sleep(dice.uniform(0.02, 0.7))
        await child.killed()
    await child.start()
    await watch.handled(30)
    code = await child.ended()

    assert code == 0
    check_all_is_accounted_for(watch, clean, spam)


async def until_a_call_of(watch: Watch, method: str) -> None:
    """Wait until the platform has done a call whose answer is still on its way to the bot."""
    before = len(watch.tg.calls_of(method))
    with suppress(TimeoutError):
        await watch.tg.wait_for(lambda: len(watch.tg.calls_of(method)) > before, 3)


async def test_sigterm_drains_and_leaves_the_rest_for_the_next_start(unstarted: Watch) -> None:
    watch, dice = unstarted, random.Random(7)
    child = Child(watch)
    await child.start()
    clean, spam = people_write(watch, dice, 0)
    code = await child.ended()
    more_clean, more_spam = people_write(watch, dice, 1)
    await child.start()
    await watch.handled(30)

    assert code == 0
    assert await child.ended() == 0
    check_all_is_accounted_for(watch, clean + more_clean, spam + more_spam)
