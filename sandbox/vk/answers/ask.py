"""One call as a method sees it: the token and the typed parameters, and who is acting.

The other modules of `answers/` take it with the `Core`; `server.py` makes it.
"""

from dataclasses import dataclass
from typing import Any

from sandbox.vk.core import Core
from sandbox.vk.errors import VkApiError, bad
from sandbox.vk.state import Thing
from sandbox.vk.tokens import GROUP, USER, Token
from sandbox.vk.wire import JsonObject

DONE = 1
"""What VK answers where there is nothing to say."""


@dataclass(frozen=True)
class Ask:
    """A call that has passed the rates, the rights and the validation."""

    token: Token
    params: JsonObject

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any shape there is
        """A parameter, or the default."""
        return self.params.get(name, default)


def actor(vk: Core, ask: Ask) -> int:
    """Who acts: the person behind a user token, or minus the community."""
    return ask.token.user if ask.token.kind == USER else -vk.group_id


def must_manage(vk: Core, ask: Ask, code: int = 15) -> None:
    """Raise unless the token speaks for the community or for one of its managers."""
    mine = ask.token.kind == GROUP or ask.token.user in vk.state.managers
    if not mine:
        raise VkApiError(code)


def own_group(vk: Core, ask: Ask, name: str = "group_id") -> None:
    """Raise where a call means another community."""
    given = str(ask.get(name, vk.group_id)).lstrip("-").removeprefix("club")
    if given not in {str(vk.group_id), vk.state.screen_name}:
        raise VkApiError(203 if ask.token.kind == USER else 15, f"{name} is not yours")


def own_wall(vk: Core, ask: Ask) -> None:
    """Raise where `owner_id` (or `group_id`) is not this community."""
    if "group_id" in ask.params:
        own_group(vk, ask)
    elif ask.get("owner_id", -vk.group_id) != -vk.group_id:
        raise VkApiError(15, "owner_id is not yours")


def found_thing(vk: Core, place: str, thing_id: int, code: int) -> Thing:
    """What a method means; raises `code` where it is not there."""
    thing = vk.state.thing(place, thing_id)
    if thing is None:
        raise VkApiError(code)
    return thing


def page(items: list[Any], ask: Ask, usual: int, most: int) -> list[Any]:
    """The part of a list that `offset` and `count` choose."""
    offset, count = max(int(ask.get("offset", 0)), 0), int(ask.get("count", usual))
    if count > most:
        raise bad(f"count should be less or equal to {most}")
    return items[offset : offset + count]
