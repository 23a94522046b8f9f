"""The linear lane answers with probabilities, the same alone and in company, and says why."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.classifiers.linear.linear import LinearClassifier
from handlers.canonical import canonicalise
from tests.unit.classifiers.checkpoints import tiny

CLASSIFIER = LinearClassifier(
    tiny(
        spam="казино", negative="ужас обман", positive="спасибо", urgency="срочно", toxicity="дурак"
    )
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_every_answer_is_a_probability(texts: list[str]) -> None:
    for answer in CLASSIFIER.judge([canonicalise(text) for text in texts]):
        tones = answer.sentiment
        assert math.isclose(tones.negative + tones.neutral + tones.positive, 1.0)
        assert min(tones.negative, tones.neutral, tones.positive) >= 0.0
        for value in (answer.toxicity, answer.spam, answer.urgency):
            assert 0.0 <= value <= 1.0


@pytest.mark.parametrize(
    ("text", "head"), [("казино", "spam"), ("срочно!", "urgency"), ("дурак", "toxicity")]
)
def test_a_head_hears_its_words_and_not_those_of_others(text: str, head: str) -> None:
    [said, calm] = CLASSIFIER.judge([canonicalise(text), canonicalise("добрый день")])
    assert getattr(said, head) > 0.5 > getattr(calm, head)
    others = {"spam", "urgency", "toxicity"} - {head}
    assert all(getattr(said, other) < 0.5 for other in others)


def test_a_tone_is_heard() -> None:
    [bad, good] = CLASSIFIER.judge([canonicalise("ужас"), canonicalise("спасибо")])
    assert bad.sentiment.negative > 0.5
    assert good.sentiment.positive > 0.5


def test_a_disguised_word_is_heard_as_plainly() -> None:
    [plain, hidden] = CLASSIFIER.judge([canonicalise("казино"), canonicalise("к а з и н о")])
    assert hidden.spam > 0.5
    assert abs(plain.spam - hidden.spam) < 0.3


async def test_answers_come_in_order_and_do_not_depend_on_company() -> None:
    texts = [canonicalise(text) for text in ("казино", "спасибо", "", "ужас срочно", "👍")]
    together = await CLASSIFIER.classify(texts)
    for text, answer in zip(texts, together, strict=True):
        [alone] = await CLASSIFIER.classify([text])
        assert answer is not None
        assert alone is not None
        assert (alone.sentiment, alone.spam) == (answer.sentiment, answer.spam)
        assert answer.checkpoint == "linear@tiny"


async def test_no_text_no_answer() -> None:
    assert await CLASSIFIER.classify([]) == []


def test_the_reason_is_the_word_that_made_it() -> None:
    text = canonicalise("Заходи, «казино» ждёт тебя")
    [strongest, *_] = CLASSIFIER.explain(text, "spam")
    assert text.text[strongest.start : strongest.end] == "казино"
    assert strongest.head == "spam"
    assert strongest.weight > 0


def test_reasons_of_a_tone_speak_for_that_tone_only() -> None:
    text = canonicalise("ужас, но спасибо")
    for head, word in (("negative", "ужас"), ("positive", "спасибо")):
        [strongest, *_] = CLASSIFIER.explain(text, head)
        assert text.text[strongest.start : strongest.end] == word


def test_reasons_point_behind_masks_and_disguises_too() -> None:
    text = canonicalise("см. https://a.ru/b: кaзинo, @friend")
    [strongest, *_] = CLASSIFIER.explain(text, "spam")
    assert text.text[strongest.start : strongest.end] == "казино"


@pytest.mark.parametrize("text", ["", "👍", "<url>"])
def test_a_text_without_words_has_no_reasons_against_it(text: str) -> None:
    assert CLASSIFIER.explain(canonicalise(text), "spam") == ()
