"""Deciding, of any policy and any message: what never depends on chance."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.policy.conditions.sentiment import Sentiment
from handlers.policy.conditions.spam import Spam
from handlers.policy.conditions.urgency import Urgency
from handlers.policy.decide import decide, unite
from handlers.policy.rules import (
    KINDS,
    NOTICES,
    SANCTIONS,
    AllOf,
    AnyOf,
    Condition,
    Not,
    Policy,
    Rule,
    RuleMode,
    leaves,
)
from models.verdict import Outcome
from tests.unit.handlers.policy.ruling import LATE, NO, UNKNOWN, YES
from tests.unit.handlers.policy.situations import (
    REGULAR,
    Scene,
    judgement,
    situation,
)

ACTS = st.sampled_from([*NOTICES, *SANCTIONS, "label:a", "route:b"])
TREE: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from([YES, NO, UNKNOWN, Sentiment("negative", 0.3), Urgency(0.2), Spam(0.1)]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    made: list[Rule] = []
    for at in range(draw(st.integers(0, 5))):
        tree, acts = draw(TREE), tuple(draw(st.lists(ACTS, max_size=3)))
        if any(leaf.mood for leaf in leaves(tree)):
            acts = tuple(act for act in acts if act not in SANCTIONS)
        named = draw(st.lists(st.sampled_from(["r0", "r1", "r2"]), max_size=1))
        modes, kinds = st.sampled_from(RuleMode), st.sampled_from(KINDS)
        made.append(
            Rule(f"r{at}", tree, acts, draw(kinds), draw(modes), draw(st.booleans()), tuple(named))
        )
    return Policy("drawn", tuple(made))


SCENES = st.sampled_from(
    [
        Scene(judged=judgement(negative=0.9, urgency=0.9, spam=0.9)),
        Scene(judged=None),
        LATE,
        Scene(standing=REGULAR),
    ]
)


@given(policies(), SCENES, st.randoms())
def test_the_order_of_rules_says_nothing(policy: Policy, scene: Scene, chance: object) -> None:
    shuffled = list(policy.rules)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    other = Policy(policy.name, tuple(shuffled))
    one, two = decide(policy, situation(scene=scene)), decide(other, situation(scene=scene))
    assert (one.outcome, one.kind, one.acts) == (two.outcome, two.kind, two.acts)
    assert set(one.hits) == set(two.hits)
    assert policy.revision == other.revision


@given(policies(), SCENES)
def test_only_strict_live_rules_without_tone_ever_remove(policy: Policy, scene: Scene) -> None:
    seen = situation(scene=scene)
    said = decide(policy, seen)
    if said.outcome is Outcome.REMOVED:
        strict = [hit for hit in said.hits if hit.strict and hit.mode == "live"]
        by_name = {rule.name: rule for rule in policy.rules}
        assert seen.newcomer
        assert any(
            set(hit.acts) & set(SANCTIONS)
            and not any(leaf.mood for leaf in leaves(by_name[hit.rule.split(".")[1]].when))
            for hit in strict
        )


@given(policies(), SCENES)
def test_what_a_matching_rule_silences_is_not_heard(policy: Policy, scene: Scene) -> None:
    matching = [
        rule
        for rule in policy.rules
        if rule.mode is RuleMode.LIVE and rule.when.holds(situation(scene=scene)) is True
    ]
    silenced = {f"drawn.{name}" for rule in matching for name in rule.silences}
    heard = {hit.rule for hit in decide(policy, situation(scene=scene)).hits}
    assert not heard & silenced


@given(st.lists(ACTS))
def test_united_acts_hold_each_sanction_and_one_notice(acts: list[str]) -> None:
    united = unite(acts)
    assert set(united) & set(SANCTIONS) == set(acts) & set(SANCTIONS)
    assert len([act for act in united if act in NOTICES]) <= 1
    assert unite(list(united)) == united
