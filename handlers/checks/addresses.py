"""Phones and wallets: facts that a moderator wants to see, and never evidence.

An angry customer leaves his number far more often than a spammer does.
"""

import re
from collections.abc import Iterable
from typing import Final

from handlers.checks.sight import Sight, fact
from models.signal import Signal

_SHORTEST: Final = 26
_WALLET: Final = re.compile(
    r"\b(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[a-z0-9]{25,60}"
    r"|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|[EU]Q[\w-]{46})\b"
)


def check_addresses(sight: Sight) -> Iterable[Signal]:
    """Yield `phone` and `wallet`."""
    if "<phone>" in sight.canonical.text:
        yield fact("phone")
    if any(len(word) >= _SHORTEST for word in sight.text.split()) and _WALLET.search(sight.text):
        yield fact("wallet")
