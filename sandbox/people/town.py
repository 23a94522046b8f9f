"""The VK side of the stage: a community with its people, products and a chat of moderators.

Scenes of `sandbox/scenes/vk.py` act here, on the same day and by the same dice as the Telegram
ones. Nobody talks until a bot listens on VK, so that a bot of Telegram alone sees no difference.
"""

import random
from dataclasses import dataclass, field

from sandbox.people.names import SPAMMERS, full_name
from sandbox.vk import Comment, Thing, VkSandbox

REGULARS = 12


@dataclass
class Town:
    """Ids of people are ints; `moderators` is the peer of the moderators' chat."""

    vk: VkSandbox
    dice: random.Random
    open: bool = False
    regulars: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build the community and seat those who were there before the bot."""
        self.owner = self.vk.key_holder
        self.moderator = self.vk.manager("moderator", "Марина", "Модератор")
        self.stranger = self.vk.person("Стас", "из соседнего отдела")
        self.moderators = self.vk.chat("Модераторы", owner=self.owner)
        for user in (self.moderator, self.stranger):
            self.vk.seat(user, self.moderators)
        self.product = self.vk.item("Термокружка «Полюс»")
        for _ in range(REGULARS):
            names = full_name(self.dice)
            surname = str(names.get("last_name", ""))
            self.regulars.append(self.vk.person(str(names["name"]), surname))

    async def awake(self) -> None:
        """Return once a bot listens on VK, or somebody has opened the town."""
        while not (self.open or self.vk.feed.polls or self.vk.callbacks.servers):
            await self.vk.journal.changed()

    def regular(self) -> int:
        """One of the regulars."""
        return self.dice.choice(self.regulars)

    def spammer(self) -> int:
        """A new account with such a name."""
        return self.vk.person(self.dice.choice(SPAMMERS), followers_count=0)

    def comment(
        self, thing: Thing, who: int, text: str, reply_to: Comment | None = None
    ) -> Comment | None:
        """Somebody comments; None where they are blocked or comments are closed."""
        try:
            return self.vk.comment(thing, who, text, reply_to=reply_to)
        except PermissionError:
            return None
