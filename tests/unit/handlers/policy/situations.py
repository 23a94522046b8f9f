"""Situations for the tests of this folder: one sentence each, everything else as it usually is."""

from dataclasses import dataclass, field, replace

from handlers.canonical import canonicalise
from handlers.checks import run_checks
from handlers.policy.situation import Situation
from models.channel import ChannelKey, Place, Platform
from models.message import Features, Media, Message, PartKind, TextPart
from models.person import Author, AuthorKind, Standing
from models.signal import Judgement, Sentiment

SECOND = 1_000_000
DAY = 24 * 3600 * SECOND
NOW = 20_000 * DAY

REGULAR = Standing(clean_messages=40, first_seen_at=NOW - 100 * DAY)
GROUP = ChannelKey(Platform.MEMORY, "bot", "group")


def judgement(
    negative: float = 0.1,
    spam: float = 0.0,
    urgency: float = 0.0,
    toxicity: float = 0.0,
) -> Judgement:
    tones = Sentiment(negative, 1 - negative, 0.0)
    return Judgement("linear@test", "ru", tones, toxicity, spam, urgency)


@dataclass(frozen=True)
class Scene:
    """What differs from an ordinary comment of a person never seen before."""

    judged: Judgement | None = field(default_factory=judgement)
    standing: Standing = field(default_factory=Standing)
    features: Features = field(default_factory=Features)
    media: tuple[Media, ...] = ()
    place: Place = Place.COMMENTS
    author: AuthorKind = AuthorKind.USER
    sent_at: int = NOW
    received_at: int = NOW
    edited_at: int | None = None
    watched_since: int | None = None


ORDINARY = Scene()


def situation(text: str = "Добрый день", scene: Scene = ORDINARY) -> Situation:
    author = Author(Platform.MEMORY, "alice", scene.author)
    said = Message(GROUP, scene.place, "1", author, scene.sent_at, scene.received_at)
    said = replace(
        said,
        parts=(TextPart(PartKind.TEXT, text),),
        features=scene.features,
        media=scene.media,
        edited_at=scene.edited_at,
    )
    canonical = canonicalise(said.text)
    return Situation(
        said,
        canonical,
        run_checks(said, canonical),
        scene.judged,
        scene.standing,
        scene.watched_since,
    )
