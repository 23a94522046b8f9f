"""Load for benchmarks on VK: endless comments with known shares of spam and urgency.

    posts = [vk.post(f"Пост {n}") for n in range(20)]
    items = list(islice(make_comments(vk, Mix(seed=1, rate=20, spam=0.05), posts), 600))
    await play_comments(vk, items)         # at the stream's own pace

`vk.delivered_at(comment)` and `vk.calls_of(...)` give the latencies.
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
from sandbox.vk import Comment, Thing, VkSandbox

REGULARS = 300
_ORDINARY = (*CHATTER, *CHATTER, *QUESTIONS, *THANKS, *GRUMBLES, *CONTEST)


@dataclass(frozen=True)
class Mix:
    """What a stream consists of: `rate` comments a second, shares of spam and of urgency."""

    seed: int = 1
    rate: float = 20.0
    spam: float = 0.05
    urgent: float = 0.02


@dataclass(frozen=True)
class CommentItem:
    """One comment to be: `at` is its second in the stream, `kind` is plain, spam or urgent."""

    at: float
    kind: str
    who: int
    thing: Thing
    text: str


def make_comments(vk: VkSandbox, mix: Mix, things: Sequence[Thing]) -> Iterator[CommentItem]:
    """Endless items spread over the things; the same seed, the same texts.

    Spam is undisguised, with a link, each from a new account; all else comes from regulars.
    """
    dice = random.Random(mix.seed)
    regulars = [vk.person(FIRST[number % len(FIRST)]) for number in range(REGULARS)]
    number = 0
    while True:
        share = dice.random()
        if share < mix.spam:
            text = spin(dice, dice.choice((*JOBS, *CASINO, *CRYPTO)))
            text = text.replace("{link}", spin(dice, dice.choice(LINKS)))
            kind, who = "spam", vk.person(dice.choice(SPAMMERS), followers_count=0)
        else:
            kind = "urgent" if share < mix.spam + mix.urgent else "plain"
            text = spin(dice, dice.choice((*ANGRY, *OUTAGE) if kind == "urgent" else _ORDINARY))
            who = dice.choice(regulars)
        yield CommentItem(number / mix.rate, kind, who, dice.choice(things), text)
        number += 1


async def play_comments(vk: VkSandbox, items: Iterable[CommentItem]) -> list[Comment]:
    """Write the comments at the stream's own pace; blocked people's are left out."""
    started, written = time.monotonic(), []
    for item in items:
        early = item.at - (time.monotonic() - started)
        if early > 0:
            await asyncio.sleep(early)
        try:
            written.append(vk.comment(item.thing, item.who, item.text))
        except PermissionError:
            continue
    return written
