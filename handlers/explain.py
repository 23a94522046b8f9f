"""Why a message was treated so, in words to be: signals, rules, policy, acts and ids.

Said by [Why], by /why and by /test; `vakhta explain` prints the same lines for the operator, and
the model's numbers below them, which a phone is spared.
"""

from collections.abc import Sequence
from typing import Final

from handlers.audit import action_word, case_word, message_word
from handlers.cards import signal_words
from handlers.policy.default import NAME
from handlers.ports import JudgedMessage
from handlers.world import World
from models.action import Action
from models.card import Word
from models.case import Case
from models.verdict import Hit, Verdict

_ACTS_LIMIT: Final = 8
_HEADS: Final = ("spam", "toxicity", "negative", "urgency")
_COUNTED: Final = frozenset({"evidence", "letters"})
_LEAST, _MOST = 1, 99
"""Percents that may be said: no model is ever certain."""


async def explain_case(world: World, case: Case) -> tuple[Word, ...]:
    """Return why a case is there: its newest message's verdict, and what was done in it."""
    items = await world.store.items(case.id, 1)
    judged = await world.store.message_by_id(items[0].message_id) if items else None
    told = explain_message(judged) if judged is not None else ()
    acts = await world.store.actions_of(case.id, None)
    done = [explain_action(action) for action in acts if action.message_id is not None]
    head = Word("why.case", {"id": case_word(case.id), "kind": case.kind, "status": case.status})
    return (head, *told, *done[-_ACTS_LIMIT:])


def explain_message(judged: JudgedMessage) -> tuple[Word, ...]:
    """Return why one message was judged as it was."""
    stored = judged.stored
    code = "why.message" if stored.version == 1 else "why.message_edited"
    head = Word(code, {"id": message_word(stored.id), "version": stored.version})
    if judged.verdict is None:
        return (head, Word("why.no_verdict"))
    return (head, *explain_verdict(judged.verdict))


def explain_verdict(verdict: Verdict) -> tuple[Word, ...]:
    """Return what the rules said, live ones and shadows alike."""
    name, _, revision = verdict.policy.rpartition("@")
    policy = "why.policy_builtin" if name == NAME else "why.policy"
    return (
        Word(f"why.outcome.{verdict.outcome}", {"kind": verdict.kind or "none"}),
        *signal_words(verdict),
        *(_rule(hit, verdict) for hit in verdict.hits),
        *(() if verdict.hits else (Word("why.no_rule"),)),
        Word(policy, {"policy": name, "revision": revision}),
    )


def explain_action(action: Action) -> Word:
    """Return what became of one act."""
    return Word(
        "why.action", {"id": action_word(action.id), "kind": action.kind, "state": action.state}
    )


def rule_name(hit: Hit) -> str:
    """Return the name of a rule without its policy: a code of ours, or what its author wrote."""
    return hit.rule.rpartition(".")[2]


def numbers(verdict: Verdict) -> Word | None:
    """Return what the model said as percents, for who sets thresholds; None where it was silent."""
    said = {one.name: one.probability for one in verdict.signals if one.probability is not None}
    if any(head not in said for head in _HEADS):
        return None
    return Word("why.numbers", {head: percent(said[head]) for head in _HEADS})


def percent(probability: float) -> int:
    """Return a probability as a percent that may be believed."""
    return min(_MOST, max(_LEAST, round(probability * 100)))


def _rule(hit: Hit, verdict: Verdict) -> Word:
    code = "why.rule_shadow" if hit.mode == "shadow" else "why.rule"
    held = "\n".join(_held(hit.reasons, verdict))
    return Word(code, {"rule": rule_name(hit), "conditions": held})


def _held(reasons: Sequence[str], verdict: Verdict) -> list[str]:
    """Return the conditions that spoke; exceptions that stayed silent only where all are such."""
    spoke = [reason for reason in reasons if not reason.startswith("not:")]
    held = {signal.name for signal in verdict.signals if signal.holds}
    told = [_seen(reason, held) for reason in spoke or reasons]
    return [reason for reason in told if not _weaker(reason, told)]


def _weaker(reason: str, others: Sequence[str]) -> bool:
    """Tell whether another reason asks for more of the same countable thing."""
    name, _, least = reason.partition(":")
    if name not in _COUNTED:
        return False
    asked = [other.partition(":") for other in others]
    return any(same == name and int(more) > int(least) for same, _, more in asked)


def _seen(reason: str, held: set[str]) -> str:
    """Narrow `signal:a|b|c`, which holds when any does, to those that were seen."""
    name, _, rest = reason.partition(":")
    seen = [one for one in rest.split("|") if one in held] if name == "signal" else []
    return f"signal:{'|'.join(seen)}" if seen else reason
