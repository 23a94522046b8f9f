"""What a command is about: an id of ours in its words, or the card that it replies to."""

from dataclasses import dataclass

from handlers.callback import word
from handlers.ports import JudgedMessage
from handlers.world import World
from models.case import Case, CaseKind
from models.event import CommandGiven
from models.ids import Kind, MalformedIdError, parse


@dataclass(frozen=True, slots=True)
class Found:
    """A case, or one message and the case that tells of it."""

    case: Case | None
    message: JudgedMessage | None = None

    @property
    def argument(self) -> str:
        """The message as a button's argument; empty for a whole case."""
        return word(self.message.stored.id) if self.message is not None else ""


async def find(world: World, event: CommandGiven) -> Found | None:
    """Return what the command names; None when it names nothing that we know."""
    if event.args.strip():
        return await _by_id(world, event.args.split(maxsplit=1)[0])
    reply_to = event.message.reply_to
    if reply_to is None:
        return None
    card = await world.store.delivery_at(event.message.channel, reply_to)
    return None if card is None else await _case(world, card.case_id)


async def _by_id(world: World, letters: str) -> Found | None:
    try:
        kind, key = parse(letters)
    except MalformedIdError:
        return None
    match kind:
        case Kind.CASE:
            return await _case(world, key)
        case Kind.MESSAGE:
            return await _message(world, await world.store.message_by_id(key))
        case Kind.ACTION:
            return await _action(world, key)
        case Kind.VERDICT:
            return await _message(world, await world.store.message_of_verdict(key))


async def _action(world: World, key: int) -> Found | None:
    """Return the message that an act was done to; a card's sending speaks of its case."""
    action = await world.store.action(key)
    if action is None:
        return None
    if action.message_id is not None:
        return await _message(world, await world.store.message_by_id(action.message_id))
    return None if action.case_id is None else await _case(world, action.case_id)


async def _case(world: World, key: int) -> Found | None:
    case = await world.store.case(key)
    return None if case is None else Found(case)


async def _message(world: World, judged: JudgedMessage | None) -> Found | None:
    """Return a message with the case to undo it in: where it was removed, else the newest."""
    if judged is None:
        return None
    cases = sorted(
        await world.store.cases_of(judged.stored.id),
        key=lambda case: (case.kind is CaseKind.REMOVALS, case.opened_at),
    )
    return Found(cases[-1] if cases else None, judged)
