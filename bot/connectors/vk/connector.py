"""The VK community behind the Connector port: listens, translates, acts, never decides.

Events come by long poll, by callback, or by both: each is known by its `event_id`. All calls go
through one client, whose buckets keep every key at VK's pace, whoever asks.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from aiohttp.typedefs import Handler

from bot.connectors.vk.acts import Acts
from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.callback import Callback, callback_handler
from bot.connectors.vk.client import VkClient
from bot.connectors.vk.doorman import Doorman
from bot.connectors.vk.enrich import Enricher
from bot.connectors.vk.errors import VkError
from bot.connectors.vk.library import Access
from bot.connectors.vk.longpoll import LongPoll, Polling
from bot.connectors.vk.sends import Sends
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.survey import Survey
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.translate import translate
from bot.connectors.vk.wire import words
from bot.limits import VK, VK_BY_PERSON, Pace
from bot.ports import (
    Capability,
    CardView,
    Cursor,
    Deliver,
    Gate,
    InboxRow,
    RawUpdate,
)
from bot.texts import Texts
from handlers.world import World
from models.action import Action, ActionState, Outcome
from models.channel import ChannelKey, Platform, Purpose
from models.event import Event

_DOOR_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 300.0
"""How often the key is tried where no poll would tell that it was revoked."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where VK calls us."""

    path: str
    secret: str = field(repr=False)
    confirmation: str = ""
    """The line that confirms our server; VK is asked for it first."""


@dataclass(frozen=True, slots=True)
class VkSettings:
    """What the connector needs of the configuration."""

    group: str
    """The community's number, as a word."""
    access: Access
    polls: bool = True
    hook: Hook | None = None


class VkConnector:
    """One community."""

    name: Final = "VK"

    def __init__(
        self,
        settings: VkSettings,
        gate: Gate,
        texts: Texts,
        now_us: Callable[[], int],
        monotonic: Callable[[], float],
    ) -> None:
        """Take what to connect to, who is heard, the words, and the clocks; nothing is opened."""
        self._settings = settings
        self._monotonic = monotonic
        self.around = Surroundings(settings.group, gate)
        self._client = VkClient(settings.access, now_us)
        tiers = Tiers(self._client, now_us)
        doorman = Doorman(self.around, self._client, texts.say("farewell"), monotonic)
        enricher = Enricher(self._client, monotonic)
        self._arrival = Arrival(self.around, doorman, enricher, now_us)
        polling = Polling(reader=lambda: tiers.choose("wall.getComments"))
        self._poll = LongPoll(self._client, self._arrival, self.account, polling)
        held = frozenset(settings.access.keys)
        self._survey = Survey(self._client, tiers, self.around, held, now_us, settings.polls)
        self._acts = Acts(tiers, self.around, now_us)
        self._sends = Sends(tiers, self.around, texts, now_us)
        self._now_us = now_us
        hook = settings.hook
        self._door = Callback(hook.secret, self._confirmation) if hook else None

    @property
    def account(self) -> str:
        """`vk:<number of the community>`."""
        return f"{Platform.VK}:{self.around.account}"

    @property
    def pace(self) -> Pace:
        """How fast the courier may go at most: a person's key is the slowest."""
        return VK_BY_PERSON if self._client.holds(Token.USER) else VK

    def counts(self) -> Mapping[str, int]:
        """Return how many events were of strange chats, of types nobody reads, or came again."""
        door, arrival = self._door, self._arrival
        return {
            "ignored": arrival.dropped,
            "unknown": arrival.unknown.total(),
            "called_again": door.retried if door else 0,
            "put_off": door.put_off if door else 0,
        }

    def platform_time(self) -> int | None:
        """Return VK's time as of now (UTC microseconds), by its latest HTTP Date."""
        return self._client.platform_time()

    async def open(self) -> None:
        """Check the key and learn who we are; raises TokenRefusedError or PlatformDownError."""
        await self._survey.community()

    def introduce(self, world: World) -> World:
        """Return the world with the community's public name in it; call after `open`."""
        names = {**world.settings.usernames, Platform.VK: self.around.screen_name}
        return replace(world, settings=replace(world.settings, usernames=names))

    async def survey(self, key: ChannelKey, purpose: Purpose) -> Sequence[Event]:
        """Look at a bound place and return what is seen as events; raises PlatformDownError."""
        return await self._survey.place(key, purpose, self._now_us())

    def updates(self, cursor: str | None) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        """Yield batches for ever; with callbacks alone nothing comes this way."""
        return self._poll.updates(cursor) if self._settings.polls else self._mind_the_door(cursor)

    def webhook(self, deliver: Deliver) -> Mapping[str, Handler]:
        """Return the callback's handler by its path; empty when VK does not call us."""
        hook = self._settings.hook
        if hook is None or self._door is None:
            return {}
        return {hook.path: callback_handler(self._door, self._arrival, deliver)}

    def translate(self, row: InboxRow) -> Sequence[Event]:
        """Turn one stored event into events of ours; raises MalformedUpdateError."""
        return translate(row.update.payload, row.update.received_at, self.around)

    async def reach(self) -> object:
        """Do nothing: vk_api was loaded, beside the event loop, by the first call."""
        return None

    async def perform(self, action: Action, view: CardView | None) -> Outcome:
        """Carry one act out."""
        try:
            if self._acts.does(action.kind):
                return await self._acts.perform(action)
            return await self._sends.perform(action, view)
        except ValueError:
            # An address or id of another platform, or a button that does not fit.
            return Outcome(ActionState.FAILED, "bad_request")

    async def perform_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        """Delete several comments in as few calls as possible."""
        return await self._acts.perform_many(actions)

    def coalesces(self, first: Action, other: Action) -> bool:
        """Tell whether both are deletes that VK takes in one call."""
        return self._acts.coalesces(first, other)

    async def before(self, action: Action) -> str:
        """Return the ban that is there already, as JSON; empty where there is none."""
        return await self._acts.before(action)

    async def capabilities(self) -> Sequence[Capability]:
        """Tell what our keys may do; raises PlatformDownError."""
        return await self._survey.capabilities()

    async def close(self) -> None:
        """Close the long poll; calls under way end by themselves, nobody waits for them."""
        await self._poll.close()
        self._client.close()

    async def _confirmation(self) -> str:
        """Return the line that VK wants now; the configured one where VK does not tell."""
        try:
            answer = await self._client.call(
                "groups.getCallbackConfirmationCode",
                token=Token.COMMUNITY,
                group_id=int(self._settings.group),
            )
        except VkError:
            answer = {}
        hook = self._settings.hook
        told = words(answer, "code") if isinstance(answer, dict) else ""
        return told or (hook.confirmation if hook else "")

    async def _mind_the_door(
        self, cursor: str | None
    ) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        """Yield no events, they come by `webhook`; leave strange chats, and try the key at times.

        Raises TokenRefusedError or PlatformDownError.
        """
        looked = self._monotonic()
        while True:
            await self._arrival.doorman.see_out()
            await asyncio.sleep(_DOOR_SECONDS)
            if self._monotonic() - looked >= _LOOK_SECONDS:
                await self._survey.community()
                looked = self._monotonic()
                yield (), Cursor(self.account, cursor or "")
