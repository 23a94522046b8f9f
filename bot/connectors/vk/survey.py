"""A look at the community and at a bound place: names, staff, and what our keys may do there.

What is seen becomes one event, so that handlers learn it as they learn everything else. A list that
VK does not show to our keys is a list that is shorter, never a failure; `abilities` says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.connectors.vk import abilities, delivery, staff
from bot.connectors.vk.address import COMMENTS
from bot.connectors.vk.asking import Asks
from bot.connectors.vk.errors import VkByHand, VkDown, VkError, VkResting, VkTokenDead
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.wire import EMPTY, JsonObject, child, children, number, words
from bot.ports import Capability, PlatformDownError, TokenRefusedError
from models.channel import ChannelKey, Place, Purpose
from models.event import Event, Surveyed

ALL_RIGHTS: Final = frozenset({"delete", "restrict"})
"""What is not known to be refused: which key may really do it, `tiers` learns from VK's answers."""

_PLACES: Final = {kind.channel: kind.place for kind in COMMENTS.values()}
_NOT_THERE: Final = frozenset({917, 927, 936})
"""Codes of messages.getConversationsById about a chat that we are not in (VK schema 5.199)."""
_AWAY: Final = frozenset({"kicked", "left", "out"})
_PAGE: Final = 200
_MOST_PAGES: Final = 10
_FRESH_US: Final = 10_000_000
"""How long the list of managers serves: the community's places are looked at one after another."""


@dataclass(slots=True)
class Survey:
    """Looks around with reading calls and notes what translation needs to know."""

    api: Asks
    tiers: Tiers
    around: Surroundings
    keys: frozenset[Token]
    """Kinds of keys that we hold."""
    now_us: Callable[[], int]
    polls: bool = True
    """Whether events come by Long Poll, so that its settings matter."""
    title: str = ""
    """The community's name."""
    rights: frozenset[str] | None = None
    """Rights of the community key as VK names them (`messages`, `manage`, …); None: not told."""
    seats: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """What we may do in each chat that was looked at; None: we are not in it."""
    hidden: set[str] = field(default_factory=set)
    """Chats whose members VK does not show us."""
    _managers: tuple[int, staff.Staff] | None = None

    async def community(self) -> None:
        """Check the key and learn our names; raises TokenRefusedError or PlatformDownError."""
        answer = await self._own("groups.getById")
        listed = answer.get("groups") if isinstance(answer, dict) else answer
        group = next(children({"all": listed}, "all"), EMPTY)
        found = number(group, "id")
        if found is None:
            raise TokenRefusedError("VK names no community for the key in vk.token: see its kind")
        if str(found) != self.around.account:
            raise TokenRefusedError(
                f"the key in vk.token is of community {found}, "
                f"vk.group_id says {self.around.account}; correct one of them"
            )
        self.title, self.around.screen_name = words(group, "name"), words(group, "screen_name")
        permissions = await self._own("groups.getTokenPermissions")
        if isinstance(permissions, dict) and isinstance(permissions.get("permissions"), list):
            self.rights = frozenset(
                words(one, "name") for one in children(permissions, "permissions")
            )

    async def place(self, key: ChannelKey, purpose: Purpose, now: int) -> list[Event]:
        """Return what is to be known of a place; raises PlatformDownError when VK is silent."""
        place = _PLACES.get(key.external_id)
        if place is not None:
            people = await self._community_staff(now)
            seen = Surveyed(
                key,
                place,
                purpose,
                ALL_RIGHTS,
                tuple(people.values()),
                now,
                self.title,
                self.around.screen_name,
            )
            return [seen]
        if not key.external_id.isdecimal():
            return []
        if purpose is Purpose.MODERATORS:
            self.around.moderators.add(key.external_id)
        return [await self._chat(key, purpose, now)]

    async def capabilities(self) -> Sequence[Capability]:
        """Say what our keys may do, without doing it; raises PlatformDownError."""
        try:
            events = [await abilities.events(self.api, self.around)] if self.polls else []
            return [*events, *await abilities.capabilities(self.known())]
        except (VkDown, VkResting) as error:
            raise self.silent(error) from None

    async def switch_on(self) -> Sequence[str]:
        """Switch on Long Poll and whatever we read; returns what was off.

        Raises TokenRefusedError where our key may not, PlatformDownError when VK is silent.
        """
        try:
            return await delivery.switch_on(self.api, self.around)
        except (VkDown, VkResting) as error:
            raise self.silent(error) from None
        except VkError as error:
            raise TokenRefusedError(
                "VK does not let the key change the Long Poll; give it the right to manage the "
                f"community ({error.reason})"
            ) from None

    def silent(self, error: VkError) -> PlatformDownError:
        """Return a failure that passes as the port's, with the wait that VK asked for."""
        wait = None
        if isinstance(error, VkResting) and error.until:
            wait = max(0.0, (error.until - self.now_us()) / 1e6)
        return PlatformDownError(str(error), wait)

    def known(self) -> abilities.Known:
        """Return what the looks so far have brought."""
        return abilities.Known(
            self.tiers, self.around, self.keys, self.rights, self.seats, frozenset(self.hidden)
        )

    async def _community_staff(self, now: int) -> staff.Staff:
        if self._managers is None or not 0 <= now - self._managers[0] < _FRESH_US:
            try:
                self._managers = now, await staff.ask_managers(self.tiers, self.around)
            except (VkDown, VkResting) as error:
                raise self.silent(error) from None
            except VkError as error:
                if self.tiers.choose(staff.LIST) is not None and isinstance(error, VkByHand):
                    # Not refused, only dead: who ran the community yesterday is no stranger today.
                    raise self.silent(error) from None
                return {}
        return self._managers[1]

    async def _chat(self, key: ChannelKey, purpose: Purpose, now: int) -> Event:
        try:
            chat = await self._conversation(int(key.external_id))
            sitting = None if chat is None else await self._sitting(int(key.external_id), chat)
        except (VkDown, VkResting) as error:
            raise self.silent(error) from None
        if chat is None or sitting is None:
            self.seats[key.external_id] = None
            return Surveyed(key, Place.GROUP, purpose, None, (), now)
        runs = sitting.runs(self.around.owner)
        rights = ALL_RIGHTS if runs else frozenset[str]()
        self.seats[key.external_id] = rights
        (self.hidden.discard if sitting.whole else self.hidden.add)(key.external_id)
        people = sitting.staff(await self._community_staff(now), self.around)
        title = words(chat, "title")
        return Surveyed(key, Place.GROUP, purpose, rights, tuple(people.values()), now, title)

    async def _conversation(self, peer: int) -> JsonObject | None:
        """Return a chat's settings, empty where VK does not show them; None: we are not in it."""
        try:
            answer = await self._ask("messages.getConversationsById", peer_ids=[peer])
        except (VkDown, VkResting):
            raise
        except VkError as error:
            return None if error.code in _NOT_THERE else EMPTY
        items = children(answer, "items") if isinstance(answer, dict) else iter(())
        chat = child(next(items, EMPTY), "chat_settings")
        return None if words(chat, "state") in _AWAY else chat

    async def _sitting(self, peer: int, chat: JsonObject) -> staff.Sitting:
        sitting = staff.Sitting()
        sitting.head(chat)
        for page in range(_MOST_PAGES):
            try:
                answer = await self._ask(
                    "messages.getConversationMembers",
                    peer_id=peer,
                    offset=page * _PAGE,
                    count=_PAGE,
                    fields=("screen_name",),
                )
            except (VkDown, VkResting):
                raise
            except VkError:
                return sitting
            if not isinstance(answer, dict) or sitting.page(answer) < _PAGE:
                break
        sitting.whole = True
        return sitting

    async def _own(self, method: str) -> object:
        """Ask about the key itself; raises what `community` raises."""
        try:
            return await self._ask(method)
        except VkTokenDead:
            raise TokenRefusedError("VK refused the community key; make a new one") from None
        except (VkDown, VkResting) as error:
            raise self.silent(error) from None
        except VkError as error:
            raise TokenRefusedError(
                "the key in vk.token is no community key; make one under Manage, API usage, "
                f"Access tokens ({error.reason})"
            ) from None

    async def _ask(self, method: str, **params: object) -> object:
        return await self.api.call(method, token=Token.COMMUNITY, background=False, **params)
