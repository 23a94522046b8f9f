"""What is attached: photos, stickers, voice messages and the rest.

Kinds are the platform's words in our spelling, as translation gives them.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Media:
    """At least one attachment is of one of these kinds; without kinds: anything is attached."""

    mood: ClassVar[bool] = False
    kinds: tuple[str, ...] = option("photo, video, sticker, voice…; empty: any", default=())

    @property
    def code(self) -> str:
        """`media:` and the kinds asked for."""
        return ":".join(filter(None, ("media", "|".join(self.kinds))))

    def holds(self, situation: Situation) -> bool | None:
        """Compare the kinds of all attachments; always known."""
        return any(not self.kinds or one.kind in self.kinds for one in situation.message.media)
