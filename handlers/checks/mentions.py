"""How many people a message calls by name.

Friends tag each other in a contest, so only a crowd is worth a word.
"""

from collections.abc import Iterable
from typing import Final

from handlers.canonical import MASKS
from handlers.checks.sight import Sight, fact
from models.signal import Signal

CROWD: Final = 6
"""Names from which a message calls a crowd: contests ask to tag three or five friends."""
_USER: Final = MASKS[1]


def check_mentions(sight: Sight) -> Iterable[Signal]:
    """Yield `mentions_many`."""
    written = sight.canonical.text.count(_USER)
    count = max(written, len(sight.message.features.mentions))
    if count >= CROWD:
        yield fact("mentions_many", count=count)
