"""Words of the brand's own choice, looked for in the text as a reader sees it.

The words are made canonical too, so that disguises of either side do not matter.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Final

from handlers.canonical import canonicalise
from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation

SHORTEST: Final = 3
"""Letters a word needs: shorter ones are in every text."""


@dataclass(frozen=True, slots=True)
class Contains:
    """The canonical text holds at least one of these, as part of a word or as a phrase."""

    mood: ClassVar[bool] = False
    words: tuple[str, ...] = option("words, stems or phrases, at least 3 letters each")
    folded: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        folded = tuple(canonicalise(word) for word in self.words)
        for word, form in zip(self.words, folded, strict=True):
            if form.letters < SHORTEST:
                raise ValueError(
                    f"{word!r} is too short to mean anything: {SHORTEST} letters at least"
                )
        object.__setattr__(self, "folded", tuple(form.text for form in folded))

    @property
    def code(self) -> str:
        """`contains`: the words themselves stay in the policy file."""
        return "contains"

    def holds(self, situation: Situation) -> bool | None:
        """Search the canonical text; always known."""
        return any(word in situation.canonical.text for word in self.folded)
