"""Where a method may reach: the chat, the bot's place in it, the person it is about.

Every method begins here, so that a kicked bot, a migrated group or a missing right is refused in
the same words everywhere.
"""

from sandbox.telegram import members
from sandbox.telegram.core import Core
from sandbox.telegram.errors import NO_RESTRICT_RIGHT, bad_request, forbidden, upgraded
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject

_KINDS = {"supergroup": "supergroup chat", "group": "group chat", "channel": "channel chat"}


def chat_of(tg: Core, params: JsonObject, key: str = "chat_id") -> Chat:
    """The chat that the parameter names, where the bot may act at all."""
    reference = params[key]
    if isinstance(reference, int) and reference in tg.state.users:
        chat = tg.state.private(reference)
    else:
        chat = tg.state.find(reference)
    if chat.migrated_to is not None:
        raise upgraded(chat.migrated_to)
    if chat.kind != "private":
        _stand(tg, chat)
    return chat


def _stand(tg: Core, chat: Chat) -> None:
    member = tg.state.bot_member(chat)
    where = _KINDS[chat.kind]
    if member["status"] == "kicked":
        raise forbidden(f"bot was kicked from the {where}")
    if not members.is_present(member):
        raise forbidden(f"bot is not a member of the {where}")


def may_write(tg: Core, chat: Chat, params: JsonObject) -> None:
    """Refuse a send where the bot may not write: never greeted, blocked, muted, not an admin."""
    if "business_connection_id" in params:
        business(tg, params["business_connection_id"])
        return
    if chat.kind == "private":
        if chat.id in tg.state.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.full.get("greeted"):
            raise forbidden("bot can't initiate conversation with a user")
        return
    member = tg.state.bot_member(chat)
    if chat.kind == "channel" and not members.may(member, "can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if member["status"] == "restricted" and not member.get("can_send_messages"):
        raise bad_request("not enough rights to send text messages to the chat")


def business(tg: Core, connection_id: str) -> JsonObject:
    """The business connection of this id; ApiError 400 where there is none."""
    connection = tg.state.business.get(connection_id)
    if connection is None:
        raise bad_request("business connection not found")
    return connection


def need(tg: Core, chat: Chat, right: str, refusal: str = NO_RESTRICT_RIGHT) -> None:
    """Refuse where the bot lacks an administrator's right in this chat."""
    if not members.may(tg.state.bot_member(chat), right):
        raise bad_request(refusal)


def target(tg: Core, chat: Chat, user_id: int) -> JsonObject:
    """The ChatMember to act on: a known person who is neither the bot nor an administrator."""
    if user_id not in tg.state.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if user_id == tg.bot["id"]:
        raise bad_request("can't restrict self")
    member = tg.state.member(chat, user_id)
    if member["status"] == "creator":
        raise bad_request("can't remove chat owner")
    if member["status"] == "administrator":
        raise bad_request("user is an administrator of the chat")
    return member
