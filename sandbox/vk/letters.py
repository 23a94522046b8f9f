"""People's hands, second part: private messages, chats, presses of buttons.

`eyes.py` adds what tests look at; `server.py` builds the whole sandbox on top.
"""

import json
import secrets

from sandbox.vk import mail
from sandbox.vk.people import People
from sandbox.vk.talks import Letter, Press, Talk
from sandbox.vk.wire import CHAT_BASE, JsonObject


class Letters(People):
    """Lets people write messages, keep chats and press buttons."""

    def message(self, who: int, text: str, **extra: object) -> Letter:
        """A person writes to the community in private, which lets it answer."""
        talk = mail.talk_with(self, who)
        talk.allowed = True
        return self._write(talk, who, text, extra)

    def allow_messages(self, who: int) -> JsonObject:
        """A person allows messages from the community without writing."""
        mail.talk_with(self, who).allowed = True
        return self.emit("message_allow", {"user_id": who, "key": ""})

    def deny_messages(self, who: int) -> JsonObject:
        """A person forbids messages from the community."""
        mail.talk_with(self, who).allowed = False
        return self.emit("message_deny", {"user_id": who})

    def answer_by_hand(self, manager: int, who: int, text: str) -> Letter:
        """A manager answers a person from the community's own inbox."""
        talk = mail.talk_with(self, who)
        return mail.write(self, talk, -self.group_id, mail.Content(text, admin=manager))

    def chat(self, title: str = "Чат", *, owner: int | None = None, bot: str = "admin") -> int:
        """A new chat, its peer id; `bot` is the bot's place there: admin, member or absent."""
        number = self.state.next_id("chats")
        owner = owner if owner is not None else self.key_holder
        talk = Talk(CHAT_BASE + number, title, owner, {owner: owner}, allowed=True)
        self.state.talks[talk.peer] = talk
        if bot != "absent":
            talk.members[-self.group_id] = owner
        if bot == "admin":
            talk.admins.add(-self.group_id)
        return talk.peer

    def seat(self, who: int, chat: int, *, admin: bool = False) -> None:
        """Make somebody a member of a chat without any message."""
        talk = self.state.talks[chat]
        talk.members[who] = talk.owner
        if admin:
            talk.admins.add(who)

    def invite(self, who: int, chat: int, by: int | None = None) -> Letter:
        """Somebody is invited to a chat, in front of everybody."""
        talk = self.state.talks[chat]
        by = by if by is not None else talk.owner
        talk.members[who] = by
        return mail.action(self, talk, by, {"type": "chat_invite_user", "member_id": who})

    def invite_bot(self, chat: int, by: int | None = None, *, admin: bool = False) -> Letter:
        """The community is invited to a chat."""
        if admin:
            self.state.talks[chat].admins.add(-self.group_id)
        return self.invite(-self.group_id, chat, by)

    def make_admin(self, who: int, chat: int, *, admin: bool = True) -> None:
        """Make somebody (or minus the community) an administrator of a chat; VK tells nobody."""
        admins = self.state.talks[chat].admins
        (admins.add if admin else admins.discard)(who)

    def kick_by_hand(self, admin: int, who: int, chat: int) -> Letter:
        """Somebody is removed from a chat; the bot hears of its own removal last."""
        talk = self.state.talks[chat]
        letter = mail.action(self, talk, admin, {"type": "chat_kick_user", "member_id": who})
        talk.members.pop(who, None)
        talk.admins.discard(who)
        return letter

    def say(self, who: int, chat: int, text: str, **extra: object) -> Letter:
        """Somebody writes in a chat; `extra` are fields of the message: attachments, payload.

        Raises PermissionError where they were removed from it.
        """
        talk = self.state.talks[chat]
        if who not in talk.members:
            raise PermissionError(who)
        return self._write(talk, who, text, extra)

    def _write(self, talk: Talk, who: int, text: str, extra: JsonObject) -> Letter:
        if not talk.chat:
            self._may_write(who)
        reply = extra.pop("reply_to", None)
        cmid = reply.cmid if isinstance(reply, Letter) else None
        return mail.write(self, talk, who, mail.Content(text, extra, reply_to=cmid))

    def edit_message(self, letter: Letter, text: str) -> Letter:
        """The author changes a message."""
        letter.text, letter.edits, letter.edited_at = text, letter.edits + 1, self.now()
        mail.tell(self, letter, "message_edit")
        self.heard("edited", letter, str(letter.peer))
        return letter

    def delete_message_by_hand(self, who: int, letter: Letter) -> None:
        """Somebody deletes a message for all; VK tells bots nothing of it."""
        letter.deleted, letter.deleter = True, who
        self.journal.pulse()

    def press(self, who: int, card: Letter, words: str) -> Press:
        """Somebody presses a button, named by a part of its words or by its payload.

        A text button writes a message instead. Raises LookupError where the message, as it is
        now, has no such button, PermissionError where the person is not in the chat.
        """
        talk = self.state.talks[card.peer]
        if who not in talk.members:
            raise PermissionError(who)
        button = _button(card, words)
        action = button["action"]
        payload = _payload(action.get("payload"))
        press = Press(secrets.token_hex(6), who, card.peer, card.cmid, self.now(), payload)
        press.label = str(action.get("label", ""))
        name = self.state.name_of(who)
        self.journal.tell("pressed", chat=card.peer, user=who, name=name, button=press.label)
        if action["type"] == "text":
            self._write(talk, who, press.label, {"payload": json.dumps(payload)})
            return press
        self.presses[press.event_id] = press
        body: JsonObject = {"user_id": who, "peer_id": card.peer, "event_id": press.event_id}
        body.update(payload=payload, conversation_message_id=card.cmid)
        self.emit("message_event", body, press)
        return press


def _payload(payload: object) -> object:
    if isinstance(payload, str):
        return json.loads(payload)
    return payload if payload is not None else {}


def _button(card: Letter, words: str) -> JsonObject:
    live = [
        button
        for button in mail.buttons_of(None if card.deleted else card.keyboard)
        if button["action"]["type"] in {"callback", "text"}
    ]
    for button in live:
        action = button["action"]
        exact = {str(action.get("label")), json.dumps(action.get("payload"), ensure_ascii=False)}
        if words in exact:
            return button
    for button in live:
        if words.lower() in str(button["action"].get("label", "")).lower():
            return button
    raise LookupError([button["action"].get("label") for button in live])
