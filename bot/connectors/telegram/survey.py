"""A look at a bound place: what it is called, what we may do there, and who runs it.

What is seen becomes one event, so that handlers learn it as they learn everything else.
"""

import json
from dataclasses import dataclass
from typing import Final

from bot.connectors.telegram.api import BareApi
from bot.connectors.telegram.envelope import Refusal
from bot.connectors.telegram.membership import rights_of, status_of
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.who import person
from bot.connectors.telegram.wire import JsonObject
from bot.ports import Capability, PlatformDownError
from handlers.links import add_link
from models.channel import ChannelKey, Place, Purpose
from models.event import Event, Surveyed
from models.person import Author, Role

_GONE: Final = frozenset({400, 403, 404})
"""Refusals that mean that we are not there, or that the chat is not."""
PERMISSIONS: Final = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos"),
    *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls"),
    *("can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages"),
    *("can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages"),
    "can_manage_topics",
)
"""Fields of ChatPermissions (Bot API 10.3), compared with the library's in a test."""
_NEEDED: Final = ("delete", "restrict")
_STAFF: Final = frozenset({"administrator", "creator"})


@dataclass(slots=True)
class Survey:
    """Looks around with bare calls and notes what translation needs to know."""

    api: BareApi
    around: Surroundings
    reads_all: bool = False
    """Privacy mode is off (getMe): messages of groups arrive without being an administrator."""

    async def place(self, key: ChannelKey, purpose: Purpose, now: int) -> list[Event]:
        """Return what is to be known of a place; raises PlatformDownError."""
        places = self.around.moderators if purpose is Purpose.MODERATORS else self.around.watched
        places.add(key.external_id)
        chat = await self._ask("getChat", key.external_id)
        me = await self._me_in(key.external_id)
        if not isinstance(chat, dict) or me is None:
            return [Surveyed(key, Place.GROUP, purpose, None, (), now)]
        self._note(chat, me)
        linked = chat.get("linked_chat_id")
        there = status_of(me) not in {"left", "kicked"}
        return [
            Surveyed(
                channel=key,
                place=self._kind(chat),
                purpose=purpose,
                rights=rights_of(me) if there else None,
                staff=await self._staff(key),
                at=now,
                title=str(chat.get("title", "")),
                username=str(chat.get("username", "")),
                linked_external_id=str(linked) if linked else None,
                is_forum=chat.get("is_forum") is True,
            )
        ]

    async def state_of(self, chat_id: int, user_id: int) -> str:
        """Return a member's status and exact permissions as JSON; empty when it cannot be read."""
        try:
            member = await self._ask("getChatMember", str(chat_id), user_id=user_id)
        except PlatformDownError:
            return ""
        if not isinstance(member, dict):
            return ""
        status = status_of(member)
        restricted = member.get("status") == "restricted"
        until = member.get("until_date")
        return json.dumps(
            {
                "status": status,
                "permissions": {
                    name: member.get(name) is True if restricted else True for name in PERMISSIONS
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
        me = await self._me_in(chat)
        if me is None:
            return [Capability("read", chat, can=False, why="capability.not_there")]
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
        members = await self._ask("getChatAdministrators", key.external_id)
        staff = [
            (person(member.get("user"), "administrator"), _role_of(member))
            for member in (members if isinstance(members, list) else ())
            if isinstance(member, dict)
        ]
        return tuple(one for one in staff if one[0].external_id != self.around.account)

    async def _me_in(self, chat: str) -> JsonObject | None:
        found = await self._ask("getChatMember", chat, user_id=int(self.around.account))
        return found if isinstance(found, dict) else None

    async def _ask(self, method: str, chat: str, **more: int) -> object:
        """Return the result of a call about a chat; None where we are not, or it is not."""
        answer = await self.api.call(method, {"chat_id": int(chat), **more})
        if not isinstance(answer, Refusal):
            return answer.get("result")
        if answer.code in _GONE:
            return None
        raise PlatformDownError(f"{method}: refused with {answer.code}", answer.retry_after)

    def _note(self, chat: JsonObject, me: JsonObject) -> None:
        key, linked = str(chat.get("id")), chat.get("linked_chat_id")
        if me.get("status") in _STAFF:
            self.around.administers.add(key)
        if linked is None:
            return
        if chat.get("type") == "channel":
            self.around.discussions.add(str(linked))
        else:
            self.around.discussions.add(key)
            self.around.linked.add(str(linked))

    def _kind(self, chat: JsonObject) -> Place:
        if chat.get("type") == "private":
            return Place.DIRECT
        if chat.get("type") == "channel":
            return Place.POSTS
        if chat.get("is_direct_messages") is True:
            return Place.CHANNEL_DIRECT
        return Place.COMMENTS if str(chat.get("id")) in self.around.discussions else Place.GROUP


def _role_of(member: JsonObject) -> Role:
    """Creator: lead; administrator who may delete: moderator; the rest only cannot be acted on."""
    if status_of(member) == "creator":
        return Role.LEAD
    return Role.MODERATOR if "delete" in rights_of(member) else Role.STAFF
