"""Hashing is the same everywhere, reads words and not the batch they came in."""

import hashlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.classifiers.linear.features import LONGEST, ORDERS, grams
from handlers.canonical import canonicalise

BITS = 16
NONE = 1 << BITS


def buckets(text: str) -> set[int]:
    return set(grams([canonicalise(text)], BITS).buckets.ravel().tolist()) - {NONE}


def test_buckets_are_the_same_on_every_machine() -> None:
    found = grams([canonicalise("Верните деньги! 100% обман 👍"), canonicalise("")], BITS)
    mark = hashlib.sha256(found.buckets.astype("<i4").tobytes()).hexdigest()[:16]
    assert mark == "09391585ae9b0e26"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_a_text_has_the_same_buckets_alone_and_in_company(texts: list[str]) -> None:
    forms = [canonicalise(text) for text in texts]
    together = grams(forms, BITS)
    ends = [*together.starts[1:].tolist(), len(together.buckets)]
    for form, start, end in zip(forms, together.starts.tolist(), ends, strict=True):
        assert np.array_equal(grams([form], BITS).buckets, together.buckets[start:end])


def test_an_ngram_never_crosses_a_space() -> None:
    assert buckets("купи дом") >= buckets("купи") | buckets("дом")
    extra = buckets("купи дом") - buckets("купи") - buckets("дом")
    assert len(extra) == 1, "only the pair of words is new"


def test_numbers_share_their_shape() -> None:
    assert buckets("500 руб") == buckets("312 руб")
    assert buckets("500 руб") != buckets("50 руб")


def test_a_link_is_one_word_whatever_it_was() -> None:
    assert buckets("жми https://a.ru/x") == buckets("жми http://very.long.example.com/y?z=1")


def test_a_disguise_leaves_its_mark() -> None:
    assert buckets("кaзинo") > buckets("казино")


def test_every_code_of_the_canonical_text_is_known_here() -> None:
    disguises = [
        "кaзинo",
        "ка\u200bзи",
        "к а з и н о",
        "к.а.з.и.н.о",
        "с0бака",
        "нееет",
        "ᴀб",
        "🅲🅰🆂",
    ]
    for text in disguises:
        form = canonicalise(text)
        assert form.obfuscations, text
        assert len(grams([form], BITS).buckets) >= len(form.text) + 1 + 2 * len(form.obfuscations)


def test_no_text_is_too_long_or_too_short() -> None:
    assert grams([canonicalise("")], BITS).buckets.shape == (1, ORDERS)
    long = grams([canonicalise("да нет " * 20_000)], BITS)
    assert len(long.buckets) == LONGEST + 1
