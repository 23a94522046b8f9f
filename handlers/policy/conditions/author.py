"""What stands behind the author's name: a person, a bot, a channel.

Writing as a channel costs a spammer nothing, and a ban must then go to the channel.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import one_of, option
from handlers.policy.situation import Situation
from models.person import AuthorKind


@dataclass(frozen=True, slots=True)
class Author:
    """The author is of one of these kinds."""

    mood: ClassVar[bool] = False
    kinds: tuple[str, ...] = option("user, bot, channel, anonymous_admin, linked_channel")

    def __post_init__(self) -> None:
        for kind in self.kinds:
            one_of(kind, tuple(known.value for known in AuthorKind))

    @property
    def code(self) -> str:
        """`author:` and the kinds asked for."""
        return "author:" + "|".join(self.kinds)

    def holds(self, situation: Situation) -> bool | None:
        """Compare the kind; always known."""
        return situation.message.author.kind.value in self.kinds
