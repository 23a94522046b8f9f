"""The one pure place where a message meets the rules; what follows is `handlers/message.py`'s.

All live rules that match speak and their acts are united, the most severe of each kind winning;
a rule that matches silences the rules it names; shadow rules are recorded and change nothing; a
sanction takes effect only from a strict rule on a newcomer, and is put to a person otherwise.
"""

from typing import Final

from handlers.policy.rules import (
    CATCH_UP,
    KINDS,
    NOTICES,
    SANCTIONS,
    Policy,
    Rule,
    RuleMode,
    reasons,
)
from handlers.policy.seen import classifier_signals, tone
from handlers.policy.situation import Situation
from models.verdict import Hit, Outcome, Verdict

_OUTCOMES: Final = {"roll": Outcome.ROLLED, "card": Outcome.CARDED, "alert": Outcome.ALERTED}


def decide(policy: Policy, situation: Situation) -> Verdict:
    """Say what the policy wants for one version of one message; pure, whatever the rules' order."""
    hits: tuple[tuple[Rule, tuple[str, ...]], ...] = ()
    if not situation.ours:
        matching = [rule for rule in policy.rules if _matches(rule, situation)]
        silenced = {
            name for rule in matching if rule.mode is RuleMode.LIVE for name in rule.silences
        }
        hits = tuple(
            (rule, _wanted(rule, situation)) for rule in matching if rule.name not in silenced
        )
    live = [(rule, acts) for rule, acts in hits if rule.mode is RuleMode.LIVE]
    acts = unite([act for _, acts in live for act in acts])
    outcome = _outcome(acts)
    return Verdict(
        outcome=outcome,
        kind=_kind(live, acts),
        hits=tuple(_hit(rule, policy, situation) for rule, _ in hits),
        acts=acts,
        signals=situation.signals + classifier_signals(situation.judgement),
        policy=policy.identity,
        tone=tone(situation.judgement),
    )


def _matches(rule: Rule, situation: Situation) -> bool:
    if rule.mode is RuleMode.DRAFT:
        return False
    if rule.expires_at is not None and situation.message.received_at >= rule.expires_at:
        return False
    return rule.when.holds(situation) is True


def _wanted(rule: Rule, situation: Situation) -> tuple[str, ...]:
    """Return what a rule may have here: sanctions only if strict and the author is new."""
    acts = rule.acts
    if not (rule.strict and situation.newcomer):
        acts = tuple("card" if act in SANCTIONS else act for act in acts)
    if situation.late:
        acts = tuple(CATCH_UP if act in NOTICES else act for act in acts)
    return acts


def unite(acts: list[str]) -> tuple[str, ...]:
    """Unite acts: all sanctions, the one strongest notice, every label and route; in one order."""
    said = set(acts)
    notices = [act for act in NOTICES if act in said][-1:]
    sanctions = [act for act in SANCTIONS if act in said]
    caught_up = [CATCH_UP] if CATCH_UP in said else []
    worded = sorted(act for act in said if ":" in act)
    return (*sanctions, *notices, *caught_up, *worded)


def _outcome(acts: tuple[str, ...]) -> Outcome:
    if any(act in SANCTIONS for act in acts):
        return Outcome.REMOVED
    for act in acts:
        if act in _OUTCOMES:
            return _OUTCOMES[act]
    return Outcome.ROLLED if CATCH_UP in acts else Outcome.LEFT


def _kind(live: list[tuple[Rule, tuple[str, ...]]], acts: tuple[str, ...]) -> str:
    """Name the verdict after the rule that asked for its strongest act."""
    strongest = next((act for act in acts if ":" not in act), None)
    kinds = {rule.kind for rule, wanted in live if strongest in wanted}
    return min(kinds, key=KINDS.index, default="")


def _hit(rule: Rule, policy: Policy, situation: Situation) -> Hit:
    return Hit(
        rule=f"{policy.name}.{rule.name}",
        mode=rule.mode.value,
        strict=rule.strict,
        reasons=reasons(rule.when, situation),
        acts=rule.acts,
    )
