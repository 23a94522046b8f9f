"""What messages go through, whoever writes: conversations, their numbers and their events.

`answers/messages.py` writes for the bot, `letters.py` for people.
"""

from dataclasses import dataclass, field

from sandbox.vk import shapes
from sandbox.vk.core import Core
from sandbox.vk.talks import Letter, Talk
from sandbox.vk.wire import JsonObject

_CLIENT: JsonObject = {
    "button_actions": ["text", "vkpay", "open_app", "location", "open_link", "callback"],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
    "lang_id": 0,
}


@dataclass(frozen=True)
class Content:
    """What is written: text, further fields of the message, a keyboard, what it answers."""

    text: str
    extra: JsonObject = field(default_factory=dict)
    keyboard: JsonObject | None = None
    reply_to: int | None = None
    admin: int = 0


def talk_with(vk: Core, person: int) -> Talk:
    """The private conversation with a person, made at the first need."""
    talk = vk.state.talks.get(person)
    if talk is None:
        talk = vk.state.talks[person] = Talk(person, members={person: person})
    return talk


def write(vk: Core, talk: Talk, author: int, content: Content) -> Letter:
    """Store a message and tell the bot of it, if the bot is there to see it."""
    talk.last_cmid += 1
    number = 0 if talk.chat else vk.state.next_id("letters", 1001)
    letter = Letter(talk.peer, talk.last_cmid, number, author, content.text, vk.now())
    letter.extra, letter.keyboard = dict(content.extra), content.keyboard
    letter.reply_to, letter.had_buttons = content.reply_to, bool(buttons_of(content.keyboard))
    talk.letters[letter.cmid] = letter
    ours = author == -vk.group_id
    talk.answered = ours or talk.chat
    tell(vk, letter, "message_reply" if ours else "message_new", admin=content.admin)
    vk.heard("card" if letter.had_buttons else "said", letter, str(talk.peer))
    return letter


def tell(vk: Core, letter: Letter, kind: str, *, admin: int = 0) -> None:
    """Queue the event of a message."""
    talk = vk.state.talks[letter.peer]
    if talk.chat and -vk.group_id not in talk.members:
        return
    body = shapes.letter_item(vk.state, letter)
    if admin:
        body["admin_author_id"] = admin
    if kind == "message_new":
        vk.emit(kind, {"message": body, "client_info": dict(_CLIENT)}, letter)
    else:
        vk.emit(kind, body, letter if kind == "message_reply" else None)


def action(vk: Core, talk: Talk, author: int, what: JsonObject) -> Letter:
    """A service message of a chat: somebody was invited, kicked, renamed it."""
    return write(vk, talk, author, Content("", {"action": what}))


def buttons_of(keyboard: JsonObject | None) -> list[JsonObject]:
    """All buttons of a keyboard, in reading order."""
    rows = (keyboard or {}).get("buttons") or []
    return [button for row in rows for button in (row if isinstance(row, list) else [row])]
