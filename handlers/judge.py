"""A message, what is remembered of its author, and the rules: one verdict.

Pure, so that `scan` and /test judge with the very function that the live road uses.
"""

from dataclasses import replace
from typing import Final

from handlers.look import Look
from handlers.policy.decide import decide
from handlers.policy.situation import Situation
from handlers.ports import Known
from handlers.promise import TOUCHABLE
from handlers.rights import configured
from handlers.world import World
from models.message import Message
from models.verdict import Outcome, Verdict

CATCH_UP: Final = "catch_up"
"""The act of a verdict on a late message that is only to be listed."""


def judge(
    world: World, message: Message, known: Known, look: Look, watched_since: int | None = None
) -> Verdict:
    """Return what the policy says of a message, the parts of its album included."""
    standing = known.standing
    if not standing.is_staff and configured(world, message.author.key):
        standing = replace(standing, is_staff=True)
    situation = Situation(
        message=message,
        canonical=look.canonical,
        signals=look.signals,
        judgement=look.judgement,
        standing=standing,
        watched_since=watched_since,
    )
    verdict = decide(world.policy, situation)
    if verdict.outcome is Outcome.REMOVED and message.place not in TOUCHABLE:
        # What a customer writes to us in private is put to a person, never deleted.
        verdict = replace(verdict, outcome=Outcome.CARDED, acts=("card",))
    return _with_album(verdict, known)


def _with_album(verdict: Verdict, known: Known) -> Verdict:
    """The worst verdict among an album's parts holds for every later part."""
    worst = known.album_outcome
    if worst is None or worst.weight <= verdict.outcome.weight:
        return verdict
    acts = {Outcome.REMOVED: "delete", Outcome.ALERTED: "alert", Outcome.CARDED: "card"}
    return replace(
        verdict, outcome=worst, kind=verdict.kind or "album", acts=(acts.get(worst, "roll"),)
    )
