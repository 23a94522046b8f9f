"""Whether VK sends us what we read: the switches of Long Poll and of our Callback server.

A switch that is off is silence that looks like peace, so `doctor` looks and offers to switch on.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.connectors.vk.address import COMMENTS
from bot.connectors.vk.asking import Asks
from bot.connectors.vk.happening import GAP
from bot.connectors.vk.library import API_VERSION
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.translate import READERS
from bot.connectors.vk.wire import JsonObject, child, children, flag, number, words

_NO_SWITCH: Final = frozenset({GAP, "app_payload", "vkpay_transaction"})
CALLBACK_ONLY: Final = frozenset(
    {
        *("market_order_new", "market_order_edit", "lead_forms_new"),
        *("wall_schedule_post_new", "wall_schedule_post_delete"),
    }
)
"""Kinds that groups.setLongPollSettings has no switch for (VK schema 5.199)."""
CALLED: Final = tuple(sorted(READERS.keys() - _NO_SWITCH))
"""Kinds that we read and a Callback server can be sent."""
POLLED: Final = tuple(kind for kind in CALLED if kind not in CALLBACK_ONLY)
"""Kinds that we read and the Long Poll can bring."""
VITAL: Final = frozenset(
    {
        *(f"{stem}_{deed}" for stem in COMMENTS for deed in ("new", "edit")),
        *("message_new", "message_edit", "message_event", "wall_reply_delete"),
    }
)
"""Kinds without which something people write is never judged, or a press never heard."""
LONG_POLL: Final = "long_poll"
"""How the whole Long Poll is named among what is off."""
VERSION: Final = "api_version"
"""How a version that is not ours is named among what is off."""


@dataclass(frozen=True, slots=True)
class Switches:
    """What VK is set to send, by one road."""

    on: frozenset[str]
    off: tuple[str, ...]
    """What we read and is off, kinds and `long_poll` and `api_version`."""


@dataclass(frozen=True, slots=True)
class Server:
    """Our Callback server as VK knows it."""

    number: int
    status: str
    """`ok`, `wait`, `failed` or `unconfigured`."""
    switches: Switches


def is_deaf(off: Iterable[str]) -> bool:
    """Tell whether something that has to be judged is among what is off."""
    return any(one in VITAL or one == LONG_POLL for one in off)


async def long_poll(api: Asks, around: Surroundings) -> Switches:
    """Return the switches of the Long Poll; raises a VkError."""
    answer = await _ask(api, "groups.getLongPollSettings", around)
    whole = [] if flag(answer, "is_enabled") else [LONG_POLL]
    return _switches(answer, POLLED, whole)


async def switch_on(api: Asks, around: Surroundings) -> Sequence[str]:
    """Switch on the Long Poll and all that we read; returns what was off. Raises a VkError.

    What was on is named again: VK does not say that kinds left out stay as they are.
    """
    found = await long_poll(api, around)
    if found.off:
        kinds = dict.fromkeys(sorted(found.on.union(POLLED)), True)
        version = {"enabled": True, "api_version": API_VERSION}
        await _ask(api, "groups.setLongPollSettings", around, **version, **kinds)
    return found.off


async def callback_server(api: Asks, around: Surroundings, secret: str) -> Server | None:
    """Return the server that VK signs with our secret, None where there is none; VkError."""
    answer = await _ask(api, "groups.getCallbackServers", around)
    for one in children(answer, "items"):
        known = hmac.compare_digest(words(one, "secret_key").encode(), secret.encode())
        which = number(one, "id")
        if known and which is not None:
            settings = await _ask(api, "groups.getCallbackSettings", around, server_id=which)
            return Server(which, words(one, "status"), _switches(settings, CALLED, []))
    return None


async def switch_callback_on(api: Asks, around: Surroundings, server: Server) -> Sequence[str]:
    """Switch on all that we read for one server; returns what was off. Raises a VkError."""
    if server.switches.off:
        kinds = dict.fromkeys(sorted(server.switches.on.union(CALLED)), True)
        which = {"server_id": server.number, "api_version": API_VERSION}
        await _ask(api, "groups.setCallbackSettings", around, **which, **kinds)
    return server.switches.off


async def confirmation_code(api: Asks, around: Surroundings) -> str:
    """Return the line that VK expects of a server that it confirms; raises a VkError."""
    return words(await _ask(api, "groups.getCallbackConfirmationCode", around), "code")


def _switches(answer: JsonObject, wanted: Sequence[str], off: list[str]) -> Switches:
    if words(answer, "api_version") != API_VERSION:
        off.append(VERSION)
    events = child(answer, "events")
    on = frozenset(kind for kind in events if flag(events, kind))
    return Switches(on, (*off, *(kind for kind in wanted if kind not in on)))


async def _ask(api: Asks, method: str, around: Surroundings, **params: object) -> JsonObject:
    answer = await api.call(
        method, token=Token.COMMUNITY, background=False, group_id=int(around.account), **params
    )
    return answer if isinstance(answer, dict) else {}
