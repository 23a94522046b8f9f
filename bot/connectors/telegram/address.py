"""Where an update belongs: the chat's address and what kind of place it is.

A customer's chat with a business account has the customer's own id, the same as his private chat
with us, so its address also names the connection: `123@connection`.
"""

from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.wire import JsonObject, child, flag, need, need_number, words
from models.channel import Place


def address(connection: str, chat_id: int) -> str:
    """Return a chat's external id; `connection` is empty unless it is a business account's chat."""
    return f"{chat_id}@{connection}" if connection else str(chat_id)


def split_address(external_id: str) -> tuple[int, str | None]:
    """Return the chat id for calls and the business connection; ValueError on a foreign address."""
    chat, _, connection = external_id.partition("@")
    return int(chat), connection or None


def chat_address(body: JsonObject, path: str) -> str:
    """Return the address of the chat that an update's body names; raises MalformedUpdateError."""
    chat_id = need_number(need(body, "chat", path), "id", f"{path}.chat")
    return address(words(body, "business_connection_id"), chat_id)


def place_of(message: JsonObject, around: Surroundings) -> Place:
    """Tell what kind of place a message was written in."""
    chat = child(message, "chat")
    kind = chat.get("type")
    if words(message, "business_connection_id"):
        return Place.BUSINESS
    if kind == "private":
        return Place.DIRECT
    if kind == "channel":
        return Place.POSTS
    if flag(chat, "is_direct_messages"):
        return Place.CHANNEL_DIRECT
    return Place.COMMENTS if _is_commented(message, chat, around) else Place.GROUP


def _is_commented(message: JsonObject, chat: JsonObject, around: Surroundings) -> bool:
    # Only ids tell a discussion group from another; the forwarded post gives it away as well.
    return (
        str(chat.get("id")) in around.discussions
        or flag(message, "is_automatic_forward")
        or flag(child(message, "reply_to_message"), "is_automatic_forward")
    )
