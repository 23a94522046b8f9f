"""A policy file becomes rules, or every fault of it is named with line, key and a guess."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.policy.conditions.newcomer import Newcomer
from handlers.policy.conditions.scheme import Scheme
from handlers.policy.conditions.signal import Signal
from handlers.policy.conditions.spam import Spam
from handlers.policy.conditions.standing import Standing
from handlers.policy.default import DEFAULT_RULES, default_policy
from handlers.policy.faults import PolicyError
from handlers.policy.load import load_policy, parse_policy
from handlers.policy.rules import AllOf, AnyOf, Condition, Not, Rule, RuleMode

EXAMPLE = Path(__file__).parents[4] / "policy.example.toml"


def first_rule(body: str) -> Rule:
    return parse_policy(f'[[rule]]\nname = "one"\nacts = ["card"]\n{body}').rules[-1]


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(PolicyError) as refused:
        parse_policy(text, "my.toml")
    return [(fault.line, fault.key, fault.message) for fault in refused.value.faults]


def test_the_example_is_a_policy() -> None:
    policy = load_policy(EXAMPLE)
    assert policy.name == "shop"
    assert len(policy.rules) > len(DEFAULT_RULES)


def test_an_empty_file_is_the_built_in_policy_under_another_name() -> None:
    policy = parse_policy("")
    assert policy.rules == DEFAULT_RULES
    assert policy.revision == default_policy().revision


def test_built_in_rules_can_be_done_without() -> None:
    names = {rule.name for rule in parse_policy('without = ["question"]').rules}
    assert "question" not in names
    assert "certain_spam" in names


def test_a_rule_without_mode_is_a_shadow() -> None:
    assert first_rule("when = {newcomer = true}").mode is RuleMode.SHADOW


def test_everything_a_rule_can_say_is_read() -> None:
    rule = first_rule(
        'description = "why"\nmode = "live"\nkind = "spam"\nsilences = ["question"]\n'
        "expires = 2027-01-01\nwhen = {newcomer = true}"
    )
    assert (rule.description, rule.mode, rule.kind) == ("why", RuleMode.LIVE, "spam")
    assert rule.silences == ("question",)
    assert rule.expires_at == 1_798_761_600_000_000
    assert not rule.strict


TREES: dict[str, Condition] = {
    "{newcomer = true}": Newcomer(),
    "{newcomer = false}": Newcomer(wanted=False),
    "{spam = 1}": Spam(1.0),
    "{spam = {at_least = 0.5}}": Spam(0.5),
    '{signal = "phone"}': Signal(("phone",)),
    '{signal = ["phone", "link"]}': Signal(("phone", "link")),
    "{scheme = true}": Scheme(),
    "{scheme = 3}": Scheme(3),
    "{newcomer = true, spam = 0.5}": AllOf((Newcomer(), Spam(0.5))),
    "{all = [{newcomer = true}, {spam = 0.5}]}": AllOf((Newcomer(), Spam(0.5))),
    "{any = [{newcomer = true}, {spam = 0.5}]}": AnyOf((Newcomer(), Spam(0.5))),
    "{not = {standing = {clean = 9}}}": Not(Standing(clean=9)),
}


@pytest.mark.parametrize("when", TREES)
def test_reads_conditions(when: str) -> None:
    assert first_rule(f"when = {when}").when == TREES[when]


def test_reads_conditions_under_their_own_heading() -> None:
    assert first_rule("[rule.when]\nnewcomer = true").when == Newcomer()


RULE = '[[rule]]\nname = "one"\nacts = ["card"]\n'
FAULTS = {
    "naem = 1": (1, "naem", "'name'"),
    'name = "My Shop"': (1, "name", "lower-case"),
    'without = ["qestion"]': (1, "without", "'question'"),
    "without = 5": (1, "without", "list"),
    "rule = 5": (1, "rule", "[[rule]]"),
    "name = ": (1, "TOML", "Invalid"),
    "a = 1\n\nb = = 2": (3, "TOML", "line 3"),
    f"{RULE}whne = {{newcomer = true}}\nwhen = {{newcomer = true}}": (4, "whne", "'when'"),
    RULE: (1, "when", "table"),
    f"{RULE}when = {{}}": (4, "when", "table"),
    f"{RULE}when = {{newcommer = true}}": (4, "newcommer", "'newcomer'"),
    f"{RULE}when = {{spam = {{least = 0.5}}}}": (4, "least", "'at_least'"),
    f"{RULE}when = {{spam = {{}}}}": (4, "spam", "missing"),
    f"{RULE}when = {{spam = true}}": (4, "spam", "does not fit"),
    f"{RULE}when = {{spam = 7}}": (4, "spam", "probability"),
    f"{RULE}when = {{letters = 1.5}}": (4, "letters", "does not fit"),
    f"{RULE}when = {{signal = []}}": (4, "signal", "does not fit"),
    f"{RULE}when = {{standing = {{clean = 0.5}}}}": (4, "clean", "does not fit"),
    f'{RULE}when = {{signal = "fone"}}': (4, "signal", "'phone'"),
    f"{RULE}when = {{all = 3}}": (4, "all", "list"),
    f"{RULE}when = {{not = 3}}": (4, "when", "table"),
    f'{RULE}when = {{pattern = "a+"}}': (4, "pattern", "bound"),
    f"{RULE}strict = true\nwhen = {{newcomer = true}}": (4, "strict", "built in only"),
    f'{RULE}mode = "alive"\nwhen = {{newcomer = true}}': (4, "mode", "'live'"),
    f'{RULE}kind = "spamm"\nwhen = {{newcomer = true}}': (4, "kind", "'spam'"),
    f"{RULE}mode = 3\nwhen = {{newcomer = true}}": (4, "mode", "quotes"),
    f'{RULE}silences = ["toxik"]\nwhen = {{newcomer = true}}': (4, "silences", "'toxic'"),
    f'{RULE}silences = "toxic"\nwhen = {{newcomer = true}}': (4, "silences", "list"),
    f'{RULE}expires = "soon"\nwhen = {{newcomer = true}}': (4, "expires", "date"),
    '[[rule]]\nname = "a"\nacts = ["kard"]\nwhen = {newcomer = true}': (3, "acts", "'card'"),
    '[[rule]]\nname = "a"\nacts = ["label:A b"]\nwhen = {newcomer = true}': (3, "acts", "label:"),
    '[[rule]]\nname = "a"\nacts = ["allow"]\nwhen = {newcomer = true}': (3, "acts", "silences"),
    '[[rule]]\nname = "a"\nwhen = {newcomer = true}': (1, "acts", "nothing"),
    '[[rule]]\nacts = ["card"]\nwhen = {newcomer = true}': (1, "name", "needs a name"),
    '[[rule]]\nname = "toxic"\nacts = ["card"]\nwhen = {late = true}': (2, "name", "taken"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_names_a_fault_with_line_key_and_guess(text: str) -> None:
    line, key, hint = FAULTS[text]
    assert any(
        (at, what) == (line, key) and hint in message for at, what, message in faults(text)
    ), faults(text)


def test_names_all_faults_at_once_in_order_of_lines() -> None:
    text = f'nmae = 1\n{RULE}when = {{spam = 9}}\n[[rule]]\nname = "two"\nwhen = {{lat = true}}\n'
    assert [(line, key) for line, key, _ in faults(text)] == [
        (1, "nmae"),
        (5, "spam"),
        (6, "acts"),
        (8, "lat"),
    ]


def test_a_fault_reads_as_one_line() -> None:
    with pytest.raises(PolicyError, match=r"my\.toml:1: naem: unknown 'naem', did you mean 'name'"):
        parse_policy("naem = 1", "my.toml")


def test_a_rule_silencing_one_with_faults_of_its_own_is_not_blamed() -> None:
    text = f'{RULE}when = {{spam = 9}}\n[[rule]]\nname = "two"\nsilences = ["one"]\n'
    found = faults(f"{text}when = {{late = true}}")
    assert [key for _, key, _ in found] == ["spam"]


MOODS = (
    '{sentiment = "negative"}',
    "{urgency = 0.9}",
    '{not = {sentiment = "positive"}}',
    "{newcomer = true, any = [{late = true}, {all = [{not = {urgency = 0.5}}]}]}",
)


@pytest.mark.parametrize("when", MOODS)
@pytest.mark.parametrize("act", ["delete", "mute", "ban"])
def test_refuses_to_punish_for_tone_however_deep_it_hides(when: str, act: str) -> None:
    text = f'[[rule]]\nname = "one"\nacts = ["card", "{act}"]\nwhen = {when}'
    assert [(line, key) for line, key, _ in faults(text)] == [(3, "acts")]


def test_refuses_a_tree_too_deep_to_understand() -> None:
    deep = "{not = " * 12 + "{late = true}" + "}" * 12
    assert "deeper" in faults(f"{RULE}when = {deep}")[0][2]


def test_revision_follows_what_the_rules_say() -> None:
    one = parse_policy(f"{RULE}when = {{spam = 0.5}}")
    two = parse_policy(f"{RULE}when = {{spam = 0.6}}")
    assert one.revision != two.revision
    assert one.revision == parse_policy(f"# a remark\n{RULE}when = {{spam = 0.50}}").revision


WORDS = st.sampled_from(
    ["all", "any", "not", "spam", "sentiment", "urgency", "signal", "scheme", "nonsense", "when"]
)
SCALARS = st.sampled_from(["true", "0.5", '"negative"', '["link"]', "7", "[]", "{}"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.tuples(WORDS, inner).map(lambda pair: f"{{{pair[0]} = {pair[1]}}}"),
        st.lists(inner, max_size=2).map(lambda parts: f"[{', '.join(parts)}]"),
    ),
    max_leaves=6,
)


def faults_or_rule(text: str) -> tuple[int, Rule | None]:
    try:
        return 0, parse_policy(text).rules[-1]
    except PolicyError as refused:
        return len(refused.faults), None


@given(VALUES, st.sampled_from(["card", "delete", "ban", "label:x", "odd"]))
def test_any_file_is_a_policy_or_a_list_of_faults(when: str, act: str) -> None:
    text = f'[[rule]]\nname = "one"\nmode = "live"\nacts = ["{act}"]\nwhen = {when}'
    count, rule = faults_or_rule(text)
    assert (rule is None) == (count > 0)
    if rule is not None and rule.sanctions:
        assert "sentiment" not in when
        assert "urgency" not in when
