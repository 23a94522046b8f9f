"""Messages: private ones to the community, and what people say in chats.

What the community itself says comes back as an event too. Said by a person of ours it is the
brand's word; said by this bot it is an echo and nothing.
"""

from collections.abc import Sequence
from typing import Final

from bot.connectors.vk.address import body_of, talk_channel
from bot.connectors.vk.attachments import read_attachments
from bot.connectors.vk.command import seen_or_given
from bot.connectors.vk.found import Found
from bot.connectors.vk.service import read_action
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.who import author, followers
from bot.connectors.vk.wire import (
    CHAT_BASE,
    JsonObject,
    child,
    children,
    need_number,
    need_time,
    need_words,
    number,
    words,
)
from models.channel import Place
from models.event import Event
from models.message import Message, PartKind, Reach

_DEEPEST: Final = 4


def read_letter(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read message_new, message_edit and message_reply; raises MalformedUpdateError."""
    body = body_of(update)
    path = str(update.get("type"))
    if number(body, "from_id") == around.owner and not number(body, "admin_author_id"):
        return ()
    if child(body, "action"):
        return read_action(update, at, around)
    edited = None
    if path == "message_edit":
        edited = need_time(body, "update_time", path) if "update_time" in body else at
    return seen_or_given(_message(update, at, edited, around), body, around)


def _message(update: JsonObject, at: int, edited: int | None, around: Surroundings) -> Message:
    body, path = body_of(update), str(update.get("type"))
    peer = need_number(body, "peer_id", path)
    who = need_number(body, "from_id", path)
    cmid = need_number(body, "conversation_message_id", path)
    in_chat = peer > CHAT_BASE
    found = Found()
    found.write(PartKind.TEXT, need_words(body, "text", path))
    read_attachments(found, body)
    _buttons(found, body)
    _carried(found, body, 0)
    answered = number(child(body, "reply_message"), "conversation_message_id")
    return Message(
        channel=around.key(talk_channel(peer)),
        place=Place.GROUP if in_chat else Place.DIRECT,
        external_id=f"{peer}/{cmid}",
        author=author(who, update, around),
        sent_at=need_time(body, "date", path),
        received_at=at,
        parts=tuple(found.parts),
        media=tuple(found.media),
        features=found.features(),
        edited_at=edited,
        thread=None if in_chat else str(peer),
        reply_to=None if answered is None else f"{peer}/{answered}",
        reach=Reach(followers(who, update)),
    )


def _carried(found: Found, body: JsonObject, depth: int) -> None:
    """Gather what the message answers (a quote) and what it forwards."""
    reply = child(body, "reply_message")
    if reply:
        found.has_quote = True
        _others(found, reply, PartKind.QUOTE, depth)
    for message in children(body, "fwd_messages"):
        found.is_forward = True
        _others(found, message, PartKind.FORWARD, depth)


def _others(found: Found, message: JsonObject, kind: PartKind, depth: int) -> None:
    if depth >= _DEEPEST:
        return
    inner = Found()
    inner.add(kind, words(message, "text"))
    read_attachments(inner, message, depth)
    _carried(inner, message, depth + 1)
    found.links += inner.links
    found.media += inner.media if kind is PartKind.FORWARD else []
    for part in inner.parts:
        found.add(kind, part.text)


def _buttons(found: Found, body: JsonObject) -> None:
    keyboard = child(body, "keyboard").get("buttons")
    rows = list(keyboard) if isinstance(keyboard, list) else []
    for element in children(child(body, "template"), "elements"):
        found.add(PartKind.BUTTON, words(element, "title"), words(element, "description"))
        found.link(words(child(element, "action"), "link"))
        rows.append(element.get("buttons"))
    for row in rows:
        for button in children({"row": row}, "row"):
            found.buttons += 1
            action = child(button, "action")
            target = words(action, "link")
            found.add(PartKind.BUTTON, words(action, "label"), target)
