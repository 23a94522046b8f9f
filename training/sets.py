"""Which sets there are, what each teaches, and whether weights that saw it may be shipped.

The licence is repeated as its source states it. A set that forbids commercial use is read for
measuring only: `reading.for_fitting` refuses it, and a test holds this table to that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SENTIMENT: Final = ("negative", "neutral", "positive")
"""Order of the sentiment classes everywhere."""

TONES: Final = {tone: at for at, tone in enumerate(SENTIMENT)}

_TOXIC: Final = {"non_toxic": 0, "toxic": 1}
_SPAM: Final = {"ham": 0, "spam": 1}


@dataclass(frozen=True, slots=True)
class Source:
    """One labelled set: its licence, its use, and how its labels read as ours."""

    name: str
    licence: str
    use: str = "fit"
    """`fit`, or `measure`: never in shipped weights."""
    sentiment: Mapping[str, int] = field(default_factory=dict)
    toxicity: Mapping[str, int] = field(default_factory=dict)
    spam: Mapping[str, int] = field(default_factory=dict)
    ham: frozenset[str] = frozenset()
    """Labels whose rows are ordinary messages, so that insults and complaints are no spam."""
    polite: bool = False
    """Rows without a swear word serve as weak evidence of what is not toxic."""
    weight: float = 1.0

    def labels(self, head: str) -> Mapping[str, int]:
        """Return this set's labels as classes of `head`; empty if it does not teach it."""
        tables = {"sentiment": self.sentiment, "toxicity": self.toxicity, "spam": self.spam}
        return tables.get(head, {})


_ALL_TONES: Final = frozenset(SENTIMENT)
_BOTH: Final = frozenset(_TOXIC)

SOURCES: Final[tuple[Source, ...]] = (
    Source("ru_app_reviews", "none stated", sentiment=TONES, ham=_ALL_TONES, polite=True),
    Source("rusentitweet", "none stated", sentiment=TONES, ham=_ALL_TONES),
    Source("sentirueval2016_banks", "none stated", sentiment=TONES, ham=_ALL_TONES, polite=True),
    Source("sentirueval2016_telecom", "none stated", sentiment=TONES, ham=_ALL_TONES, polite=True),
    Source("cedr", "Apache-2.0", sentiment=TONES, ham=_ALL_TONES, polite=True),
    Source(
        "airline_tweets", "none stated", sentiment=TONES, ham=_ALL_TONES, polite=True, weight=0.3
    ),
    Source("umsab_en", "Apache-2.0 repository", sentiment=TONES, ham=_ALL_TONES),
    Source("umsab_it", "Apache-2.0 repository", sentiment=TONES, ham=_ALL_TONES),
    Source("sentipolc16_it", "none stated", sentiment=TONES, ham=_ALL_TONES),
    Source(
        "tweeteval_sentiment",
        "TweetEval, no restrictions stated",
        use="measure",
        sentiment=TONES,
    ),
    Source("ru_toxic_2ch_pikabu", "none stated", toxicity=_TOXIC, ham=_BOTH),
    Source("russe_detox_2022", "none stated", toxicity=_TOXIC, ham=_BOTH),
    Source("rudetoxifier_10k_toxic", "MIT", toxicity=_TOXIC, ham=_BOTH),
    Source("paradetox_en", "CC0", toxicity=_TOXIC, ham=frozenset({"toxic"}), weight=0.5),
    Source("tweeteval_offensive", "TweetEval", toxicity={"non_offensive": 0, "offensive": 1}),
    Source(
        "davidson_hate_offensive",
        "MIT",
        toxicity={"neither": 0, "offensive": 1, "hate": 1},
        weight=0.3,
    ),
    Source("surge_toxicity_en", "MIT", toxicity=_TOXIC, ham=_BOTH),
    Source("telegram_spam_ru", "GPL-3.0 repository", spam=_SPAM),
    Source("telegram_spam_monalenka", "MIT", spam=_SPAM),
    Source("tg_spam_umputun", "MIT", spam=_SPAM),
    Source("sms_spam", "none stated", spam=_SPAM, weight=0.5),
    Source("youtube_spam", "none stated", spam=_SPAM, weight=0.25),
    Source("tg_news_ads_silver", "MIT", ham=frozenset({"not_ad"}), polite=True, weight=0.5),
    Source(
        "complaints_twitter",
        "none stated",
        ham=frozenset({"complaint", "not_complaint"}),
        polite=True,
    ),
    Source("banking77", "CC BY 4.0", ham=frozenset({"*"}), polite=True, weight=0.5),
    Source("clinc150", "CC BY 3.0", ham=frozenset({"*"}), polite=True, weight=0.3),
    Source(
        "own_decisions",
        "your own",
        toxicity=_TOXIC,
        spam=_SPAM,
    ),
    Source("rusentiment", "CC BY-NC-SA 4.0", use="measure", sentiment=TONES),
    Source("hatecheck_en", "CC BY 4.0", use="measure", toxicity={"non_hateful": 0, "hateful": 1}),
    Source("hatecheck_it", "CC BY 4.0", use="measure", toxicity={"non_hateful": 0, "hateful": 1}),
)
"""Every set that is read, in the order of the tables."""

URGENCY: Final = "urgency_ru"
"""The project's own urgency labels: few, for calibration and measuring, never learned."""

SEEDS: Final = "seeds"
"""Sentences of training/seeds.py, as if they were a set."""

BY_NAME: Final = {source.name: source for source in SOURCES}

FORBIDDEN_IN_LICENCE: Final = ("NC", "non-commercial", "noncommercial", "research only")
"""Words in a licence that keep a set out of shipped weights."""
