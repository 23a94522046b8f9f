"""In what kind of place a message was written.

Comments under a brand's posts and a private message to it deserve different care.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import one_of, option
from handlers.policy.situation import Situation
from models.channel import Place as Kind


@dataclass(frozen=True, slots=True)
class Place:
    """The message was written in one of these kinds of place."""

    mood: ClassVar[bool] = False
    places: tuple[str, ...] = option("group, comments, direct, business, channel_direct, posts")

    def __post_init__(self) -> None:
        for place in self.places:
            one_of(place, tuple(kind.value for kind in Kind))

    @property
    def code(self) -> str:
        """`place:` and the places asked for."""
        return "place:" + "|".join(self.places)

    def holds(self, situation: Situation) -> bool | None:
        """Compare the place; always known."""
        return situation.place.value in self.places
