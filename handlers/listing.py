"""The messages of a gathering case as a list: who, what, where, each removal with its own undo."""

from typing import Final

from handlers.buttons import undoable
from handlers.callback import build, word
from handlers.cards import cut
from handlers.links import message_link
from handlers.promise import Speech
from handlers.world import World
from models.action import Json
from models.card import Choice, Word
from models.case import Case

ROWS: Final = 10
_TEXT: Final = 80


async def listing(world: World, case: Case, reply_to: str) -> Speech:
    """Return the newest messages of a case, ten at most, to be said under its card."""
    channel = await world.store.channel(case.channel)
    back = {action.message_id for action in undoable(await world.store.actions_of(case.id, None))}
    lines: list[Word] = []
    buttons: list[tuple[dict[str, Json], ...]] = []
    for place, item in enumerate(await world.store.items(case.id, ROWS), start=1):
        judged = await world.store.message_by_id(item.message_id)
        if judged is None:
            continue
        message = judged.stored.message
        link = message_link(channel, message.channel, message.external_id)
        lines.append(
            Word(
                "item.line",
                {
                    "n": place,
                    "author": message.author.name or message.author.external_id,
                    "text": cut(" ".join(message.text.split()), _TEXT),
                    "link": "" if judged.stored.deleted else link,
                    "state": item.state,
                },
            )
        )
        if item.message_id in back:
            data = build(Choice.UNDO, case.id, case.version, word(item.message_id))
            buttons.append(({"code": "button.undo_item", "args": {"n": place}, "data": data},))
    head = Word("item.head", {"count": case.items, "shown": len(lines)})
    return Speech(head, tuple(lines), reply_to=reply_to, buttons=tuple(buttons))
