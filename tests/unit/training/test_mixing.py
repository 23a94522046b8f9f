"""What each head learns from a row: labels as ours, angry customers neither toxic nor spam."""

from dataclasses import replace

import pytest

from handlers.canonical import canonicalise
from training import weak
from training.annotating import read_once, read_twice
from training.mixing import INTENTS, Example, balanced, examples
from training.reading import Row


def row(source: str, label: str, text: str = "обычное сообщение") -> Row:
    form = canonicalise(text)
    return Row(source, form, label, "fit", form.text, "ru")


def marked(source: str, label: str, mark: str) -> Row:
    return replace(row(source, label), mark=mark)


def target(head: str, found: Row) -> int | None:
    made = examples(head, [found])
    return made[0].target if made else None


@pytest.mark.parametrize(
    ("head", "source", "label", "expected"),
    [
        ("sentiment", "cedr", "negative", 0),
        ("sentiment", "cedr", "neutral", 1),
        ("sentiment", "cedr", "positive", 2),
        ("sentiment", "ru_app_reviews", "junk", None),
        ("sentiment", "telegram_spam_ru", "ham", None),
        ("toxicity", "russe_detox_2022", "toxic", 1),
        ("toxicity", "russe_detox_2022", "non_toxic", 0),
        ("toxicity", "davidson_hate_offensive", "hate", 1),
        ("toxicity", "tweeteval_offensive", "non_offensive", 0),
        ("spam", "telegram_spam_ru", "spam", 1),
        ("spam", "sms_spam", "ham", 0),
        ("spam", "tg_news_ads_silver", "ad", None),
    ],
)
def test_a_label_reads_as_ours(head: str, source: str, label: str, expected: int | None) -> None:
    assert target(head, row(source, label)) == expected


def test_a_complaint_is_ham_and_weakly_polite() -> None:
    angry = row("sentirueval2016_banks", "negative", "ужасный банк, деньги не отдают")
    assert target("spam", angry) == 0
    assert target("toxicity", angry) == 0


def test_a_complaint_with_a_swear_word_teaches_nothing_about_toxicity() -> None:
    assert target("toxicity", row("ru_app_reviews", "negative", "хуйня, а не приложение")) is None


def test_an_insult_is_ham_and_a_ban_for_an_insult_is_no_spam() -> None:
    assert target("spam", row("russe_detox_2022", "toxic", "ты дебил")) == 0
    assert target("spam", row("telegram_spam_ru", "spam", "ты дебил")) is None
    assert target("spam", row("telegram_spam_ru", "spam", "сучки тут https://t.me/x")) == 1


def test_urgency_is_what_two_people_called_so_and_doubt_counts_half() -> None:
    codes = {one.mark: set(one.urgency) for one in read_twice()}
    for said, target_, weight in (
        ({"urgent"}, 1, 1.0),
        ({"urgent", "negative"}, 1, 0.5),
        ({"negative"}, 0, 1.0),
        ({"none"}, 0, 1.0),
    ):
        mark = next(mark for mark, found in codes.items() if found == said)
        (found,) = examples("urgency", [marked("airline_tweets", "negative", mark)])
        assert (found.target, found.weight) == (target_, weight)


def test_chosen_rows_teach_less_and_ordinary_chats_are_calm() -> None:
    mark = next(mark for mark, code in read_once().items() if code == "urgent")
    (found,) = examples("urgency", [marked("sentirueval2016_banks", "negative", mark)])
    assert (found.target, found.weight) == (1, 0.5)
    assert target("urgency", row("rusentitweet", "negative", "всё плохо")) == 0
    assert target("urgency", row("telegram_spam_ru", "spam", "срочно нужны люди")) is None
    assert target("urgency", row("sentirueval2016_banks", "negative", "никто не читал")) is None
    assert target("urgency", row("urgency_ru", "urgent", "нет связи в городе")) == 1
    assert target("urgency", row("urgency_ru", "negative", "дорого")) == 0


def test_an_intent_is_the_first_readers_and_doubt_counts_half() -> None:
    for one in read_twice()[:200]:
        (found,) = examples("intent", [marked(one.source, "", one.mark)])
        assert INTENTS[found.target] == one.intent[0]
        assert found.weight == (1.0 if one.intent[0] == one.intent[1] else 0.5)
    assert target("intent", row("cedr", "neutral", "никто не читал")) is None


def test_neither_a_large_set_nor_a_frequent_class_decides_alone() -> None:
    many = [Example(row("cedr", "neutral"), 1, 1.0)] * 900
    few = [Example(row("umsab_it", "negative"), 0, 1.0)] * 100
    weights = balanced(many + few)
    assert sum(weights[:900]) == pytest.approx(3 * sum(weights[900:]))
    assert sum(weights) == pytest.approx(1000)


def test_politeness_is_told_by_words() -> None:
    assert weak.swears("ну ты идиот")
    assert not weak.swears("добрый день")
