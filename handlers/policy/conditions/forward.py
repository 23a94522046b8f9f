"""Whether somebody else wrote it first.

Forwards and answers to other chats are how spam enters with an innocent text on top.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Forward:
    """The message is a forward or answers a message of another chat."""

    mood: ClassVar[bool] = False
    wanted: bool = option("false asks for the contrary", default=True)

    @property
    def code(self) -> str:
        """`forward`, or denied."""
        return "forward" if self.wanted else "not:forward"

    def holds(self, situation: Situation) -> bool | None:
        """Always known."""
        return (
            situation.message.features.is_forward or situation.message.features.is_external_reply
        ) is self.wanted
