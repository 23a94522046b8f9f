"""The Telegram account behind the Connector port: listens, translates, acts, never decides.

Two ways out are kept apart: the poller holds long calls on a session of its own, acts go through
aiogram's Bot on another (`hands`), so that a slow one never blocks the other.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from aiohttp.typedefs import Handler

from bot.connectors.telegram.address import split_address
from bot.connectors.telegram.api import BareApi
from bot.connectors.telegram.arrival import Arrival
from bot.connectors.telegram.doorman import Doorman
from bot.connectors.telegram.envelope import Refusal
from bot.connectors.telegram.poller import Poller, Polling
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.survey import Survey
from bot.connectors.telegram.translate import ALLOWED_UPDATES, translate
from bot.connectors.telegram.webhook import webhook_handler
from bot.limits import TELEGRAM
from bot.ports import (
    Capability,
    CardView,
    Cursor,
    Deliver,
    Gate,
    InboxRow,
    PlatformDownError,
    RawUpdate,
    TokenRefusedError,
)
from bot.texts import Texts
from handlers.world import World
from models.action import Action, ActionKind, ActionState, Outcome
from models.channel import ChannelKey, Platform, Purpose
from models.event import Event

if TYPE_CHECKING:
    from bot.connectors.telegram.hands import Hands

_REFUSED: Final = "Telegram refused the bot token; copy it again from @BotFather"
_UNAUTHORIZED: Final = frozenset({401, 404})
_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_DOOR_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram calls us."""

    url: str
    path: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What the connector needs of the configuration."""

    token: str = field(repr=False)
    api: str = "https://api.telegram.org"
    webhook: Webhook | None = None
    polling: Polling = field(default_factory=Polling)


class TelegramConnector:
    """One bot account."""

    name: Final = "Telegram"
    pace: Final = TELEGRAM

    def __init__(
        self,
        settings: TelegramSettings,
        gate: Gate,
        texts: Texts,
        now_us: Callable[[], int],
        monotonic: Callable[[], float],
    ) -> None:
        """Take what to connect to, who is heard, the words, and the clocks; nothing is opened."""
        self._settings = settings
        self._texts = texts
        self._now_us = now_us
        self.around = Surroundings(settings.token.partition(":")[0], gate)
        self._api = BareApi(settings.api, settings.token)
        doorman = Doorman(self.around, self._api, texts.say("farewell"), monotonic)
        self._arrival = Arrival(self.around, doorman, now_us)
        self._poller = Poller(self._api, self._arrival, self.account, settings.polling)
        self._survey = Survey(self._api, self.around)
        self._hands: Hands | None = None
        self._reaching = asyncio.Lock()

    @property
    def account(self) -> str:
        """`telegram:<user id of the bot>`."""
        return f"{Platform.TELEGRAM}:{self.around.account}"

    def counts(self) -> Mapping[str, int]:
        """Return how many updates came from chats that nobody bound."""
        return {"ignored": self._arrival.dropped}

    async def open(self) -> None:
        """Check the token and learn our name; raises TokenRefusedError or PlatformDownError."""
        if not _TOKEN.fullmatch(self._settings.token):
            raise TokenRefusedError("the bot token does not look like 123456:ABC…")
        answer = await self._api.call("getMe", {})
        if isinstance(answer, Refusal):
            if answer.code in _UNAUTHORIZED:
                raise TokenRefusedError(_REFUSED)
            raise PlatformDownError(f"getMe: refused with {answer.code}", answer.retry_after)
        me = answer.get("result")
        known = me if isinstance(me, dict) else {}
        self.around.username = str(known.get("username", ""))
        self._survey.reads_all = known.get("can_read_all_group_messages") is True
        if self._settings.webhook is not None:
            await self._set_webhook(self._settings.webhook)

    def platform_time(self) -> int | None:
        """Return the platform's time as of now (UTC microseconds), by its latest HTTP Date."""
        return self._api.platform_time()

    def introduce(self, world: World) -> World:
        """Return the world with our public name in it, for add links; call after `open`."""
        names = {**world.settings.usernames, Platform.TELEGRAM: self.around.username}
        return replace(world, settings=replace(world.settings, usernames=names))

    async def survey(self, key: ChannelKey, purpose: Purpose) -> Sequence[Event]:
        """Look at a bound place and return what is seen as events; raises PlatformDownError."""
        return await self._survey.place(key, purpose, self._now_us())

    def updates(self, cursor: str | None) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        """Yield batches for ever; with a webhook nothing comes this way."""
        if self._settings.webhook is None:
            return self._poller.updates(cursor)
        return self._mind_the_door()

    def webhook(self, deliver: Deliver) -> Mapping[str, Handler]:
        """Return the handler by its path; empty when the account is polled."""
        where = self._settings.webhook
        if where is None:
            return {}
        return {where.path: webhook_handler(where.secret, self._arrival, deliver)}

    def translate(self, row: InboxRow) -> Sequence[Event]:
        """Turn one stored update into events; raises MalformedUpdateError."""
        return translate(row.update.payload, row.update.received_at, self.around)

    async def reach(self) -> "Hands":
        """Load what acts, once; asked ahead after the first poll, so that no act waits for it."""
        async with self._reaching:
            if self._hands is None:
                self._hands = await asyncio.to_thread(self._make_hands)
        return self._hands

    def _make_hands(self) -> "Hands":
        from bot.connectors.telegram.hands import make_hands  # noqa: PLC0415 - see `hands`

        return make_hands(self._settings.token, self._settings.api, self._texts, self._now_us)

    async def perform(self, action: Action, view: CardView | None) -> Outcome:
        """Carry one act out."""
        hands = await self.reach()
        try:
            if hands.acts.does(action.kind):
                return await hands.acts.perform(action)
            return await hands.sends.perform(action, view)
        except ValueError:
            # An address or id of another platform, or a button that does not fit.
            return Outcome(ActionState.FAILED, "bad_request")

    async def perform_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        """Delete several messages of one chat in one call."""
        if any(not action.target.isdecimal() for action in actions):
            return [await self.perform(action, None) for action in actions]
        return await (await self.reach()).acts.delete_many(actions)

    def coalesces(self, first: Action, other: Action) -> bool:
        """Tell whether both are deletes in one chat: up to 100 ride in one call."""
        return (
            first.kind is ActionKind.DELETE
            and other.kind is ActionKind.DELETE
            and first.channel == other.channel
        )

    async def before(self, action: Action) -> str:
        """Return a member's exact rights as JSON; empty for channels, which have none to read."""
        if action.params.get("sender_chat") or not action.target.isdecimal():
            return ""
        chat, _ = split_address(action.channel.external_id)
        return await self._survey.state_of(chat, int(action.target))

    async def capabilities(self) -> Sequence[Capability]:
        """Probe what we may do in every bound chat; raises PlatformDownError."""
        return await self._survey.capabilities()

    async def close(self) -> None:
        """Close both sessions; a webhook stays set, so that Telegram keeps what comes."""
        await self._api.close()
        if self._hands is not None:
            await self._hands.bot.session.close()

    async def _set_webhook(self, where: Webhook) -> None:
        params = {
            "url": where.url.rstrip("/") + where.path,
            "secret_token": where.secret,
            "allowed_updates": ALLOWED_UPDATES,
        }
        answer = await self._api.call("setWebhook", params)
        if isinstance(answer, Refusal):
            raise PlatformDownError(
                f"setWebhook: refused with {answer.code}; look at [telegram.webhook] url",
                answer.retry_after,
            )

    async def _mind_the_door(self) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        """Never yield, updates come by `webhook`; only strange chats are left in time."""
        while True:
            await self._arrival.doorman.see_out()
            await asyncio.sleep(_DOOR_SECONDS)
            if self._settings.webhook is None:
                yield (), Cursor(self.account, "")
