"""/test: what would happen to a text if a newcomer wrote it now; nothing is stored or done."""

from dataclasses import replace

from handlers.explain import explain_verdict
from handlers.judge import judge
from handlers.look import look_at
from handlers.ports import Known
from handlers.promise import Speech
from handlers.world import World
from models.card import Word
from models.channel import Place
from models.event import CommandGiven
from models.message import PartKind, TextPart
from models.person import Author


async def rehearse(world: World, event: CommandGiven) -> Speech:
    """Return the verdict on the command's text, with its reasons, as words to be."""
    given = event.message
    message = replace(
        given,
        place=Place.GROUP,
        author=Author(given.channel.platform, "newcomer"),
        parts=(TextPart(PartKind.TEXT, event.args),),
        sent_at=given.received_at,
        edited_at=None,
        thread=None,
        reply_to=None,
    )
    look = (await look_at(world, (message,)))[0]
    if look is None:
        return Speech(Word("test.empty"))
    verdict = judge(world, message, Known(), look)
    head = Word(f"test.outcome.{verdict.outcome}", {"kind": verdict.kind or "none"})
    return Speech(head, explain_verdict(verdict)[1:])
