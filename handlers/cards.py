"""A case's face, built from state whenever it is sent or edited: nothing is kept as text.

Pure but for its reads. The courier asks for a card and the connector words, escapes and draws it;
the same state always gives the same card, so an edit that changes nothing is never sent.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

from handlers.attention import carries, hands, waved
from handlers.audit import case_word
from handlers.buttons import ACTS, BRAKES, WAITING_STATES, rows
from handlers.canonical import Canonical
from handlers.links import message_link
from handlers.policy.situation import Situation
from handlers.ports import JudgedMessage
from handlers.promise import TOUCHABLE
from handlers.world import World
from models.action import Action, ActionKind, ActionState
from models.card import Card, Quote, Word
from models.case import OPEN_STATUSES, Case, CaseItem, CaseKind
from models.channel import Channel
from models.message import Message
from models.signal import Signal
from models.verdict import Verdict

QUOTES: Final = 3
TEXT_LIMIT: Final = 300
LINE_LIMIT: Final = 120
_WHY_LIMIT: Final = 6
_ITEMS_LIMIT: Final = 50
_DAY_US: Final = 86_400_000_000
_UNSAID: Final = frozenset({"positive"})
_NOBODY: Final = Canonical("")
_BACK: Final = {ActionKind.UNBAN, ActionKind.UNRESTRICT, ActionKind.REPOST, ActionKind.RESTORE}
_IN_VAIN: Final = frozenset({ActionState.NOT_ALLOWED, ActionState.FAILED})
_SHOWN_ACTS: Final = ACTS | BRAKES | _BACK | {ActionKind.KICK}
_REFUSED: Final = frozenset({ActionState.NOT_ALLOWED, ActionState.FAILED, ActionState.UNSUPPORTED})
REFUSALS: Final = (
    *("no_right:delete", "no_right:restrict", "no_right:send", "too_old", "target_is_admin"),
    *("kicked", "chat_gone", "basic_group", "fake_user"),
)
"""Codes of acts that came to nothing which a card explains, with what to do about it."""


DECIDER: Final = "decider:"
"""Settings with this prefix hold the names of those who decided, by their number in the audit."""


class UnknownCaseError(LookupError):
    """There is no case with this id."""


async def card(world: World, case_id: int) -> Card:
    """Return the card of a case as it is now; raises UnknownCaseError."""
    case = await world.store.case(case_id)
    if case is None:
        raise UnknownCaseError(case_word(case_id))
    channel = await world.store.channel(case.channel)
    actions = await world.store.actions_of(case_id, None)
    shown = await _shown(world, case)
    newest = shown[0][1] if shown else None
    touchable = newest is None or newest.stored.message.place in TOUCHABLE
    return Card(
        case_id=case.id,
        version=case.version,
        title=_title(case, actions),
        quotes=tuple([await _quote(world, channel, item, judged) for item, judged in shown]),
        more=max(0, case.items - len(shown)),
        where=_where(channel),
        standing=await _standing(world, case, channel, newest),
        why=() if newest is None else why_words(newest),
        done=(
            *_again(case),
            *await carries(world, newest),
            *_done(actions),
            *await hands(world, case, actions),
            *await _decided(world, case),
        ),
        buttons=rows(case, actions, touchable=touchable, wave=await waved(world, case)),
        sounds=case.urgent,
    )


async def _shown(world: World, case: Case) -> list[tuple[CaseItem, JudgedMessage]]:
    """Return the newest items with their messages; urgent ones of a catch-up list come first."""
    items = list(await world.store.items(case.id, _ITEMS_LIMIT))
    if case.kind is CaseKind.CATCH_UP:
        items.sort(key=lambda item: item.attached_because not in {"urgent", "threat"})
    shown: list[tuple[CaseItem, JudgedMessage]] = []
    for item in items[:QUOTES]:
        judged = await world.store.message_by_id(item.message_id)
        if judged is not None:
            shown.append((item, judged))
    return shown


def _title(case: Case, actions: Sequence[Action]) -> Word:
    args: dict[str, str | int | float] = {"count": max(case.items, 1), "id": case_word(case.id)}
    if case.kind is CaseKind.NOTICE and case.detail:
        told = json.loads(case.detail)
        code = str(told["code"]).replace(":", ".")
        return Word(f"notice.{code}", {**args, **told.get("args", {})})
    suffix = _removed(actions) if case.kind is CaseKind.REMOVALS else ""
    return Word(f"card.title.{case.kind}{suffix}", args)


def _removed(actions: Sequence[Action]) -> str:
    """Return what a card of removals may not hide: that nothing is, or could be, removed."""
    states = {action.state for action in actions if action.kind is ActionKind.DELETE}
    if ActionState.OBSERVED in states:
        return "_observed"
    return "_refused" if states and states <= _IN_VAIN else ""


async def _quote(
    world: World, channel: Channel | None, item: CaseItem, judged: JudgedMessage
) -> Quote:
    message = judged.stored.message
    gone = judged.stored.deleted
    return Quote(
        text=cut(message.text, TEXT_LIMIT),
        author=message.author.name or message.author.username or message.author.external_id,
        link="" if gone else message_link(channel, message.channel, message.external_id),
        media=tuple(media.kind for media in message.media),
        post=await _line_of(world, message, message.thread),
        answers=""  # a comment that answers the post itself shows the post once
        if message.reply_to == message.thread
        else await _line_of(world, message, message.reply_to),
        edited=message.edited_at is not None,
        state=item.state,
    )


async def _line_of(world: World, message: Message, external_id: str | None) -> str:
    """Return the first line of the post above, or of the comment that is answered."""
    if not external_id or external_id == message.external_id:
        return ""
    above = await world.store.message(message.channel, external_id)
    if above is None:
        return ""
    return cut(above.stored.message.text.partition("\n")[0], LINE_LIMIT)


def cut(text: str, limit: int) -> str:
    """Return a text no longer than `limit`, an ellipsis where it was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _where(channel: Channel | None) -> str:
    if channel is None:
        return ""
    return channel.title or channel.username


async def _standing(
    world: World, case: Case, channel: Channel | None, newest: JudgedMessage | None
) -> Word | None:
    """Return what is known of the one author of a case; a rolling case has many."""
    if newest is None or case.kind in {CaseKind.NEGATIVES, CaseKind.QUESTION, CaseKind.CATCH_UP}:
        return None
    message = newest.stored.message
    standing = await world.store.standing(message.author.key, message.channel)
    situation = Situation(
        message=message,
        canonical=_NOBODY,
        standing=standing,
        watched_since=channel.watched_since if channel else None,
    )
    name = "regular"
    if standing.is_staff:
        name = "staff"
    elif situation.newcomer:
        name = "unknown" if situation.unknown else "newcomer"
    first = standing.first_seen_at
    days = 0 if first is None else max(0, message.received_at - first) // _DAY_US
    args = {"clean": standing.clean_messages, "removed": standing.removed_messages, "days": days}
    return Word(f"standing.{name}", args)


def why_words(judged: JudgedMessage) -> tuple[Word, ...]:
    """Return the signals that speak in a message's last verdict, as words to be."""
    return () if judged.verdict is None else signal_words(judged.verdict)


def signal_words(verdict: Verdict) -> tuple[Word, ...]:
    """Return the signals that speak in a verdict, facts first, then the surest."""
    speaking = [signal for signal in verdict.signals if signal.holds and signal.name not in _UNSAID]
    speaking.sort(key=lambda signal: -(signal.probability or 1.0))
    return tuple(_why(signal) for signal in speaking[:_WHY_LIMIT])


def _why(signal: Signal) -> Word:
    if signal.probability is None:
        return Word(f"signal.{signal.name}", signal.detail)
    percent = round(signal.probability * 100)
    return Word(f"signal.{signal.name}", {**signal.detail, "percent": percent})


def _again(case: Case) -> tuple[Word, ...]:
    return (Word("card.reopened", {"count": case.reopened}),) if case.reopened else ()


def _done(actions: Sequence[Action]) -> tuple[Word, ...]:
    """Return what was done, what still waits and what was refused, counted; then why it was."""
    shown = [action for action in actions if action.kind in _SHOWN_ACTS]
    counted = Counter(
        (action.kind, "waiting" if action.state in WAITING_STATES else action.state.value)
        for action in shown
    )
    refusals = {action.code for action in shown if action.state in _REFUSED}
    return (
        *(
            Word(f"done.{kind}.{state}", {"count": count})
            for (kind, state), count in sorted(counted.items())
        ),
        *(Word(f"refused.{code.replace(':', '.')}") for code in REFUSALS if code in refusals),
    )


async def _decided(world: World, case: Case) -> tuple[Word, ...]:
    if case.status in OPEN_STATUSES or not case.resolution:
        return ()
    return (Word(f"resolution.{case.resolution}", {"by": await name_of(world, case.resolved_by)}),)


async def name_of(world: World, person_number: int | None) -> str:
    """Return the name a decider was last seen with, for the moderators' own places only."""
    if person_number is None:
        return ""
    return await world.store.setting(f"{DECIDER}{person_number}") or ""
