"""The built-in default policy of contract.md; a policy file adds to it and silences it by name.

`decide` reads what this makes. Every threshold stands here with its reason; what they do to real
texts is printed by `benchmarks/policy_on_data.py`.
"""

from typing import Final

from handlers.policy.conditions.evidence import Evidence
from handlers.policy.conditions.letters import Letters
from handlers.policy.conditions.newcomer import Newcomer
from handlers.policy.conditions.scheme import Scheme
from handlers.policy.conditions.sentiment import Sentiment
from handlers.policy.conditions.signal import Signal
from handlers.policy.conditions.spam import Spam
from handlers.policy.conditions.toxicity import Toxicity
from handlers.policy.conditions.urgency import Urgency
from handlers.policy.rules import AllOf, AnyOf, Not, Policy, Rule
from handlers.policy.seen import HIGHEST_SPAM

NAME: Final = "default"

LIKELY_SPAM: Final = 0.8
"""From here up a newcomer's message is put to a person: about one card per hundred honest ones."""
LIKELY_TOXIC: Final = 0.9
"""From here up an insult is put to a person; below it lies most of everyday swearing."""
URGENT: Final = 0.7
"""From here up the classifier's urgency alone wakes somebody."""
MAYBE_URGENT: Final = 0.15
"""From here up it does together with urgent wording: the head is shy, and the words are broad."""
STRONGLY_NEGATIVE: Final = 0.99
"""From here up a complaint is shown at once: one in twenty-five; the rest rolls."""
NEGATIVE: Final = 0.5
"""From here up a message is negative: likelier than the other two tones together."""
PLAIN_PARTS: Final = 3
"""Parts of a scheme that speak for themselves, without any link or contact."""
LEAST_LETTERS: Final = 5
"""Letters below which the classifier's opinion of spam is a guess."""
STRICT_KINDS: Final = 3
"""Independent kinds of evidence without which nothing is deleted."""

ARTICLE: Final = 600
"""Letters from which a text holds the parts of a scheme by chance: news do, forwarded ones too."""
ARTICLE_KINDS: Final = 4
"""Kinds of evidence without which nothing so long is deleted."""

LURES: Final = Signal(
    ("contact_lure", "profile_lure", "link_messenger", "shared_contact", "link", "link_only")
)
RISKY_LINKS: Final = Signal(
    ("link_invite", "link_bot", "link_referral", "link_shortener", "link_lookalike", "link_numeric")
)
DISGUISE: Final = Signal(("disguise", "hidden_letters", "spaced_letters", "fancy_letters"))
LOOKALIKES: Final = Signal(("disguise",))
ORIGIN: Final = Signal(("forward", "external_reply", "story", "buttons"))
URGENT_WORDS: Final = Signal(
    ("urgent_money", "urgent_account", "urgent_law", "urgent_outage", "urgent_safety")
)
IN_TROUBLE: Final = Signal((*URGENT_WORDS.names, "urgent_life"))
"""Words of somebody in trouble: whatever else speaks, a person looks before anything is gone."""

_STRICT: Final = (
    Rule(
        name="certain_spam",
        description="The classifier is sure, and two other kinds of evidence say the same.",
        when=AllOf(
            (
                Newcomer(),
                Spam(HIGHEST_SPAM),
                AnyOf((Scheme(), DISGUISE)),
                Evidence(STRICT_KINDS),
                AnyOf((Not(Letters(ARTICLE)), Evidence(ARTICLE_KINDS))),
                Not(IN_TROUBLE),
            )
        ),
        acts=("delete",),
        kind="spam",
        strict=True,
    ),
    Rule(
        name="disguised_spam",
        description="A scheme's wording in disguised letters, with a way to go on.",
        when=AllOf(
            (Newcomer(), DISGUISE, Scheme(), LURES, Evidence(STRICT_KINDS), Not(IN_TROUBLE))
        ),
        acts=("delete",),
        kind="spam",
        strict=True,
    ),
)

_CARDS: Final = (
    Rule(
        name="likely_spam",
        description="A newcomer's message that the classifier takes for spam.",
        when=AllOf((Newcomer(), Spam(LIKELY_SPAM), Letters(LEAST_LETTERS))),
        acts=("card",),
        kind="spam",
    ),
    Rule(
        name="spam_wording",
        description="A newcomer words a known scheme, and plainly or with a way to go on.",
        when=AllOf(
            (
                Newcomer(),
                AnyOf((Scheme(PLAIN_PARTS), AllOf((Scheme(), AnyOf((LURES, ORIGIN)))))),
            )
        ),
        acts=("card",),
        kind="spam",
    ),
    Rule(
        name="spam_disguise",
        description="A newcomer writes in letters that pretend to be others.",
        when=AllOf((Newcomer(), LOOKALIKES)),
        acts=("card",),
        kind="spam",
    ),
    Rule(
        name="spam_link",
        description="A newcomer brings an invite, a bot with a referral or a hidden address.",
        when=AllOf((Newcomer(), RISKY_LINKS)),
        acts=("card",),
        kind="spam",
    ),
    Rule(
        name="toxic",
        description="An insult, whoever wrote it.",
        when=Toxicity(LIKELY_TOXIC),
        acts=("card",),
        kind="toxicity",
    ),
    Rule(
        name="threat",
        description="A threat of violence, whoever wrote it.",
        when=Signal(("threat",)),
        acts=("card",),
        kind="threat",
    ),
)

_MOODS: Final = (
    Rule(
        name="urgent",
        description="Harm grows while nobody looks: money, access, safety, law.",
        when=AnyOf(
            (
                Signal(("urgent_life",)),
                Urgency(URGENT),
                AllOf((URGENT_WORDS, Urgency(MAYBE_URGENT))),
            )
        ),
        acts=("alert",),
        kind="urgent",
    ),
    Rule(
        name="strongly_negative",
        description="A complaint of the strongest tone.",
        when=AllOf((Sentiment("negative", STRONGLY_NEGATIVE), Not(Spam(LIKELY_SPAM)))),
        acts=("alert",),
        kind="negative",
    ),
    Rule(
        name="negative",
        description="An ordinary complaint.",
        when=Sentiment("negative", NEGATIVE),
        acts=("roll",),
        kind="negative",
    ),
    Rule(
        name="question",
        description="The brand is asked something.",
        when=Signal(("question",)),
        acts=("roll",),
        kind="question",
    ),
)

DEFAULT_RULES: Final = (*_STRICT, *_CARDS, *_MOODS)


def default_policy() -> Policy:
    """Return the policy that serves without any file."""
    return Policy(NAME, DEFAULT_RULES)
