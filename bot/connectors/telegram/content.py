"""Text from everywhere a spammer hides it: one reader for a message and for what it quotes.

`letter` calls `read_content` on the message itself and `read_quoted` on its surroundings (quote,
external reply, forward, buttons); both fill one `Found`.
"""

from collections.abc import Callable
from typing import Final

from bot.connectors.telegram.entities import Found, read_entities
from bot.connectors.telegram.rich import read_rich
from bot.connectors.telegram.who import full_name
from bot.connectors.telegram.wire import JsonObject, child, children, words
from models.message import PartKind

_BUTTON_LINKS: Final = ("url", "login_url", "web_app", "copy_text")


def read_content(found: Found, body: JsonObject) -> None:
    """Gather what a message, or the message it replies to elsewhere, holds beside its text."""
    for key in _READERS.keys() & body.keys():
        value = body[key]
        if isinstance(value, dict):
            _READERS[key](found, value)


def read_quoted(found: Found, message: JsonObject, chat_id: object) -> bool:
    """Gather quote, external reply, forward origin, buttons; True for a reply to another chat."""
    quote = child(message, "quote")
    if quote:
        text = words(quote, "text")
        found.add(PartKind.QUOTE, text)
        read_entities(found, text, quote, "entities")
    _origin(found, child(message, "forward_origin"), PartKind.FORWARD)
    bot = words(child(message, "via_bot"), "username")
    found.add(PartKind.LINK, f"@{bot}" if bot else "")
    _buttons(found, child(message, "reply_markup"))
    reply = child(message, "external_reply")
    if not reply:
        return False
    _external(found, reply)
    # A reply across the topics of one forum comes as external too, and is nothing of the kind.
    return child(reply, "chat").get("id") != chat_id


def _external(found: Found, reply: JsonObject) -> None:
    inner = Found()
    _origin(inner, child(reply, "origin"), PartKind.EXTERNAL_REPLY)
    read_content(inner, reply)
    found.links += inner.links
    for part in inner.parts:
        found.add(PartKind.EXTERNAL_REPLY, part.text)


def _origin(found: Found, origin: JsonObject, kind: PartKind) -> None:
    if not origin:
        return
    chat = child(origin, "chat") or child(origin, "sender_chat")
    user = child(origin, "sender_user")
    username = words(chat, "username") or words(user, "username")
    names = (
        words(chat, "title"),
        full_name(user),
        words(origin, "sender_user_name"),
        words(origin, "author_signature"),
        f"@{username}" if username else "",
    )
    found.add(kind, " ".join(filter(None, names)))


def _buttons(found: Found, markup: JsonObject) -> None:
    rows = markup.get("inline_keyboard")
    for row in rows if isinstance(rows, list) else ():
        for button in children({"row": row}, "row"):
            found.buttons += 1
            found.add(PartKind.BUTTON, words(button, "text"))
            for key in _BUTTON_LINKS:
                inner = child(button, key)
                target = words(button, key) or words(inner, "url") or words(inner, "text")
                if target:
                    found.links.append(target)
                    found.add(PartKind.BUTTON, target)


def _poll(found: Found, poll: JsonObject) -> None:
    lines = [words(poll, "question"), words(poll, "description"), words(poll, "explanation")]
    lines[1:1] = [words(option, "text") for option in children(poll, "options")]
    found.add(PartKind.POLL, "\n".join(filter(None, lines)))
    for key in ("question", "description", "explanation"):
        read_entities(found, words(poll, key), poll, f"{key}_entities")
    for option in children(poll, "options"):
        read_entities(found, words(option, "text"), option, "text_entities")


def _poll_option(found: Found, added: JsonObject) -> None:
    text = words(added, "option_text") or words(added, "text")
    found.add(PartKind.POLL, text)
    read_entities(found, text, added, "option_text_entities")


def _checklist(found: Found, checklist: JsonObject) -> None:
    title = words(checklist, "title")
    tasks = list(children(checklist, "tasks"))
    lines = [title, *(words(task, "text") for task in tasks)]
    found.add(PartKind.CHECKLIST, "\n".join(filter(None, lines)))
    read_entities(found, title, checklist, "title_entities")
    for task in tasks:
        read_entities(found, words(task, "text"), task, "text_entities")


def _story(found: Found, story: JsonObject) -> None:
    chat = child(story, "chat")
    username = words(chat, "username")
    title = words(chat, "title") or full_name(chat)
    found.add(PartKind.STORY, f"{title} @{username}" if username else title)
    if username:
        found.links.append(f"https://t.me/{username}/s/{story.get('id')}")


def _contact(found: Found, contact: JsonObject) -> None:
    keys = ("phone_number", "vcard")
    lines = [full_name(contact), *(words(contact, key) for key in keys)]
    found.add(PartKind.CONTACT, "\n".join(filter(None, lines)))


def _giveaway(found: Found, giveaway: JsonObject) -> None:
    names = [words(chat, "title") for chat in children(giveaway, "chats")]
    names.append(words(child(giveaway, "chat"), "title"))
    lines = [words(giveaway, "prize_description"), *names]
    found.add(PartKind.FORWARD, "\n".join(filter(None, lines)))


def _preview(found: Found, preview: JsonObject) -> None:
    url = words(preview, "url")
    if url and url not in found.links:
        found.hidden_link(url)


def _labelled(found: Found, body: JsonObject) -> None:
    lines = (words(body, key) for key in ("title", "address", "description", "text"))
    found.add(PartKind.CAPTION, "\n".join(filter(None, lines)))


_READERS: Final[dict[str, Callable[[Found, JsonObject], None]]] = {
    "poll": _poll,
    "poll_option_added": _poll_option,
    "checklist": _checklist,
    "checklist_tasks_added": _checklist,
    "story": _story,
    "contact": _contact,
    "giveaway": _giveaway,
    "giveaway_winners": _giveaway,
    "link_preview_options": _preview,
    "rich_message": read_rich,
    "game": _labelled,
    "invoice": _labelled,
    "venue": _labelled,
    "gift": _labelled,
    "unique_gift": _labelled,
}
