# long: every act that may be promised, each made in one place
"""Every act we may promise, made in one place: its key, its inverse, its urgency.

Keys name what is meant, not when it was asked, so that an event handled twice promises once. In
observe mode acts on people are written as OBSERVED and never leave; cards and answers always do.
The courier carries them out next, and `handlers.outcome` hears how they ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from handlers.world import Mode, World
from models.action import Action, ActionKind, ActionState, Json, Priority
from models.card import Word
from models.case import Delivery
from models.channel import ChannelKey, Place, Platform
from models.effects import Promise
from models.event import Pressed
from models.message import Message
from models.person import AuthorKind

COUNTERS_US: Final = 10_000_000
"""A card's counters are edited at most this often; a change of state is edited at once."""

RESTORABLE: Final = frozenset({Place.WALL, Place.PHOTO, Place.VIDEO, Place.MARKET, Place.BOARD})
"""Places of a VK community where a deleted comment can be brought back as it was."""
TOUCHABLE: Final = frozenset({Place.GROUP, Place.COMMENTS, Place.POSTS}) | RESTORABLE
"""Places where a message of others may be deleted and its author banned."""
REASONS: Final = {"spam": "spam", "toxicity": "abuse", "threat": "abuse"}
"""Kind of a verdict -> reason of a VK ban; everything else is `other`."""


@dataclass(frozen=True, slots=True)
class Sake:
    """On whose word and in which matter an act is promised."""

    cause: str
    case_id: int | None = None
    message_id: int | None = None
    again: str = ""
    """Ends the key when the same act was promised before, failed, and is wanted anew."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A short text of ours: code, arguments, lines below, a quoted text, rows of buttons.

    A button is `{"code", "args"?, "data"}` or `{"code", "args"?, "url"}`.
    """

    word: Word
    lines: tuple[Word, ...] = ()
    quote: str = field(default="", repr=False)
    reply_to: str = ""
    silent: bool = True
    buttons: tuple[tuple[Mapping[str, Json], ...], ...] = ()
    language: str = ""
    """The reader's language in a private chat; empty: the bot's."""


def state_of_acts(world: World) -> ActionState:
    """Return the state of an act on people's messages or rights: observe mode only says it."""
    return ActionState.OBSERVED if world.settings.mode is Mode.OBSERVE else ActionState.QUEUED


def delete(world: World, sake: Sake, message: Message) -> Promise:
    """Promise to delete a message; outside VK's comments it can come back only as a quote."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.DELETE,
            channel=message.channel,
            key=f"delete:{message.channel}:{message.external_id}{sake.again}",
            target=message.external_id,
            inverse=ActionKind.RESTORE if message.place in RESTORABLE else ActionKind.REPOST,
            priority=Priority.DELETE,
            case_id=sake.case_id,
            message_id=sake.message_id,
            cause=sake.cause,
            state=state_of_acts(world),
        )
    )


def ban(world: World, sake: Sake, message: Message, kind: str = "spam") -> Promise:
    """Promise to ban a message's author in its channel: the user, or the channel that spoke.

    A VK chat knows no ban: there the author is shown out, and nobody can call him back.
    """
    author = message.author
    out = author.platform is Platform.VK and message.place is Place.GROUP
    params: dict[str, Json] = {"sender_chat": author.kind is AuthorKind.CHANNEL, "until": None}
    if author.platform is Platform.VK:
        params = {"until": None, "reason": REASONS.get(kind, "other"), "comment": ""}
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.KICK if out else ActionKind.BAN,
            channel=message.channel,
            key=f"ban:{message.channel}:{author.external_id}:{sake.case_id}{sake.again}",
            target=author.external_id,
            params={} if out else params,
            inverse="none" if out else ActionKind.UNBAN,
            priority=Priority.BAN,
            case_id=sake.case_id,
            message_id=sake.message_id,
            cause=sake.cause,
            state=state_of_acts(world),
        )
    )


def inverse(world: World, sake: Sake, done: Action, params: Mapping[str, Json]) -> Promise:
    """Promise the way back from a done act; the key ties it to that very act.

    A person asked for it and the act was real, so it is gone in observe mode too.
    """
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind(done.inverse),
            channel=done.channel,
            key=f"undo:{done.id}{sake.again}",
            target=done.target,
            params=dict(params),
            inverse="none",
            priority=Priority.BAN,
            case_id=sake.case_id,
            message_id=sake.message_id,
            cause=sake.cause,
        )
    )


def requote(
    world: World, sake: Sake, lost: Action, key: int, params: Mapping[str, Json]
) -> Promise:
    """Promise a deleted message's words as a quote, where it could not be restored itself."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.REPOST,
            channel=lost.channel,
            key=f"requote:{key}",
            target=lost.target,
            params=dict(params),
            priority=Priority.BAN,
            case_id=sake.case_id,
            message_id=sake.message_id,
            cause=sake.cause,
        )
    )


def restore_rights(world: World, sake: Sake, done: Action, before: Mapping[str, Json]) -> Promise:
    """Promise a member's exact rights as they were before a ban that is taken back."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.UNRESTRICT,
            channel=done.channel,
            key=f"restore:{done.id}{sake.again}",
            target=done.target,
            params={"permissions": before.get("permissions"), "until": before.get("until")},
            priority=Priority.BAN,
            case_id=sake.case_id,
            message_id=sake.message_id,
            cause=sake.cause,
        )
    )


def card(world: World, delivery: Delivery, *, urgent: bool) -> Promise:
    """Promise to show a case in a moderators' place."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.SEND_CARD,
            channel=delivery.channel,
            key=f"card:{delivery.id}",
            target=str(delivery.id),
            priority=Priority.CRITICAL if urgent else Priority.CARD,
            case_id=delivery.case_id,
            cause="system",
        )
    )


def refresh(world: World, delivery: Delivery, mark: str) -> Promise:
    """Promise to edit a card at once; `mark` names the change (`v3`, `sent`)."""
    return _refresh(world, delivery, mark, 0)


def recount(world: World, delivery: Delivery) -> Promise:
    """Promise to edit a card's counters at the end of the running ten seconds.

    Counted by the clock, not by the event: a backlog has old times, and a bucket that has passed
    would be a promise already kept.
    """
    return _recount(world, delivery, world.clock.now() // COUNTERS_US)


def recount_next(world: World, delivery: Delivery) -> Promise:
    """Promise to edit a card's counters at the end of the next ten seconds.

    For a card just sent: what joined while it was on its way may not have seen that it is there.
    """
    return _recount(world, delivery, world.clock.now() // COUNTERS_US + 1)


def _recount(world: World, delivery: Delivery, bucket: int) -> Promise:
    return _refresh(world, delivery, str(bucket), (bucket + 1) * COUNTERS_US)


def _refresh(world: World, delivery: Delivery, mark: str, not_before: int) -> Promise:
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.REFRESH_CARD,
            channel=delivery.channel,
            key=f"refresh:{delivery.id}:{mark}",
            target=str(delivery.id),
            priority=Priority.CARD,
            not_before=not_before,
            case_id=delivery.case_id,
            cause="system",
        )
    )


def say(world: World, place: ChannelKey, key: str, speech: Speech) -> Promise:
    """Promise to say something; `key` starts with what the text is an answer to."""
    params: dict[str, Json] = {
        "code": speech.word.code,
        "args": dict(speech.word.args),
        "silent": speech.silent,
    }
    if speech.lines:
        params["lines"] = [[line.code, dict(line.args)] for line in speech.lines]
    if speech.quote:
        params["quote"] = speech.quote
    if speech.reply_to:
        params["reply_to"] = speech.reply_to
    if speech.buttons:
        params["buttons"] = [[dict(button) for button in row] for row in speech.buttons]
    if speech.language:
        params["language"] = speech.language
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.SAY,
            channel=place,
            key=f"say:{key}",
            params=params,
            priority=Priority.ANSWER if speech.silent else Priority.CRITICAL,
            cause="system",
        )
    )


def answer(world: World, press: Pressed, word: Word, *, alert: bool = False) -> Promise:
    """Promise the one answer that every press gets; the platform takes it for some seconds only."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.ANSWER_PRESS,
            channel=press.channel,
            key=f"answer:{press.press_id}",
            target=press.press_id,
            params={"code": word.code, "args": dict(word.args), "alert": alert},
            priority=Priority.ANSWER,
            cause="system",
        )
    )


def leave(world: World, channel: ChannelKey) -> Promise:
    """Promise to leave a chat that nobody bound."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.LEAVE,
            channel=channel,
            key=f"leave:{channel}",
            priority=Priority.ANSWER,
            cause="system",
        )
    )
