"""Rules, conditions, signals: what a moderator reads in /why is never a name of the program."""

import re
from collections.abc import Iterator

import pytest

from bot.texts import LANGUAGES, STEPS, Texts
from handlers.checks import NAMES
from handlers.checks.schemes import SCHEMES
from handlers.policy.conditions import CONDITIONS
from handlers.policy.conditions.author import Author
from handlers.policy.conditions.contains import Contains
from handlers.policy.conditions.edited import Edited
from handlers.policy.conditions.evidence import Evidence
from handlers.policy.conditions.forward import Forward
from handlers.policy.conditions.hour import Hour
from handlers.policy.conditions.language import Language
from handlers.policy.conditions.late import Late
from handlers.policy.conditions.letters import Letters
from handlers.policy.conditions.link_domain import LinkDomain
from handlers.policy.conditions.media import Media
from handlers.policy.conditions.newcomer import Newcomer
from handlers.policy.conditions.pattern import Pattern
from handlers.policy.conditions.place import Place
from handlers.policy.conditions.scheme import Scheme
from handlers.policy.conditions.sentiment import Sentiment
from handlers.policy.conditions.signal import Signal
from handlers.policy.conditions.spam import Spam
from handlers.policy.conditions.standing import Standing
from handlers.policy.conditions.toxicity import Toxicity
from handlers.policy.conditions.unknown import Unknown
from handlers.policy.conditions.urgency import Urgency
from handlers.policy.default import DEFAULT_RULES
from handlers.policy.rules import AllOf, AnyOf, Condition, Not, leaves
from handlers.policy.seen import classifier_signals
from models import channel, person, signal

SPOKEN: tuple[Condition, ...] = (
    *(Author((kind.value,)) for kind in person.AuthorKind),
    Contains(("слово",)),
    *(Edited(wanted) for wanted in (True, False)),
    Evidence(3),
    *(Forward(wanted) for wanted in (True, False)),
    Hour(9, 18),
    Language(("ru", "en", "und")),
    *(Late(wanted) for wanted in (True, False)),
    Letters(5),
    LinkDomain(("example.org",)),
    Media(),
    Media(("photo", "voice")),
    *(Newcomer(wanted) for wanted in (True, False)),
    Pattern("слово"),
    *(Place((place.value,)) for place in channel.Place),
    Scheme(),
    Scheme(3, tuple(SCHEMES)),
    *(Sentiment(tone, 0.9) for tone in ("negative", "neutral", "positive")),
    Signal(tuple(NAMES)),
    Spam(0.95),
    Standing(3, 1),
    Toxicity(0.8),
    *(Unknown(wanted) for wanted in (True, False)),
    Urgency(0.15),
)
CODE = re.compile(r"[a-z]+_[a-z_]+|[a-z]+:\S|[a-z]\|[a-z]|[{}]|not:")


def of_default_rules() -> Iterator[Condition]:
    for rule in DEFAULT_RULES:
        for leaf in leaves(rule.when):
            yield leaf
            yield Not(leaf)
    yield Not(AllOf(()))
    yield Not(AnyOf(()))


def test_every_condition_that_a_policy_may_name_is_tried_here() -> None:
    assert {type(one) for one in SPOKEN} == set(CONDITIONS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_is_said_in_words(language: str) -> None:
    texts = Texts(language)
    for one in (*SPOKEN, *(Not(each) for each in SPOKEN), *of_default_rules()):
        said = texts.condition(one.code)
        assert not CODE.search(said), (one.code, said)
        assert said != one.code
        if language == "ru":
            assert re.search("[а-я]", said), (one.code, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_built_in_rule_has_a_name_for_people(language: str) -> None:
    for rule in DEFAULT_RULES:
        said = Texts(language).say("why.rule", {"rule": rule.name, "conditions": "newcomer"})
        assert rule.name not in said or rule.name in {"question", "threat", "urgent"}
        assert Texts(language).knows(f"rule.{rule.name}")


def test_a_rule_of_a_policy_file_keeps_the_name_its_author_gave() -> None:
    said = Texts("ru").say("why.rule", {"rule": "jobs-in-topic", "conditions": "newcomer"})
    assert said == "• Правило «jobs-in-topic»: пишет новичок"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_a_condition_lists_has_words(language: str) -> None:
    codes = (
        *(f"place.{place.value}" for place in channel.Place),
        *(f"author.{kind.value}" for kind in person.AuthorKind),
        *(f"signal.{name}" for name in NAMES),
        *(f"signal.scheme_{name}" for name in SCHEMES),
    )
    assert [code for code in codes if not Texts(language).knows(code)] == []


def test_several_conditions_are_said_once_each() -> None:
    held = "newcomer\nscheme:2\nscheme:3\nevidence:3"
    said = Texts("ru").say("why.rule", {"rule": "certain_spam", "conditions": held})
    assert said == (
        "• Правило «Явный спам»: пишет новичок, слова известной спам-схемы, "
        "независимых признаков не меньше 3"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_classifier_says_is_said_in_three_steps_without_a_number(language: str) -> None:
    judgement = signal.Judgement("", "ru", signal.Sentiment(1.0, 0.0, 0.0), 1.0, 1.0, 1.0)
    texts = Texts(language)
    for one in classifier_signals(judgement):
        if one.name == "positive":
            continue
        said = {texts.say(f"signal.{one.name}", {"percent": least}) for least, _ in STEPS}
        assert len(said) == len(STEPS)
        assert not any(re.search(r"[0-9{]", words) for words in said)


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (51, "возможно, спам"),
        (79, "возможно, спам"),
        (80, "похоже на спам"),
        (94, "похоже на спам"),
        (95, "очень похоже на спам"),
        (100, "очень похоже на спам"),
    ],
)
def test_the_steps_are_those_of_the_built_in_policy(percent: int, words: str) -> None:
    assert Texts("ru").say("signal.spam", {"percent": percent}) == words
