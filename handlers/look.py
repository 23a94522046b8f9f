"""The look at a message: its canonical text, what the checks see, what the classifier hears.

A lane asks for up to 32 of its own messages at once, so that one busy chat fills a batch. Tone is
heard in the author's own words only, spam in all that the message shows. `handlers.judge` is next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from handlers.canonical import Canonical, canonicalise
from handlers.cases.grouping import personal
from handlers.checks import run_checks
from handlers.world import World
from models.event import Event, MessageRestored, MessageSeen
from models.message import Message
from models.signal import Judgement, Sentiment, Signal

_CALM: Final = Sentiment(negative=0.0, neutral=1.0, positive=0.0)


@dataclass(frozen=True, slots=True)
class Look:
    """All that can be seen of one version of a message without asking the store."""

    message: Message
    canonical: Canonical
    """Of all text of the message."""
    own: Canonical
    """Of the author's own words."""
    signals: tuple[Signal, ...]
    judgement: Judgement | None
    """None where there was nothing to hear, or the classifier was silent."""


async def look_ahead(world: World, events: Sequence[Event]) -> list[Look | None]:
    """Return a look for each message among the events, None for the others.

    One classifier call serves all of them, and one read ahead of what the store will be asked.
    """
    messages = [
        event.message if isinstance(event, MessageSeen | MessageRestored) else None
        for event in events
    ]
    looks = await look_at(world, messages)
    seen = [message for message in messages if message is not None]
    if seen:
        await world.store.expect(seen, [*{personal(message) for message in seen}])
    return looks


async def look_at(world: World, messages: Sequence[Message | None]) -> list[Look | None]:
    """Return the looks at messages in their order."""
    read = [None if message is None else _read(message) for message in messages]
    texts = [text for pair in read if pair is not None for text in _audible(pair)]
    heard = iter(await world.classifier.classify(texts) if texts else ())
    looks: list[Look | None] = []
    for message, pair in zip(messages, read, strict=True):
        if message is None or pair is None:
            looks.append(None)
            continue
        whole, own = pair
        judgement = _merge(pair, [next(heard) for _ in _audible(pair)])
        looks.append(Look(message, whole, own, run_checks(message, whole), judgement))
    return looks


def _read(message: Message) -> tuple[Canonical, Canonical]:
    text, own_text = message.text, message.own_text
    whole = canonicalise(text)
    return whole, whole if own_text == text else canonicalise(own_text)


def _audible(pair: tuple[Canonical, Canonical]) -> list[Canonical]:
    """Return which of the two texts the classifier is asked about: never one without letters."""
    whole, own = pair
    asked = (whole,) if whole is own else (whole, own)
    return [text for text in asked if text.letters or any(map(str.isalpha, text.text))]


def _merge(
    pair: tuple[Canonical, Canonical], answers: Sequence[Judgement | None]
) -> Judgement | None:
    """Take spam from the whole text and everything else from the author's own words."""
    whole, own = pair
    if whole is own or not answers:
        return answers[0] if answers else None
    if len(answers) == 1:  # the author added no words: only spam was heard
        only = answers[0]
        return only and replace(only, sentiment=_CALM, toxicity=0.0, urgency=0.0)
    of_whole, of_own = answers
    if of_whole is None or of_own is None:
        return None
    return replace(of_own, spam=of_whole.spam)
