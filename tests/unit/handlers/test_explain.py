"""Why: what is said of a verdict is what was seen, shortly, and never more than is known."""

from handlers.explain import explain_verdict, numbers, percent
from models.card import Word
from models.signal import Signal
from models.verdict import Hit, Outcome, Verdict


def verdict(*reasons: str, signals: tuple[Signal, ...] = (), mode: str = "live") -> Verdict:
    hit = Hit("default.certain_spam", mode, strict=True, reasons=reasons, acts=("delete",))
    return Verdict(Outcome.REMOVED, "spam", (hit,), ("delete",), signals, "default@abc")


def rule_of(told: Verdict) -> Word:
    (found,) = [one for one in explain_verdict(told) if one.code.startswith("why.rule")]
    return found


def test_a_condition_of_many_signals_names_those_that_were_seen() -> None:
    seen = (Signal("link", "checks", fact=True), Signal("link_bot", "checks", fact=True))
    told = rule_of(verdict("newcomer", "signal:link|link_invite|story", signals=seen))
    assert told.args == {"rule": "certain_spam", "conditions": "newcomer\nsignal:link"}


def test_exceptions_that_stayed_silent_are_told_only_where_there_is_nothing_else() -> None:
    assert rule_of(verdict("newcomer", "not:letters:600")).args["conditions"] == "newcomer"
    assert rule_of(verdict("not:letters:600")).args["conditions"] == "not:letters:600"


def test_of_two_counts_of_the_same_the_greater_is_told() -> None:
    told = rule_of(verdict("evidence:3", "evidence:4", "letters:5"))
    assert told.args["conditions"] == "evidence:4\nletters:5"


def test_a_rule_on_trial_is_told_apart() -> None:
    assert rule_of(verdict("newcomer", mode="shadow")).code == "why.rule_shadow"


def test_the_built_in_policy_and_one_of_a_file_are_told_apart() -> None:
    assert explain_verdict(verdict("newcomer"))[-1].code == "why.policy_builtin"
    own = Verdict(Outcome.LEFT, "", (), (), (), "brand@12")
    told = explain_verdict(own)
    assert told[-1] == Word("why.policy", {"policy": "brand", "revision": "12"})
    assert Word("why.no_rule") in told


def test_numbers_are_there_for_whoever_sets_thresholds_and_never_certain() -> None:
    heads = ("spam", "toxicity", "negative", "urgency")
    signals = tuple(
        Signal(name, "linear", at) for name, at in zip(heads, (1.0, 0.0, 0.5, 0.126), strict=True)
    )
    told = numbers(verdict("newcomer", signals=signals))
    assert told is not None
    assert dict(told.args) == {"spam": 99, "toxicity": 1, "negative": 50, "urgency": 13}
    assert numbers(verdict("newcomer")) is None
    assert (percent(0.9999), percent(0.0)) == (99, 1)
