"""A look at a bound place: what it is called, what we may do there, and who runs it.

What is seen becomes one event, so that handlers learn it as they learn everything else.
"""

import json
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
)
from aiogram.types import ChatFullInfo, ChatPermissions

from bot.connectors.telegram.membership import rights_of, status_of
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.who import person
from bot.connectors.telegram.wire import JsonObject
from bot.ports import Capability, PlatformDownError
from handlers.links import add_link
from models.channel import ChannelKey, Place, Purpose
from models.event import Event, Surveyed
from models.person import Author, Role

_GONE: Final = (TelegramBadRequest, TelegramForbiddenError, TelegramNotFound)
_NEEDED: Final = ("delete", "restrict")
_STAFF: Final = frozenset({"administrator", "creator"})


@dataclass(slots=True)
class Survey:
    """Looks around with one Bot and notes what translation needs to know."""

    bot: Bot
    around: Surroundings
    reads_all: bool = False
    """Privacy mode is off (getMe): messages of groups arrive without being an administrator."""

    async def place(self, key: ChannelKey, purpose: Purpose, now: int) -> list[Event]:
        """Return what is to be known of a place; raises PlatformDownError."""
        places = self.around.moderators if purpose is Purpose.MODERATORS else self.around.watched
        places.add(key.external_id)
        chat_id = int(key.external_id)
        try:
            chat = await self.bot.get_chat(chat_id)
            me = _wire(await self.bot.get_chat_member(chat_id, self.bot.id))
        except _GONE:
            return [Surveyed(key, Place.GROUP, purpose, None, (), now)]
        except AiogramError as error:
            raise PlatformDownError(f"getChat: {type(error).__name__}") from None
        self._note(chat, me)
        there = status_of(me) not in {"left", "kicked"}
        return [
            Surveyed(
                channel=key,
                place=self._kind(chat),
                purpose=purpose,
                rights=rights_of(me) if there else None,
                staff=await self._staff(key),
                at=now,
                title=chat.title or "",
                username=chat.username or "",
                linked_external_id=str(chat.linked_chat_id) if chat.linked_chat_id else None,
                is_forum=bool(chat.is_forum),
            )
        ]

    async def state_of(self, chat_id: int, user_id: int) -> str:
        """Return a member's status and exact permissions as JSON; empty when it cannot be read."""
        try:
            member = _wire(await self.bot.get_chat_member(chat_id, user_id))
        except AiogramError:
            return ""
        status = status_of(member)
        restricted = member.get("status") == "restricted"
        until = member.get("until_date")
        names = ChatPermissions.model_fields
        return json.dumps(
            {
                "status": status,
                "permissions": {
                    name: member.get(name) is True if restricted else True for name in names
                },
                "until": until * 1_000_000 if isinstance(until, int) and until else None,
                "is_member": status not in {"left", "kicked"},
            }
        )

    async def capabilities(self) -> list[Capability]:
        """Probe every bound chat; raises PlatformDownError when Telegram does not answer."""
        found = [
            Capability(
                "read_all",
                "telegram",
                self.reads_all,
                "" if self.reads_all else "capability.privacy_mode",
            )
        ]
        for chat in sorted(self.around.watched | self.around.moderators):
            found += await self._capabilities_of(chat)
        return found

    async def _capabilities_of(self, chat: str) -> list[Capability]:
        try:
            me = _wire(await self.bot.get_chat_member(int(chat), self.bot.id))
        except _GONE:
            return [Capability("read", chat, can=False, why="capability.not_there")]
        except AiogramError as error:
            raise PlatformDownError(f"getChatMember: {type(error).__name__}") from None
        there = status_of(me) not in {"left", "kicked"}
        heard = there and (self.reads_all or me.get("status") in _STAFF)
        found = [Capability("read", chat, heard, "" if heard else "capability.not_heard")]
        if chat in self.around.moderators:
            return found
        rights = rights_of(me)
        return found + [
            Capability(name, chat, name in rights, "" if name in rights else f"no_right:{name}")
            for name in _NEEDED
        ]

    def add_link(self) -> str:
        """Return the link that adds us to a group with exactly the rights we need."""
        return add_link(self.around.username, "").replace("startgroup=&", "startgroup&")

    async def _staff(self, key: ChannelKey) -> tuple[tuple[Author, Role], ...]:
        try:
            members = await self.bot.get_chat_administrators(int(key.external_id))
        except _GONE:
            return ()
        except AiogramError as error:
            raise PlatformDownError(f"getChatAdministrators: {type(error).__name__}") from None
        staff = [
            (person(member.get("user"), "administrator"), _role_of(member))
            for member in map(_wire, members)
        ]
        return tuple(one for one in staff if one[0].external_id != self.around.account)

    def _note(self, chat: ChatFullInfo, me: JsonObject) -> None:
        key = str(chat.id)
        if me.get("status") in _STAFF:
            self.around.administers.add(key)
        if chat.linked_chat_id is None:
            return
        if chat.type == "channel":
            self.around.discussions.add(str(chat.linked_chat_id))
        else:
            self.around.discussions.add(key)
            self.around.linked.add(str(chat.linked_chat_id))

    def _kind(self, chat: ChatFullInfo) -> Place:
        if chat.type == "private":
            return Place.DIRECT
        if chat.type == "channel":
            return Place.POSTS
        if getattr(chat, "is_direct_messages", None):
            return Place.CHANNEL_DIRECT
        return Place.COMMENTS if str(chat.id) in self.around.discussions else Place.GROUP


def _role_of(member: JsonObject) -> Role:
    """Creator: lead; administrator who may delete: moderator; the rest only cannot be acted on."""
    if status_of(member) == "creator":
        return Role.LEAD
    return Role.MODERATOR if "delete" in rights_of(member) else Role.STAFF


def _wire(member: object) -> JsonObject:
    """Return a ChatMember of the library as the JSON it came from."""
    dump = getattr(member, "model_dump", None)
    found = dump(mode="json", exclude_none=True) if callable(dump) else {}
    return found if isinstance(found, dict) else {}
