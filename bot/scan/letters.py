"""One entry of a Telegram export as our message: text from every place where it may stand.

The live road reads Bot API updates (`bot.connectors.telegram`); an export is another language for
the same things, and comes out as the same nouns.
"""

from collections.abc import Iterator
from typing import Any

from bot.scan.rows import Joined, Row, moment_of
from models.channel import ChannelKey, Place, Platform
from models.message import Features, Media, Message, PartKind, TextPart
from models.person import Author, AuthorKind

_PRIVATE = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies"})
_CHANNELS = frozenset({"private_channel", "public_channel"})
_SMALL = "private_group"
_JOINS = frozenset({"join_group_by_link", "join_group_by_request", "invite_members"})
_LINKS = frozenset({"link", "email"})

Body = dict[str, Any]


def message_of(chat_id: str, chat_type: str, body: Body) -> Row | None:
    """Return the message of one entry; None where its id or its date is missing."""
    at = moment_of(body.get("date_unixtime")) or moment_of(body.get("date"))
    if at is None or not isinstance(body.get("id"), int):
        return None
    place = _place(chat_type)
    parts, features = _read(body)
    author = _author(chat_id, place, body)
    message = Message(
        channel=ChannelKey(Platform.TELEGRAM, "", channel_id(chat_id, chat_type)),
        place=place,
        external_id=str(body["id"]),
        author=author or Author(Platform.TELEGRAM, "nobody"),
        sent_at=at,
        received_at=at,
        parts=parts,
        media=_media(body),
        features=features,
        edited_at=moment_of(body.get("edited_unixtime")) or moment_of(body.get("edited")),
        reply_to=str(body["reply_to_message_id"]) if "reply_to_message_id" in body else None,
    )
    return Row(message, has_author=author is not None)


def joins(body: Body) -> Iterator[Joined]:
    """Yield who is seen joining in a service entry; the export names only who acted."""
    at, actor = moment_of(body.get("date_unixtime")), body.get("actor_id")
    if at is not None and isinstance(actor, str) and body.get("action") in _JOINS:
        yield Joined(_identity(actor).key, at)


def channel_id(chat_id: str, chat_type: str) -> str:
    """Return the Bot API's id of an exported chat: exports leave out its -100 and its sign."""
    if not chat_id or chat_type in _PRIVATE:
        return chat_id or "scan"
    return f"-{chat_id}" if chat_type == _SMALL else f"-100{chat_id}"


def _place(chat_type: str) -> Place:
    if chat_type in _PRIVATE:
        return Place.DIRECT
    return Place.POSTS if chat_type in _CHANNELS else Place.GROUP


def _identity(written: str) -> Author:
    """Return who `user123`, `channel123` or `chat123` is."""
    if written.startswith("channel"):
        external_id = f"-100{written.removeprefix('channel')}"
        return Author(Platform.TELEGRAM, external_id, AuthorKind.CHANNEL)
    return Author(Platform.TELEGRAM, written.removeprefix("user").removeprefix("chat"))


def _author(chat_id: str, place: Place, body: Body) -> Author | None:
    written = body.get("from_id")
    name = body.get("from")
    if not isinstance(written, str):
        return None
    author = _identity(written)
    kind = author.kind
    if place is Place.POSTS or (kind is AuthorKind.CHANNEL and body.get("forwarded_from") == name):
        # A post of the linked channel appears in its discussion group as a forward of itself.
        kind = AuthorKind.LINKED_CHANNEL
    elif written == f"channel{chat_id}":
        kind = AuthorKind.ANONYMOUS_ADMIN
    return Author(
        Platform.TELEGRAM, author.external_id, kind, name if isinstance(name, str) else ""
    )


def _read(body: Body) -> tuple[tuple[TextPart, ...], Features]:
    pieces = body.get("text") or body.get("text_entities") or ""
    entities = [one for one in pieces if isinstance(one, dict)] if isinstance(pieces, list) else []
    kind = PartKind.CAPTION if _media(body) else PartKind.TEXT
    hidden = [
        str(one["href"]) for one in entities if one.get("type") == "text_link" and "href" in one
    ]
    found = [(kind, _joined(pieces)), *((PartKind.LINK, link) for link in hidden), *_beside(body)]
    features = Features(
        links=tuple(
            hidden + [str(one.get("text", "")) for one in entities if one.get("type") in _LINKS]
        ),
        mentions=tuple(
            str(one.get("text", "")) for one in entities if one.get("type") == "mention"
        ),
        custom_emoji=sum(one.get("type") == "custom_emoji" for one in entities),
        buttons=sum(1 for part, _ in found if part is PartKind.BUTTON),
        is_forward="forwarded_from" in body or "forwarded_from_id" in body,
        has_contact="contact_information" in body,
        has_story=body.get("media_type") == "story",
        via_bot="via_bot" in body,
    )
    return tuple(TextPart(part, text) for part, text in found if text.strip()), features


def _joined(pieces: object) -> str:
    """Return the words of a text: a string, or a list of strings and entities."""
    if isinstance(pieces, str):
        return pieces
    if not isinstance(pieces, list):
        return ""
    words = [one.get("text", "") if isinstance(one, dict) else one for one in pieces]
    return "".join(word for word in words if isinstance(word, str))


def _beside(body: Body) -> Iterator[tuple[PartKind, str]]:
    """Yield the text beside the text: polls, checklists, buttons, contacts, forwards."""
    yield from _listed(body.get("poll"), "question", PartKind.POLL)
    yield from _listed(body.get("todo_list"), "title", PartKind.CHECKLIST)
    for row in body.get("inline_bot_buttons") or ():
        for button in row if isinstance(row, list) else ():
            if isinstance(button, dict):
                yield PartKind.BUTTON, f"{button.get('text', '')} {button.get('data', '')}"
    contact = body.get("contact_information")
    if isinstance(contact, dict):
        yield PartKind.CONTACT, " ".join(str(one) for one in contact.values() if one)
    if isinstance(body.get("forwarded_from"), str):
        yield PartKind.FORWARD, body["forwarded_from"]


def _listed(whole: object, title: str, kind: PartKind) -> Iterator[tuple[PartKind, str]]:
    """Yield the title and the answers of a poll or a checklist."""
    if isinstance(whole, dict):
        yield kind, _joined(whole.get(title, ""))
        for one in whole.get("answers") or ():
            yield kind, _joined(one.get("text", "")) if isinstance(one, dict) else ""


def _media(body: Body) -> tuple[Media, ...]:
    if body.get("media_type"):
        return (Media(str(body["media_type"])),)
    kinds = ("photo", "file", "location_information", "contact_information", "poll")
    return tuple(Media(kind.partition("_")[0]) for kind in kinds if kind in body)[:1]
