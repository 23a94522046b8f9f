"""The keys of VK for `doctor`: each is asked what only reads, and never shown.

A user's key is worth what its owner is: one who does not run the community deletes nothing.
"""

from dataclasses import dataclass
from typing import Self

from bot.binding import Binding
from bot.cli.findings import Finding, Level, do, fault, ok, warning
from bot.clock import SystemClock
from bot.connectors.vk.client import VkClient
from bot.connectors.vk.errors import VkDown, VkError, VkNotForThisToken, VkResting, VkTokenDead
from bot.connectors.vk.library import Access
from bot.connectors.vk.staff import ask_managers
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.survey import Survey
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.wire import children, number
from bot.settings import VkSection
from models.card import Word
from models.channel import Platform

_NAMES = {Token.COMMUNITY: "token", Token.USER: "user_token", Token.SERVICE: "service_token"}
"""How the keys are called in the configuration."""
_OPTIONAL = {Token.USER: "vk_user_key", Token.SERVICE: "vk_service_key"}


@dataclass(frozen=True, slots=True)
class Bench:
    """A way to VK that only looks."""

    section: VkSection
    client: VkClient
    tiers: Tiers
    survey: Survey
    clock: SystemClock

    @classmethod
    def of(cls, section: VkSection) -> Self:
        """Take the keys of a configuration; nothing is opened yet."""
        given = (
            (Token.COMMUNITY, section.token),
            (Token.USER, section.user_token),
            (Token.SERVICE, section.service_token),
        )
        keys = {kind: key.get_secret_value() for kind, key in given if key is not None}
        keys = {kind: key for kind, key in keys.items() if key}
        clock = SystemClock()
        client = VkClient(Access(keys, section.api), clock.now)
        tiers = Tiers(client, clock.now)
        around = Surroundings(str(section.group_id), Binding(Platform.VK, frozenset()))
        polls = section.mode == "longpoll"
        survey = Survey(client, tiers, around, frozenset(keys), clock.now, polls)
        return cls(section, client, tiers, survey, clock)

    def key_for(self, method: str) -> str:
        """Return how the key that would be used is called in the configuration."""
        token = self.tiers.choose(method)
        return "" if token is None else _NAMES[token]


async def look_at_keys(bench: Bench) -> list[Finding]:
    """Return what is found of the optional keys that are there; raises PlatformDownError."""
    found: list[Finding] = []
    for token, what in _OPTIONAL.items():
        if token not in bench.survey.keys:
            continue
        try:
            look = _user if token is Token.USER else _service
            one = await look(bench)
        except VkTokenDead as error:
            one = fault(what, "refused", do("vk_key", key=_NAMES[token]), why=error.reason)
        except (VkDown, VkResting) as error:
            raise bench.survey.silent(error) from None
        except VkError as error:
            one = warning(what, "refused", do("vk_key", key=_NAMES[token]), why=error.reason)
        if one.level is not Level.OK:
            # What such a key may do is not promised any more.
            bench.survey.keys -= {token}
        found.append(one)
    return found


async def _user(bench: Bench) -> Finding:
    """Whose key it is, whether they run the community, and whether VK ID narrowed it."""
    people = await bench.client.call("users.get", token=Token.USER)
    who = next((number(one, "id") for one in children({"all": people}, "all")), None)
    if who is None:
        return fault("vk_user_key", "no_user", do("vk_key", key=_NAMES[Token.USER]))
    try:
        managers = await ask_managers(bench.tiers, bench.survey.around)
    except (VkDown, VkResting):
        raise
    except VkError:
        managers = None
    if managers is not None and str(who) not in managers:
        return fault("vk_user_key", "no_manager", do("no_manager"))
    try:
        await bench.client.call(
            "groups.getBanned", token=Token.USER, group_id=bench.section.group_id, count=1
        )
    except VkNotForThisToken as error:
        return warning("vk_user_key", "narrow", Word("need.user_rights"), why=error.reason)
    return ok("vk_user_key", "accepted_key" if managers is None else "manages")


async def _service(bench: Bench) -> Finding:
    await bench.client.call("groups.getById", token=Token.SERVICE, group_id=bench.section.group_id)
    return ok("vk_service_key", "accepted_key")
