"""Matching live rules speak, acts unite, allow silences, shadows watch, staff is left alone."""

import dataclasses

import pytest

from handlers.policy.conditions.sentiment import Sentiment
from handlers.policy.conditions.spam import Spam
from handlers.policy.conditions.urgency import Urgency
from handlers.policy.rules import (
    SANCTIONS,
    AllOf,
    AnyOf,
    Condition,
    MoodPunishesError,
    Not,
    Rule,
    RuleMode,
)
from models.person import AuthorKind, Standing
from models.verdict import Outcome
from tests.unit.handlers.policy.ruling import LATE, NO, UNKNOWN, YES, rule, verdict
from tests.unit.handlers.policy.situations import (
    DAY,
    NOW,
    REGULAR,
    Scene,
    judgement,
    situation,
)


def test_no_rule_leaves_a_message_alone() -> None:
    assert verdict().outcome is Outcome.LEFT
    assert verdict().acts == ()


OUTCOMES = {
    ("roll",): Outcome.ROLLED,
    ("roll", "card"): Outcome.CARDED,
    ("alert", "roll"): Outcome.ALERTED,
    ("label:gift",): Outcome.LEFT,
}


@pytest.mark.parametrize("acts", OUTCOMES)
def test_the_strongest_act_is_the_outcome(acts: tuple[str, ...]) -> None:
    assert verdict(*(rule(act[:4], act) for act in acts)).outcome is OUTCOMES[acts]


def test_acts_of_all_rules_unite_and_the_strongest_notice_wins() -> None:
    said = verdict(rule("a", "roll", "label:x"), rule("b", "alert"), rule("c", "route:shop"))
    assert said.acts == ("alert", "label:x", "route:shop")


def test_a_strict_rule_deletes_a_newcomers_message() -> None:
    said = verdict(rule("a", "delete", kind="spam", strict=True))
    assert (said.outcome, said.acts, said.kind) == (Outcome.REMOVED, ("delete",), "spam")


def test_a_strict_rule_deletes_an_unknowns_message() -> None:
    unknown = Scene(watched_since=NOW - DAY)
    assert verdict(rule("a", "delete", strict=True), scene=unknown).outcome is Outcome.REMOVED


def test_a_strict_rule_puts_a_regulars_message_to_a_person() -> None:
    said = verdict(rule("a", "delete", strict=True), scene=Scene(standing=REGULAR))
    assert said.acts == ("card",)


@pytest.mark.parametrize("act", SANCTIONS)
def test_a_rule_that_is_not_strict_asks_before_it_punishes(act: str) -> None:
    assert verdict(rule("a", act)).acts == ("card",)


def test_the_wish_of_a_rule_that_asks_stays_in_its_hit() -> None:
    assert verdict(rule("a", "ban")).hits[0].acts == ("ban",)


@pytest.mark.parametrize(
    "scene",
    [
        Scene(standing=Standing(is_staff=True)),
        Scene(author=AuthorKind.ANONYMOUS_ADMIN),
        Scene(author=AuthorKind.LINKED_CHANNEL),
    ],
    ids=["staff", "anonymous administrator", "linked channel"],
)
def test_the_brand_itself_is_never_acted_on(scene: Scene) -> None:
    said = verdict(rule("a", "delete", strict=True), rule("b", "alert"), scene=scene)
    assert (said.outcome, said.hits) == (Outcome.LEFT, ())


def test_a_late_message_is_deleted_by_strict_rules_and_otherwise_caught_up_with() -> None:
    assert verdict(rule("a", "delete", strict=True), scene=LATE).outcome is Outcome.REMOVED
    said = verdict(rule("a", "alert", kind="urgent"), scene=LATE)
    assert (said.outcome, said.acts, said.kind) == (Outcome.ROLLED, ("catch_up",), "urgent")
    assert verdict(rule("a", "delete"), scene=LATE).acts == ("catch_up",)


def test_an_allow_rule_silences_the_rules_it_names_and_no_others() -> None:
    allow = rule("partners", "allow", silences=("a",))
    said = verdict(allow, rule("a", "delete", strict=True), rule("b", "roll"))
    assert said.outcome is Outcome.ROLLED
    assert {hit.rule for hit in said.hits} == {"test.partners", "test.b"}


def test_an_allow_rule_that_does_not_match_silences_nothing() -> None:
    allow = dataclasses.replace(rule("partners", "allow", silences=("a",)), when=NO)
    assert verdict(allow, rule("a", "card")).outcome is Outcome.CARDED


def test_a_shadow_is_recorded_and_changes_nothing() -> None:
    shadow = rule("a", "delete", strict=True, mode=RuleMode.SHADOW, kind="spam")
    said = verdict(shadow)
    assert (said.outcome, said.acts, said.kind) == (Outcome.LEFT, (), "")
    assert [(hit.rule, hit.mode) for hit in said.hits] == [("test.a", "shadow")]


def test_a_shadow_silences_nobody() -> None:
    shadow = rule("allow", "allow", silences=("a",), mode=RuleMode.SHADOW)
    assert verdict(shadow, rule("a", "card")).outcome is Outcome.CARDED


def test_a_draft_is_never_asked() -> None:
    assert verdict(rule("a", "card", mode=RuleMode.DRAFT)).hits == ()


def test_a_rule_ends_with_its_last_moment() -> None:
    assert verdict(rule("a", "card", expires_at=NOW)).hits == ()
    assert verdict(rule("a", "card", expires_at=NOW + 1)).outcome is Outcome.CARDED


def test_a_tie_is_named_after_the_graver_kind() -> None:
    said = verdict(rule("a", "card", kind="toxicity"), rule("b", "card", kind="threat"))
    assert said.kind == "threat"


def test_the_kind_is_of_the_rule_that_asked_for_the_strongest_act() -> None:
    said = verdict(rule("a", "card", kind="threat"), rule("b", "alert", kind="negative"))
    assert said.kind == "negative"


def test_reasons_are_what_held() -> None:
    tree = AllOf((AnyOf((NO, YES)), Not(NO)))
    said = verdict(Rule("a", tree, ("card",)))
    assert said.hits[0].reasons == ("says:True", "not:says:False")


TREES: dict[str, tuple[Condition, bool | None]] = {
    "all of nothing": (AllOf(()), True),
    "all: unknown hides no False": (AllOf((UNKNOWN, NO)), False),
    "all: unknown is not True": (AllOf((YES, UNKNOWN)), None),
    "any of nothing": (AnyOf(()), False),
    "any: True beats unknown": (AnyOf((UNKNOWN, YES)), True),
    "any: unknown is not False": (AnyOf((NO, UNKNOWN)), None),
    "not: unknown stays unknown": (Not(UNKNOWN), None),
    "not: False becomes True": (Not(NO), True),
}


@pytest.mark.parametrize("case", TREES)
def test_conditions_join_by_three_valued_logic(case: str) -> None:
    tree, answer = TREES[case]
    assert tree.holds(situation()) is answer


def test_a_silent_classifier_satisfies_neither_a_condition_nor_its_contrary() -> None:
    silent = Scene(judged=None)
    for tree in (Spam(0.5), Not(Spam(0.5)), Not(Not(Spam(0.5)))):
        assert verdict(Rule("a", tree, ("card",)), scene=silent).hits == ()


def test_a_verdict_keeps_all_that_was_seen() -> None:
    said = verdict(scene=Scene(judged=judgement(negative=0.7, spam=0.2)))
    assert said.tone == "negative"
    assert {signal.name: signal.probability for signal in said.signals}["spam"] == 0.2
    assert said.policy.startswith("test@")


def test_a_tone_that_is_not_sure_is_unsure() -> None:
    assert verdict(scene=Scene(judged=judgement(negative=0.5))).tone == "unsure"
    assert verdict(scene=Scene(judged=None)).tone == "unsure"


@pytest.mark.parametrize("mood", [Sentiment("negative"), Urgency(0.5)], ids=lambda leaf: leaf.code)
@pytest.mark.parametrize("act", SANCTIONS)
def test_a_rule_on_tone_cannot_be_made_to_punish(mood: Sentiment | Urgency, act: str) -> None:
    for tree in (mood, Not(mood), Not(AllOf((mood,))), AnyOf((YES, AllOf((Not(mood),))))):
        with pytest.raises(MoodPunishesError):
            Rule("a", tree, ("label:x", act), strict=True)
