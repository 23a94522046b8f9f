"""Load for benchmarks: endless ready `message` updates with known shares of spam and urgency.

    chats = [tg.supergroup(f"Чат {n}") for n in range(20)]
    items = list(islice(make_stream(1, chats, 50, 0.05, 0.02), 3000))
    await play(tg, items)                  # at the stream's own pace; or tg.feed(i.update for i …)

`tg.delivered_at(item.message)` and `tg.calls_of(...)` give the latencies.
"""

import asyncio
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sandbox.people.names import FIRST, SPAMMERS
from sandbox.people.spin import spin
from sandbox.people.talk import CHATTER, CONTEST, GRUMBLES, QUESTIONS, THANKS
from sandbox.people.trouble import ANGRY, CASINO, CRYPTO, JOBS, LINKS, OUTAGE
from sandbox.telegram import TelegramSandbox
from sandbox.telegram.entities import found_in
from sandbox.telegram.wire import JsonObject

REGULARS = 400
FIRST_REGULAR = 6_000_000
FIRST_SPAMMER = 7_000_000
FIRST_MESSAGE = 1_000
TICK_SECONDS = 0.02
_ORDINARY = (*CHATTER, *CHATTER, *QUESTIONS, *THANKS, *GRUMBLES, *CONTEST)


@dataclass(frozen=True)
class Item:
    """One update: `at` is its second in the stream, `kind` is plain, spam or urgent."""

    at: float
    kind: str
    update: JsonObject

    @property
    def message(self) -> JsonObject:
        """The message inside."""
        found: JsonObject = self.update["message"]
        return found


def make_stream(
    seed: int, chats: Sequence[int], rate: float, spam_share: float, urgent_share: float
) -> Iterator[Item]:
    """Endless items, `rate` a second, spread over the chats; the same seed, the same texts.

    Spam is undisguised, with a link, each from a new account; all else comes from regulars.
    """
    dice, numbers = random.Random(seed), dict.fromkeys(chats, FIRST_MESSAGE)
    count = 0
    while True:
        share, chat = dice.random(), dice.choice(chats)
        kind = "spam" if share < spam_share else "plain"
        if spam_share <= share < spam_share + urgent_share:
            kind = "urgent"
        numbers[chat] += 1
        message = _message(dice, kind, count)
        message.update(message_id=numbers[chat], date=int(time.time()))
        message["chat"] = {"id": chat, "type": "supergroup", "title": "Нагрузка"}
        yield Item(count / rate, kind, {"message": message})
        count += 1


def _message(dice: random.Random, kind: str, count: int) -> JsonObject:
    if kind == "spam":
        user = {"id": FIRST_SPAMMER + count, "first_name": dice.choice(SPAMMERS)}
        text = spin(dice, dice.choice((*JOBS, *CASINO, *CRYPTO)))
        text = text.replace("{link}", spin(dice, dice.choice(LINKS)))
    else:
        number = dice.randrange(REGULARS)
        user = {"id": FIRST_REGULAR + number, "first_name": FIRST[number % len(FIRST)]}
        text = spin(dice, dice.choice((*ANGRY, *OUTAGE) if kind == "urgent" else _ORDINARY))
    message: JsonObject = {"from": {**user, "is_bot": False, "language_code": "ru"}, "text": text}
    found = found_in(text)
    return {**message, "entities": found} if found else message


async def play(tg: TelegramSandbox, items: Iterable[Item]) -> int:
    """Feed the items at the stream's own pace; how many were fed is returned."""
    started, fed = time.monotonic(), 0
    batch: list[JsonObject] = []
    for item in items:
        early = item.at - (time.monotonic() - started)
        if early > TICK_SECONDS:
            fed += tg.feed(batch)
            batch = []
            await asyncio.sleep(early)
        batch.append(item.update)
    return fed + tg.feed(batch)
