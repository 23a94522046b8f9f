"""Wording of known schemes: each is several independent parts, and only together they speak.

The stems stand in `ideas.py`; a signal `scheme_…` says how many parts a text holds.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from handlers.checks.ideas import GOODS, LURES, MONEY, WORK
from handlers.checks.sight import Sight, fact
from models.signal import Signal

IDEAS: Final[Mapping[str, str]] = {**WORK, **MONEY, **GOODS, **LURES}

MONEY_IDEA: Final = "money"
"""A sum of money: no stem, but a part of several schemes."""

SCHEMES: Final[Mapping[str, tuple[str, ...]]] = {
    "job": ("work.offer", "work.people", "work.pay", "work.terms", MONEY_IDEA),
    "crypto": ("crypto.theme", "crypto.gain", "crypto.guide", MONEY_IDEA),
    "casino": ("casino.theme", "casino.gain", MONEY_IDEA),
    "loan": ("loan.offer", "loan.terms", MONEY_IDEA),
    "drugs": ("drugs.theme", "drugs.trade", MONEY_IDEA),
    "adult": ("adult.theme", "adult.offer", MONEY_IDEA),
    "papers": ("papers.theme", "papers.offer", MONEY_IDEA),
    "services": ("services.theme", "services.offer", MONEY_IDEA),
    "giveaway": ("gift.theme", "gift.step", MONEY_IDEA),
    "channel": ("channel.theme", "channel.call", "channel.praise"),
    "vote": ("vote.theme", "vote.reason"),
    "phishing": ("phish.theme", "phish.step"),
}
"""Scheme → parts. The first two parts of all but `job` and `channel` are its core: both must be."""

LEAST_PARTS: Final = {"channel": 3}
"""Parts that must meet where two together are everyday talk; two elsewhere."""
_LOOSE: Final = frozenset({"job", "channel"})

_DIGIT: Final = re.compile(r"\d")
_MONEY: Final = re.compile(
    r"[$€₽]\s?\d|\d[\d\s.,]{0,12}(?:[$€₽]|к\b|k\b|тыс|руб|р\b|рэ\b|usd|доллар|евро|грн|злот|eur|\[curr)"
    r"|(?:от|до|по|from|дам|даем|день|час)\s\d{1,3}[\s.]?\d{2,3}\b"
)


def money(canonical_text: str) -> bool:
    """Whether a sum of money is named."""
    return _DIGIT.search(canonical_text) is not None and _MONEY.search(canonical_text) is not None


def check_schemes(sight: Sight) -> Iterable[Signal]:
    """Yield `scheme_…` for every scheme whose parts meet."""
    ideas = sight.ideas
    if not ideas:
        return
    found: frozenset[str] | None = None
    for name, parts in SCHEMES.items():
        if ideas.isdisjoint(parts):
            continue
        if found is None:
            found = ideas | ({MONEY_IDEA} if money(sight.canonical.text) else set())
        count = sum(part in found for part in parts)
        core = name in _LOOSE or (parts[0] in found and parts[1] in found)
        if core and count >= LEAST_PARTS.get(name, 2):
            yield fact(f"scheme_{name}", "wording", parts=count)
