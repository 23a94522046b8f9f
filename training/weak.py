"""Weak evidence of politeness: a text without a word that insults or swears; for `mixing`."""

import re
from typing import Final

_SWEAR: Final = re.compile(
    r"(?:ху[йеяюё]|пизд|[её]б[аулнтк]|бля|сук[аи]|муда|мудо|гандон|пид[оа]р|долбо|шлюх|жоп|говн|"
    r"дерьм|твар|ублюд|урод|дебил|идиот|туп(?:ой|ые|ая)|fuck|shit|bitch|cunt|asshole|idiot|moron)"
)


def swears(text: str) -> bool:
    """Tell whether a text holds a word that insults or swears, or one that looks like it."""
    return bool(_SWEAR.search(text))
