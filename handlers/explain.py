"""Why a message was treated so, in words to be: signals, rules, policy, acts and ids.

Said by [Why], by /why and by /test; `vakhta explain` prints the same lines for the operator.
"""

from typing import Final

from handlers.audit import action_word, case_word, message_word
from handlers.cards import signal_words
from handlers.ports import JudgedMessage
from handlers.world import World
from models.card import Word
from models.case import Case
from models.verdict import Verdict

_ACTS_LIMIT: Final = 8


async def explain_case(world: World, case: Case) -> tuple[Word, ...]:
    """Return why a case is there: its newest message's verdict, and what was done in it."""
    items = await world.store.items(case.id, 1)
    judged = await world.store.message_by_id(items[0].message_id) if items else None
    told = explain_message(judged) if judged is not None else ()
    acts = tuple(
        Word(
            "why.action",
            {"id": action_word(action.id), "kind": action.kind, "state": action.state},
        )
        for action in list(await world.store.actions_of(case.id, None))[-_ACTS_LIMIT:]
        if action.message_id is not None
    )
    head = Word("why.case", {"id": case_word(case.id), "kind": case.kind, "status": case.status})
    return (head, *told, *acts)


def explain_message(judged: JudgedMessage) -> tuple[Word, ...]:
    """Return why one message was judged as it was."""
    stored = judged.stored
    head = Word("why.message", {"id": message_word(stored.id), "version": stored.version})
    if judged.verdict is None:
        return (head, Word("why.no_verdict"))
    return (head, *explain_verdict(judged.verdict))


def explain_verdict(verdict: Verdict) -> tuple[Word, ...]:
    """Return what the rules said, live ones and shadows alike."""
    rules = tuple(
        Word(
            "why.rule_shadow" if hit.mode == "shadow" else "why.rule",
            {"rule": hit.rule, "reasons": ", ".join(hit.reasons)},
        )
        for hit in verdict.hits
    )
    kind = verdict.kind or "none"
    return (
        Word(f"why.outcome.{verdict.outcome}", {"kind": kind}),
        *signal_words(verdict),
        *rules,
        Word("why.policy", {"policy": verdict.policy}),
    )
