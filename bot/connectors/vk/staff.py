"""Who runs the community, and who runs a chat of it: VK's lists read as people with roles.

A manager's role in VK says what they may decide here: who runs the community leads, who may edit or
moderate it moderates, an advertiser only cannot be acted on. `survey` makes events of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.who import author
from bot.connectors.vk.wire import JsonObject, children, flag, number, words
from models.person import Author, Role

LIST: Final = "groups.getMembers"
"""The method that lists managers."""

Staff = dict[str, tuple[Author, Role]]
"""People by their external id."""

_ROLES: Final[Mapping[str, Role]] = {
    "creator": Role.LEAD,
    "administrator": Role.LEAD,
    "editor": Role.MODERATOR,
    "moderator": Role.MODERATOR,
}
"""Roles of groups.getMembers, filter=managers; the others (advertiser) decide nothing."""
_RANK: Final = {role: rank for rank, role in enumerate(Role)}


@dataclass(slots=True)
class Sitting:
    """Who sits in a chat, as far as VK shows it to us."""

    owner: int | None = None
    admins: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)
    profiles: JsonObject = field(default_factory=dict)
    """Names by id, as `who.author` reads them."""
    whole: bool = False
    """Whether every member was shown; otherwise only who runs the chat is known."""

    def runs(self, who: int) -> bool:
        """Tell whether somebody is the chat's owner or an administrator of it."""
        return who == self.owner or who in self.admins

    def head(self, chat: JsonObject) -> None:
        """Read `chat_settings` of a conversation."""
        self.owner = number(chat, "owner_id") or self.owner
        listed = chat.get("admin_ids")
        self.admins |= (
            {one for one in listed if type(one) is int} if type(listed) is list else set()
        )

    def page(self, answer: JsonObject) -> int:
        """Read a page of messages.getConversationMembers; returns how many it had."""
        read = 0
        for item in children(answer, "items"):
            read += 1
            who = number(item, "member_id")
            if who is None:
                continue
            self.members.add(who)
            if flag(item, "is_admin"):
                self.admins.add(who)
            if flag(item, "is_owner"):
                self.owner = who
        self.profiles |= profiles(children(answer, "profiles"))
        return read

    def staff(self, managers: Staff, around: Surroundings) -> Staff:
        """Return who runs the chat, and the managers of the community who sit there."""
        found: Staff = {}
        for who in sorted({*self.admins, self.owner or 0} - {0, around.owner}):
            role = Role.LEAD if who == self.owner else Role.MODERATOR
            found[str(who)] = (self._author(who, around), role if who > 0 else Role.STAFF)
        for who in sorted(self.members | self.admins | {self.owner or 0}):
            if str(who) in managers:
                one, role = managers[str(who)]
                here = found.get(str(who), (one, role))[1]
                found[str(who)] = (one, min(here, role, key=_RANK.__getitem__))
        return found

    def _author(self, who: int, around: Surroundings) -> Author:
        named: JsonObject = {"profiles": self.profiles}
        return author(who, named, around)


async def ask_managers(tiers: Tiers, around: Surroundings) -> Staff:
    """Return the managers of the community that VK shows to our keys; raises a VkError."""
    answer = await tiers.call(
        "managers",
        LIST,
        group_id=int(around.account),
        filter="managers",
        fields=("screen_name",),
    )
    return managers(answer, around)


def managers(answer: object, around: Surroundings) -> Staff:
    """Read groups.getMembers, filter=managers."""
    items = list(children(answer, "items")) if isinstance(answer, dict) else []
    named: JsonObject = {"profiles": profiles(items)}
    found: Staff = {}
    for item in items:
        who = number(item, "id")
        if who is not None:
            role = _ROLES.get(words(item, "role"), Role.STAFF)
            found[str(who)] = (author(who, named, around), role)
    return found


def profiles(people: Iterable[JsonObject]) -> JsonObject:
    """Return names of people by their id."""
    found: JsonObject = {}
    for one in people:
        name = f"{words(one, 'first_name')} {words(one, 'last_name')}".strip()
        found[str(number(one, "id"))] = {"name": name, "username": words(one, "screen_name")}
    return found
