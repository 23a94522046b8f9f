"""The stage: the chats of the demo day, the cast, and the few moves that a scene needs.

Time on the stage is story time: a day of sixty seconds that stretches a little, so that it ends
with `seconds`; where there is time for several days, they follow one another. A scene calls `say`,
`pause`, `words`; who is banned falls silent. `scene.py` holds the register of scenes.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.people.disguise import DISGUISES, Disguise
from sandbox.people.names import SPAMMERS, full_name
from sandbox.people.spin import spin
from sandbox.people.town import Town
from sandbox.people.trouble import LINKS
from sandbox.telegram import TelegramSandbox
from sandbox.telegram.wire import JsonObject
from sandbox.vk import VkSandbox

STORY_SECONDS = 60.0
REGULARS = 24


@dataclass
class Stage:
    """Chats are ids: `brand` is the discussion group of `channel`, `club` a plain supergroup.

    `town` is the same brand's community on VK, None where only Telegram is on.
    """

    tg: TelegramSandbox
    seed: int = 1
    seconds: float = STORY_SECONDS
    dice: random.Random = field(init=False)
    guilty: set[str] = field(default_factory=set)
    day: int = 0
    """Which of the days it is, from 0."""
    regulars: list[int] = field(default_factory=list)
    decided: set[int] = field(default_factory=set)
    vk: VkSandbox | None = None

    def __post_init__(self) -> None:
        """Build the chats and seat those who were there before the bot."""
        self.dice = random.Random(self.seed)
        self.town = Town(self.vk, random.Random(self.seed + 1)) if self.vk else None
        self.channel = self.tg.channel("Лавка «Полюс»", username="polus_shop_sandbox")
        self.brand = self.tg.supergroup("Полюс: обсуждение", username="polus_talk_sandbox")
        self.club = self.tg.supergroup("Клуб покупателей")
        self.moderators = self.tg.supergroup("Модераторы")
        self.tg.link(self.channel, self.brand)
        self.owner = self.tg.person("Елена", last_name="Хозяйка", username="polus_owner")
        self.moderator = self.tg.person("Марина", last_name="Модератор", username="polus_moder")
        self.stranger = self.tg.person("Стас", last_name="из соседнего отдела")
        for chat in (self.channel, self.brand, self.club, self.moderators):
            self.tg.own(self.owner, chat)
            self.tg.promote(self.moderator, chat)
        self.tg.seat(self.stranger, self.moderators)
        self.tg.dm(self.owner, "/start")
        self.tg.queue.clear()
        for _ in range(REGULARS):
            self.regulars.append(self.person())

    @property
    def days(self) -> int:
        """How many days of about sixty seconds fit."""
        return max(1, round(self.seconds / STORY_SECONDS))

    def real(self, seconds: float) -> float:
        """Story time in real seconds."""
        return seconds * self.seconds / self.days / STORY_SECONDS

    def person(self) -> int:
        """Somebody who has been a member of both chats for a while."""
        user = self.tg.person(**self._named(full_name(self.dice)))
        for chat in (self.brand, self.club):
            self.tg.seat(user, chat)
        return user

    def newcomer(self, chat: int, **extra: object) -> int:
        """Somebody who joins now, in front of the bot."""
        user = self.tg.person(**self._named({**full_name(self.dice), **extra}))
        self.tg.join(user, chat)
        return user

    def spammer(self, chat: int) -> int:
        """A spammer joins."""
        return self.newcomer(chat, name=self.dice.choice(SPAMMERS), last_name="")

    @staticmethod
    def _named(fields: dict[str, object]) -> JsonObject:
        return {key: value for key, value in fields.items() if value}

    def words(self, phrases: Sequence[str]) -> str:
        """One of the phrases, in one of its readings."""
        return spin(self.dice, self.dice.choice(phrases))

    def spam(self, phrases: Sequence[str], disguise: Disguise | None = None) -> str:
        """A spam text with a link, in disguise; the moderator will recognise it."""
        text = self.words(phrases)
        hide = disguise or self.dice.choice(DISGUISES)
        before, _, after = text.partition("{link}")
        link = self.words(LINKS) if "{link}" in text else ""
        whole = hide(self.dice, before) + link + hide(self.dice, after)
        return self.blame(whole)

    def blame(self, text: str) -> str:
        """Remember a text as one that the moderator would delete."""
        self.guilty.add(text)
        return text

    def say(self, user: int, chat: int, text: str, **extra: object) -> JsonObject | None:
        """Somebody writes; None where they are banned or muted."""
        try:
            return self.tg.say(user, chat, text, **extra)
        except PermissionError:
            return None

    def comment(self, user: int, post: JsonObject, text: str) -> JsonObject | None:
        """Somebody comments a post; None where they are banned or muted."""
        try:
            return self.tg.comment(user, post, text)
        except PermissionError:
            return None

    def reply(self, user: int, message: JsonObject, text: str) -> JsonObject | None:
        """Somebody replies; None where they are banned or muted."""
        try:
            return self.tg.reply(user, message, text)
        except PermissionError:
            return None

    def regular(self) -> int:
        """One of the regulars."""
        return self.dice.choice(self.regulars)

    def chat(self) -> int:
        """One of the two watched chats."""
        return self.dice.choice((self.brand, self.brand, self.club))

    async def pause(self, seconds: float) -> None:
        """Let about this much story time pass, never exactly."""
        await asyncio.sleep(self.real(seconds) * self.dice.uniform(0.6, 1.4))
