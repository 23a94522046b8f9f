"""Every condition as a table: sentence or scene, and whether it holds there."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import pytest

from handlers.policy.conditions import CONDITIONS
from handlers.policy.conditions.pattern import LOOKED_AT
from handlers.policy.rules import Condition
from handlers.policy.situation import Situation
from models.channel import Place
from models.message import Features, Media
from models.person import AuthorKind, Standing
from tests.unit.handlers.policy.situations import (
    DAY,
    NOW,
    ORDINARY,
    REGULAR,
    Scene,
    judgement,
    situation,
)

HOUR = DAY // 24
NIGHT = NOW + 23 * HOUR


@dataclass(frozen=True)
class Case:
    """A condition, where it is asked, and its answer."""

    name: str
    given: dict[str, Any]
    seen: Situation
    answer: bool | None

    @property
    def sentence(self) -> str:
        return f"{self.name} {self.given} in {self.seen.message.own_text!r}: {self.answer}"


def case(
    name: str,
    given: dict[str, Any],
    *,
    answer: bool | None,
    text: str = "",
    scene: Scene = ORDINARY,
) -> Case:
    return Case(name, given, situation(text or "Добрый день", scene), answer)


SILENT = Scene(judged=None)
SPAMMY = "Ищем людей, заработок от 5000 руб в день, пишите в лс"
FORWARDED = Features(is_forward=True)

CASES = (
    case("author", {"kinds": ("channel",)}, answer=True, scene=Scene(author=AuthorKind.CHANNEL)),
    case("author", {"kinds": ("channel", "bot")}, answer=False),
    case("contains", {"words": ("возврат",)}, answer=True, text="ВОЗВРАТА жду"),
    case("contains", {"words": ("возврат",)}, answer=True, text="вoзвpат жду"),
    case("contains", {"words": ("Вoзврат",)}, answer=True, text="возврат жду"),
    case("contains", {"words": ("возврат", "обмен")}, answer=False, text="доставка"),
    case("edited", {}, answer=True, scene=Scene(edited_at=NOW)),
    case("edited", {}, answer=False),
    case("edited", {"wanted": False}, answer=True),
    case("evidence", {"kinds": 2}, answer=True, text=SPAMMY),
    case("evidence", {"kinds": 3}, answer=False, text=SPAMMY),
    case(
        "evidence",
        {"kinds": 3},
        answer=True,
        text=SPAMMY,
        scene=Scene(judged=judgement(spam=0.999)),
    ),
    case("forward", {}, answer=True, scene=Scene(features=FORWARDED)),
    case("forward", {}, answer=True, scene=Scene(features=Features(is_external_reply=True))),
    case("forward", {}, answer=False),
    case("hour", {"start": 23, "end": 24}, answer=True, scene=Scene(sent_at=NIGHT)),
    case("hour", {"start": 22, "end": 6}, answer=True, scene=Scene(sent_at=NIGHT)),
    case("hour", {"start": 22, "end": 6}, answer=True, scene=Scene(sent_at=NOW + 5 * HOUR)),
    case("hour", {"start": 22, "end": 6}, answer=False, scene=Scene(sent_at=NOW + 6 * HOUR)),
    case("hour", {"start": 9, "end": 21}, answer=False, scene=Scene(sent_at=NIGHT)),
    case(
        "hour",
        {"start": 2, "end": 3, "zone": "Europe/Moscow"},
        answer=True,
        scene=Scene(sent_at=NIGHT),
    ),
    case("language", {"codes": ("ru", "en")}, answer=True),
    case("language", {"codes": ("en",)}, answer=False),
    case("language", {"codes": ("ru",)}, answer=None, scene=SILENT),
    case("late", {}, answer=True, scene=Scene(sent_at=NOW - HOUR)),
    case("late", {}, answer=False),
    case("letters", {"at_least": 10}, answer=True, text="Добрый день"),
    case("letters", {"at_least": 11}, answer=False, text="Добрый день"),
    case("letters", {"at_least": 1}, answer=False, text="https://example.org @name 🔥"),
    case("link_domain", {"domains": ("t.me",)}, answer=True, text="тут t.me/abc"),
    case("link_domain", {"domains": ("Example.org",)}, answer=True, text="http://shop.example.org"),
    case("link_domain", {"domains": ("ample.org",)}, answer=False, text="https://example.org"),
    case(
        "link_domain",
        {"domains": ("hidden.example",)},
        answer=True,
        scene=Scene(features=Features(links=("https://user@www.Hidden.example:443/x",))),
    ),
    case("media", {}, answer=True, scene=Scene(media=(Media("photo"),))),
    case("media", {"kinds": ("sticker",)}, answer=False, scene=Scene(media=(Media("photo"),))),
    case("media", {}, answer=False),
    case("newcomer", {}, answer=True),
    case("newcomer", {}, answer=False, scene=Scene(standing=REGULAR)),
    case("newcomer", {"wanted": False}, answer=True, scene=Scene(standing=REGULAR)),
    case("pattern", {"regex": r"скидк\w{0,5} \d{2}"}, answer=True, text="СКИДКИ 50"),
    case("pattern", {"regex": r"скидк\w{0,5} \d{2}"}, answer=False, text="скидка"),
    case("pattern", {"regex": "конец"}, answer=False, text="а " * LOOKED_AT + "конец"),
    case("place", {"places": ("comments",)}, answer=True),
    case("place", {"places": ("comments",)}, answer=False, scene=Scene(place=Place.DIRECT)),
    case("scheme", {}, answer=True, text=SPAMMY),
    case("scheme", {"parts": 4}, answer=True, text=SPAMMY),
    case("scheme", {"parts": 5}, answer=False, text=SPAMMY),
    case("scheme", {"names": ("casino",)}, answer=False, text=SPAMMY),
    case("scheme", {}, answer=False),
    case("sentiment", {"tone": "negative"}, answer=True, scene=Scene(judged=judgement(0.5))),
    case(
        "sentiment",
        {"tone": "negative", "at_least": 0.6},
        answer=False,
        scene=Scene(judgement(0.5)),
    ),
    case("sentiment", {"tone": "neutral"}, answer=True, scene=Scene(judged=judgement(0.2))),
    case("sentiment", {"tone": "positive"}, answer=False),
    case("sentiment", {"tone": "negative"}, answer=None, scene=SILENT),
    case("signal", {"names": ("link_invite", "phone")}, answer=True, text="t.me/+AbC"),
    case("signal", {"names": ("link_invite",)}, answer=False, text="t.me/abc"),
    case("spam", {"at_least": 0.8}, answer=True, scene=Scene(judged=judgement(spam=0.8))),
    case("spam", {"at_least": 0.8}, answer=False, scene=Scene(judged=judgement(spam=0.79))),
    case("spam", {"at_least": 0.8}, answer=None, scene=SILENT),
    case("standing", {"clean": 40}, answer=True, scene=Scene(standing=REGULAR)),
    case("standing", {"clean": 41}, answer=False, scene=Scene(standing=REGULAR)),
    case(
        "standing", {"removed": 1}, answer=True, scene=Scene(standing=Standing(removed_messages=1))
    ),
    case("standing", {"removed": 1}, answer=False),
    case("toxicity", {"at_least": 0.8}, answer=True, scene=Scene(judged=judgement(toxicity=0.9))),
    case("toxicity", {"at_least": 0.8}, answer=False),
    case("toxicity", {"at_least": 0.8}, answer=None, scene=SILENT),
    case("unknown", {}, answer=True, scene=Scene(watched_since=NOW - DAY)),
    case("unknown", {}, answer=False),
    case("urgency", {"at_least": 0.7}, answer=True, scene=Scene(judged=judgement(urgency=0.7))),
    case("urgency", {"at_least": 0.7}, answer=False),
    case("urgency", {"at_least": 0.7}, answer=None, scene=SILENT),
)


def made(name: str, given: dict[str, Any]) -> Condition:
    make: Callable[..., Condition] = CONDITIONS[name]
    return make(**given)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.sentence)
def test_holds_where_it_should(one: Case) -> None:
    assert made(one.name, one.given).holds(one.seen) is one.answer


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_is_seen_to_hold_and_not_to_hold(name: str) -> None:
    answers = {one.answer for one in CASES if one.name == name}
    assert {True, False} <= answers


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_says_what_it_is(name: str) -> None:
    kind: Any = CONDITIONS[name]
    assert kind.__doc__.count("\n") == 0
    assert all(option.metadata["doc"] for option in fields(kind) if option.init)
    one = next(one for one in CASES if one.name == name)
    code = made(name, one.given).code
    assert code.removeprefix("not:").split(":")[0] == name
    assert " " not in code


def test_exactly_sentiment_and_urgency_are_moods() -> None:
    assert {name for name, kind in CONDITIONS.items() if kind.mood} == {"sentiment", "urgency"}


WRONG = (
    ("author", {"kinds": ("human",)}),
    ("contains", {"words": ("да",)}),
    ("hour", {"start": 24, "end": 24}),
    ("hour", {"start": 9, "end": 25}),
    ("hour", {"start": 9, "end": 21, "zone": "Mars/Olympus"}),
    ("link_domain", {"domains": ("https://example.org",)}),
    ("place", {"places": ("nowhere",)}),
    ("scheme", {"names": ("cassino",)}),
    ("sentiment", {"tone": "angry"}),
    ("sentiment", {"tone": "negative", "at_least": 80}),
    ("signal", {"names": ("invitation",)}),
    ("spam", {"at_least": 1.1}),
    ("toxicity", {"at_least": -0.1}),
    ("urgency", {"at_least": 2}),
)


@pytest.mark.parametrize(("name", "given"), WRONG, ids=str)
def test_refuses_a_parameter_that_means_nothing(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        made(name, given)


RUNAWAYS = (
    "a+",
    "a*b",
    "a{3,}",
    "(ab){0,9}",
    "(a|a)*",
    "(?=a)b",
    r"(a)\1",
    "(",
    ".{0,50}.{0,50}",
    "a?" * 12,
    "a" * 201,
)


@pytest.mark.parametrize("regex", RUNAWAYS)
def test_refuses_an_expression_that_could_run_away(regex: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        made("pattern", {"regex": regex})


@pytest.mark.parametrize("regex", [r"скидк\w{0,20}", "[+*]7", r"\+7", "(?:раз|два)", "да?"])
def test_takes_an_expression_that_cannot(regex: str) -> None:
    made("pattern", {"regex": regex})
