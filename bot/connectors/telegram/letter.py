"""A message of the wire as a `models.message.Message`, whatever kind of place it came from.

Essentials are its id, date, chat and author; text must be text. All else is taken tolerantly, and
words under keys that nobody described yet are taken as well.
"""

from bot.connectors.telegram.address import chat_address, place_of
from bot.connectors.telegram.content import read_content, read_quoted
from bot.connectors.telegram.entities import Found, read_entities
from bot.connectors.telegram.fields import KNOWN
from bot.connectors.telegram.media import read_media
from bot.connectors.telegram.surroundings import Surroundings
from bot.connectors.telegram.who import author_of
from bot.connectors.telegram.wire import (
    JsonObject,
    child,
    flag,
    harvest,
    need_number,
    need_time,
    need_words,
    number,
    words,
)
from models.channel import Place
from models.message import Features, Message, PartKind


def read_message(body: JsonObject, path: str, received_at: int, around: Surroundings) -> Message:
    """Read a message; raises MalformedUpdateError with the path of the first essential fault."""
    key = around.key(chat_address(body, path))
    place = place_of(body, around)
    message_id = need_number(body, "message_id", path)
    thread = _thread(body, place)
    found, features = _words_of(body, path)
    topic = number(child(body, "direct_messages_topic"), "topic_id")
    return Message(
        channel=key,
        place=place,
        external_id=str(message_id),
        author=author_of(body, place, around, path),
        sent_at=need_time(body, "date", path),
        received_at=received_at,
        parts=tuple(found.parts),
        media=read_media(body),
        features=features,
        edited_at=need_time(body, "edit_date", path) if "edit_date" in body else None,
        thread=thread,
        reply_to=_reply_to(body, thread),
        album=words(body, "media_group_id") or None,
        business_connection=words(body, "business_connection_id") or None,
        direct_topic=None if topic is None else str(topic),
    )


def _words_of(body: JsonObject, path: str) -> tuple[Found, Features]:
    found = Found()
    if "text" in body:
        text = need_words(body, "text", path)
        found.add(PartKind.TEXT, text)
        read_entities(found, text, body, "entities")
    if "caption" in body:
        caption = need_words(body, "caption", path)
        found.add(PartKind.CAPTION, caption)
        read_entities(found, caption, body, "caption_entities")
    read_content(found, body)
    elsewhere = read_quoted(found, body, child(body, "chat").get("id"))
    strange = body.keys() - KNOWN
    if strange:
        found.add(PartKind.RICH, harvest({key: body[key] for key in strange}))
    return found, _features(body, found, elsewhere=elsewhere)


def _features(body: JsonObject, found: Found, *, elsewhere: bool) -> Features:
    own_post = flag(body, "is_automatic_forward")
    return Features(
        links=tuple(dict.fromkeys(filter(None, found.links))),
        mentions=tuple(dict.fromkeys(filter(None, found.mentions))),
        custom_emoji=found.custom_emoji,
        buttons=found.buttons,
        is_forward="forward_origin" in body and not own_post,
        is_external_reply=elsewhere,
        has_quote="quote" in body,
        has_contact="contact" in body,
        has_story="story" in body,
        via_bot="via_bot" in body,
    )


def _thread(body: JsonObject, place: Place) -> str | None:
    """Return the root's id: a topic, or the post that is commented on (its own, for the post)."""
    thread = number(body, "message_thread_id")
    if flag(body, "is_topic_message"):
        return str(thread)
    if place is not Place.COMMENTS:
        return None
    if flag(body, "is_automatic_forward"):
        return str(body.get("message_id"))
    reply = child(body, "reply_to_message")
    if thread is None and flag(reply, "is_automatic_forward"):
        thread = number(reply, "message_id")
    return None if thread is None else str(thread)


def _reply_to(body: JsonObject, thread: str | None) -> str | None:
    reply = child(body, "reply_to_message")
    if not reply:
        return None
    answered = number(reply, "message_id")
    # In a topic every message "replies" to the service message that opened the topic.
    if answered is None or ("forum_topic_created" in reply and str(answered) == thread):
        return None
    return str(answered)
