"""What the built-in policy does with sentences, and what it can never do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.policy.conditions.evidence import Evidence
from handlers.policy.conditions.newcomer import Newcomer
from handlers.policy.decide import decide
from handlers.policy.default import DEFAULT_RULES, STRICT_KINDS, default_policy
from handlers.policy.rules import SANCTIONS, AllOf, Rule, RuleMode, leaves
from models.message import Features
from models.person import Standing
from models.signal import Judgement
from models.verdict import Outcome, Verdict
from tests.unit.handlers.policy.situations import (
    DAY,
    NOW,
    ORDINARY,
    REGULAR,
    Scene,
    judgement,
    situation,
)

STRICT = tuple(rule for rule in DEFAULT_RULES if rule.strict)
SPAM = "Ищем людей, заработок от 5000 руб в день, пишите в лс"
DISGUISED = "Ищeм людeй, зapaбoтoк oт 5000 pуб в дeнь, пишитe в лc"
ANGRY = judgement(negative=0.99)
UPSET = judgement(negative=0.7)
SURE_SPAM = judgement(spam=0.999)


def verdict(text: str, scene: Scene = ORDINARY) -> Verdict:
    return decide(default_policy(), situation(text, scene))


def judged(text: str, said: Judgement | None) -> Verdict:
    return verdict(text, Scene(judged=said))


ROADS = {
    "surely spam, worded and with a contact": (SPAM, SURE_SPAM, "removed", "spam"),
    "disguised spam, even unjudged": (DISGUISED, None, "removed", "spam"),
    "wording and contact, not sure": (SPAM, judgement(spam=0.4), "carded", "spam"),
    "likely spam": ("Купите слона недорого", judgement(spam=0.97), "carded", "spam"),
    "an invite": ("Привет t.me/+AbCdEf", None, "carded", "spam"),
    "disguised letters alone": ("Пpивeт вcем чecтным людям", None, "carded", "spam"),
    "an insult": ("Ты дурак", judgement(toxicity=0.97), "carded", "toxicity"),
    "a threat": ("Найду тебя и убью", judgement(negative=0.9), "carded", "threat"),
    "an outage, surely urgent": ("Сайт лежит", judgement(urgency=0.95), "alerted", "urgent"),
    "a life at stake, even unjudged": ("Я не хочу жить", None, "alerted", "urgent"),
    "the angriest complaint": ("Позор, а не магазин", ANGRY, "alerted", "negative"),
    "an ordinary complaint": ("Долго везли", UPSET, "rolled", "negative"),
    "a question": ("Когда будет поступление?", judgement(), "rolled", "question"),
    "an angry question": ("Почему так долго?", UPSET, "rolled", "negative"),
    "thanks": ("Спасибо, всё отлично", judgement(), "left", ""),
}


@pytest.mark.parametrize("road", ROADS)
def test_every_kind_of_message_takes_its_road(road: str) -> None:
    text, said, outcome, kind = ROADS[road]
    seen = judged(text, said)
    assert (seen.outcome.value, seen.kind) == (outcome, kind)


CONTEST = ("участвую", "Участвую!!!", "+", "❤️🔥🎉", "@masha @petya @olya", "я в деле, удачи всем")


@pytest.mark.parametrize("text", CONTEST)
def test_a_contest_day_passes_without_a_card(text: str) -> None:
    assert judged(text, judgement()).outcome is Outcome.LEFT
    assert judged(text, None).outcome is Outcome.LEFT


def test_a_regulars_spam_is_not_removed() -> None:
    regular = Scene(judged=SURE_SPAM, standing=REGULAR)
    assert verdict(SPAM, regular).outcome is not Outcome.REMOVED


def test_an_unknowns_spam_is_removed_by_strict_rules_alone() -> None:
    unknown = Scene(judged=SURE_SPAM, watched_since=NOW - DAY)
    assert verdict(SPAM, unknown).outcome is Outcome.REMOVED
    assert verdict("Купите слона недорого", unknown).outcome is Outcome.CARDED


def test_staff_may_write_anything() -> None:
    staff = Scene(judged=SURE_SPAM, standing=Standing(is_staff=True))
    assert verdict(DISGUISED, staff).outcome is Outcome.LEFT


def test_late_spam_is_removed_and_late_complaints_are_caught_up_with() -> None:
    late = Scene(judged=SURE_SPAM, sent_at=NOW - DAY)
    assert verdict(SPAM, late).outcome is Outcome.REMOVED
    assert verdict("Сайт лежит", replace(late, judged=judgement(urgency=0.99))).acts == (
        "catch_up",
    )


ANGRY_CUSTOMERS = (
    "Верните деньги, мошенники! Пишите мне в лс, жду ответа",
    "Вы обманули меня на 5000 руб, звоните +7 900 123-45-67",
    "Ваше казино, а не банк! Кредит под 30%, заработали на людях",
    "Напишите мне в личку, почему с карты списали 300 руб в день",
    "BЕРНИТЕ MOИ ДЕНЬГИ https://example.org/жалоба",
    "Позор! Подписался на ваш канал, обещали подарок, где он? t.me/shop",
)


@pytest.mark.parametrize("text", ANGRY_CUSTOMERS)
def test_an_angry_customer_is_not_removed_whatever_the_classifier_says(text: str) -> None:
    for said in (None, ANGRY, replace(ANGRY, urgency=1.0, toxicity=1.0, spam=1.0)):
        assert judged(text, said).outcome is not Outcome.REMOVED


CERTAINTY = st.builds(
    judgement,
    negative=st.floats(0, 1),
    spam=st.just(0.0),
    urgency=st.floats(0, 1),
    toxicity=st.floats(0, 1),
)


@given(CERTAINTY)
def test_no_tone_toxicity_or_urgency_ever_removes_a_plain_sentence(said: Judgement) -> None:
    assert judged("Курьер опоздал на три часа", said).outcome is not Outcome.REMOVED


@given(st.builds(judgement, spam=st.floats(0, 1)))
def test_the_classifier_alone_never_removes(said: Judgement) -> None:
    assert judged("Купите слона недорого", said).outcome is not Outcome.REMOVED


@pytest.mark.parametrize("rule", STRICT, ids=lambda rule: rule.name)
def test_every_strict_rule_needs_a_newcomer_and_three_kinds_of_evidence(rule: Rule) -> None:
    assert isinstance(rule.when, AllOf)
    assert Newcomer() in rule.when.parts
    assert Evidence(STRICT_KINDS) in rule.when.parts
    assert STRICT_KINDS >= 3
    assert not any(leaf.mood for leaf in leaves(rule.when))


def test_only_strict_rules_punish_and_all_rules_are_live_and_described() -> None:
    assert {rule.name for rule in DEFAULT_RULES if rule.sanctions} == {rule.name for rule in STRICT}
    assert all(set(rule.sanctions) <= {SANCTIONS[0]} for rule in DEFAULT_RULES)
    assert all(rule.mode is RuleMode.LIVE and rule.description for rule in DEFAULT_RULES)
    assert len({rule.name for rule in DEFAULT_RULES}) == len(DEFAULT_RULES)


def test_a_long_text_needs_more_evidence_before_it_is_removed() -> None:
    article = f"{SPAM}. " + "Город строит новую набережную у реки. " * 20
    assert judged(article, SURE_SPAM).outcome is Outcome.CARDED
    assert judged(f"{article} t.me/+AbCdEf", SURE_SPAM).outcome is Outcome.REMOVED


def test_urgent_words_wake_somebody_where_the_classifier_half_agrees() -> None:
    assert judged("Второй день нет связи", judgement(urgency=0.2)).outcome is Outcome.ALERTED
    assert judged("Второй день нет связи", judgement(urgency=0.1)).outcome is Outcome.LEFT
    assert judged("Второй день скучаем", judgement(urgency=0.2)).outcome is Outcome.LEFT


def test_a_forwarded_scheme_is_put_to_a_person() -> None:
    scene = Scene(judged=None, features=Features(is_forward=True))
    assert verdict("Раздача telegram premium, успей забрать", scene).outcome is Outcome.CARDED
