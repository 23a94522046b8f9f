"""Methods that remove messages and reactions, with the rights and the 48 hours that they need."""

from sandbox.telegram import members
from sandbox.telegram.answers import reach
from sandbox.telegram.core import Core
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.methods import DELETE_AGE_SECONDS, DELETE_LIMIT
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject

_UNDELETABLE = ("supergroup_chat_created", "channel_chat_created", "group_chat_created")


def _refusal(tg: Core, chat: Chat, message: JsonObject) -> ApiError | None:
    own = message.get("from", {}).get("id") == tg.bot["id"]
    allowed = members.may(tg.state.bot_member(chat), "can_delete_messages")
    if any(field in message for field in _UNDELETABLE):
        return bad_request("message can't be deleted")
    if chat.kind != "private" and not own and not allowed:
        return bad_request("message can't be deleted")
    if message["date"] < tg.now() - DELETE_AGE_SECONDS:
        return bad_request("message can't be deleted for everyone")
    return None


def _remove(tg: Core, chat: Chat, message: JsonObject) -> None:
    tg.state.forget(chat, message["message_id"])
    shown = message.get("text") or message.get("caption") or ""
    tg.journal.tell("deleted", chat=chat.id, message=message["message_id"], text=shown)


def delete_message(tg: Core, params: JsonObject) -> object:
    """DeleteMessage."""
    chat = reach.chat_of(tg, params)
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    refusal = _refusal(tg, chat, message)
    if refusal is not None:
        raise refusal
    _remove(tg, chat, message)
    return True


def delete_messages(tg: Core, params: JsonObject) -> object:
    """DeleteMessages: unknown ones are skipped, one that may not be deleted refuses all."""
    chat = reach.chat_of(tg, params)
    numbers = params["message_ids"]
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > DELETE_LIMIT:
        raise bad_request("too many messages to delete")
    found = [chat.messages[number] for number in dict.fromkeys(numbers) if number in chat.messages]
    for message in found:
        refusal = _refusal(tg, chat, message)
        if refusal is not None:
            raise refusal
    for message in found:
        _remove(tg, chat, message)
    return True


def delete_business_messages(tg: Core, params: JsonObject) -> object:
    """DeleteBusinessMessages, by the rights of the connection."""
    connection = reach.business(tg, params["business_connection_id"])
    rights = connection.get("rights", {})
    for number in params["message_ids"]:
        for chat in tg.state.chats.values():
            message = chat.messages.get(number, {})
            if message.get("business_connection_id") != connection["id"]:
                continue
            own = message["from"]["id"] in {tg.bot["id"], connection["user"]["id"]}
            if not rights.get("can_delete_sent_messages" if own else "can_delete_all_messages"):
                raise bad_request("BUSINESS_CONNECTION_NOT_ALLOWED")
            _remove(tg, chat, message)
    return True


def delete_message_reaction(tg: Core, params: JsonObject) -> object:
    """DeleteMessageReaction (10.0)."""
    chat = reach.chat_of(tg, params)
    reach.need(tg, chat, "can_delete_messages", "not enough rights to delete reactions")
    if params["message_id"] not in chat.messages:
        raise bad_request("message not found")
    who = int(params.get("user_id") or params.get("actor_chat_id") or 0)
    if chat.reactions.pop((params["message_id"], who), None) is None:
        raise bad_request("reaction not found")
    tg.journal.tell("reaction_deleted", chat=chat.id, message=params["message_id"], user=who)
    return True


def delete_all_message_reactions(tg: Core, params: JsonObject) -> object:
    """DeleteAllMessageReactions (10.0) of one person or chat."""
    chat = reach.chat_of(tg, params)
    reach.need(tg, chat, "can_delete_messages", "not enough rights to delete reactions")
    who = params.get("user_id", params.get("actor_chat_id"))
    chat.reactions = {key: value for key, value in chat.reactions.items() if key[1] != who}
    return True


def set_message_reaction(tg: Core, params: JsonObject) -> object:
    """SetMessageReaction of the bot itself."""
    chat = reach.chat_of(tg, params)
    if params["message_id"] not in chat.messages:
        raise bad_request("message to react not found")
    chat.reactions[params["message_id"], tg.bot["id"]] = params.get("reaction", [])
    return True
