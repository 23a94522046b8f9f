"""Who is seen as the author: `sender_chat` where there is one, else the user.

Telegram puts fake users beside a `sender_chat`; trust and bans keyed on those would hit everybody
who writes anonymously, so they are never anybody's identity.
"""

from typing import Final

from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.wire import JsonObject, child, flag, need_number, words
from bot.ports import MalformedUpdateError
from models.channel import Place, Platform
from models.person import Author, AuthorKind

SERVICE_USER: Final = 777000
"""`Telegram`: the sender of automatic forwards from a linked channel."""
ANONYMOUS_USER: Final = 1087968824
"""`GroupAnonymousBot`: stands beside the messages of anonymous administrators."""
CHANNEL_USER: Final = 136817688
"""`Channel_Bot`: stands beside the messages of users who write as a channel."""
FAKE_USERS: Final = frozenset({SERVICE_USER, ANONYMOUS_USER, CHANNEL_USER})
"""Never banned: an act on one of them would hit everybody it stands for."""


def author_of(message: JsonObject, place: Place, around: Surroundings, path: str) -> Author:
    """Return who is seen as the author of a message; raises MalformedUpdateError."""
    sender_chat = message.get("sender_chat")
    if isinstance(sender_chat, dict):
        return _of_chat(sender_chat, message, place, around, f"{path}.sender_chat")
    if "from" in message:
        return _of_person(message, place, path)
    chat = child(message, "chat")
    if place is Place.POSTS:
        return chat_author(chat, AuthorKind.LINKED_CHANNEL, f"{path}.chat")
    if place in {Place.DIRECT, Place.BUSINESS}:
        return chat_author(chat, AuthorKind.USER, f"{path}.chat")
    raise MalformedUpdateError(f"{path}.from: object expected")


def person(user: object, path: str) -> Author:
    """Return a user as an author; raises MalformedUpdateError where even the id is missing."""
    if not isinstance(user, dict):
        raise MalformedUpdateError(f"{path}: object expected")
    return Author(
        Platform.TELEGRAM,
        str(need_number(user, "id", path)),
        AuthorKind.BOT if flag(user, "is_bot") else AuthorKind.USER,
        full_name(user),
        words(user, "username"),
        words(user, "language_code"),
    )


def chat_author(chat: JsonObject, kind: AuthorKind, path: str) -> Author:
    """Return a chat as an author; raises MalformedUpdateError where even the id is missing."""
    return Author(
        Platform.TELEGRAM,
        str(need_number(chat, "id", path)),
        kind,
        words(chat, "title") or full_name(chat),
        words(chat, "username"),
    )


def full_name(user: JsonObject) -> str:
    """Return first and last name as Telegram shows them."""
    last = words(user, "last_name")
    first = words(user, "first_name")
    return f"{first} {last}" if last else first


def _of_chat(
    sender: JsonObject, message: JsonObject, place: Place, around: Surroundings, path: str
) -> Author:
    kind = AuthorKind.CHANNEL
    if place is Place.POSTS or flag(message, "is_automatic_forward"):
        kind = AuthorKind.LINKED_CHANNEL
    elif sender.get("id") == child(message, "chat").get("id"):
        kind = AuthorKind.ANONYMOUS_ADMIN
    elif place is Place.CHANNEL_DIRECT or str(sender.get("id")) in around.linked:
        # The channel itself answers: in its own direct messages, or by hand under its own post.
        kind = AuthorKind.LINKED_CHANNEL
    return chat_author(sender, kind, path)


def _of_person(message: JsonObject, place: Place, path: str) -> Author:
    author = person(message["from"], f"{path}.from")
    chat = child(message, "chat")
    if author.external_id in _VOICES_OF_THE_CHAT and place is not Place.DIRECT:
        return chat_author(chat, AuthorKind.ANONYMOUS_ADMIN, f"{path}.chat")
    if place is Place.BUSINESS and author.external_id != str(chat.get("id")):
        # In a customer's chat whoever is not the customer is the brand.
        return Author(
            author.platform,
            author.external_id,
            AuthorKind.ANONYMOUS_ADMIN,
            author.name,
            author.username,
            author.language,
        )
    return author


_VOICES_OF_THE_CHAT: Final = frozenset({str(SERVICE_USER), str(ANONYMOUS_USER)})
