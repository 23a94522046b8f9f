"""People's hands, first part: who and what exists, and plain talk.

Each hand does what a person does in the app and queues what the real server would send the bot; it
returns the message (or the update). Ids of people and chats are plain ints. `media.py` adds what
is not plain text, `membership.py` joins, rights and presses.
"""

from sandbox.telegram import members
from sandbox.telegram.core import Core
from sandbox.telegram.entities import found_in
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, SERVICE_ACCOUNT, JsonObject

_CARRIED = (
    *("text", "entities", "caption", "caption_entities", "photo", "video", "document", "sticker"),
    *("poll", "rich_message", "contact", "story"),
)


class People(Core):
    """Creates people and chats and lets them talk."""

    def person(self, name: str = "Анна", **extra: object) -> int:
        """A new person; `extra` is any field of User: username, last_name, language_code, id."""
        user: JsonObject = {"is_bot": False, "first_name": name, "language_code": "ru", **extra}
        return self.state.add_user(user)

    def supergroup(self, title: str = "Чат", *, bot: str = "admin", **extra: object) -> int:
        """A new supergroup; `bot` is the bot's place there: admin, member or absent."""
        return self._place("supergroup", bot, {"title": title, **extra})

    def forum(self, title: str = "Форум", *, bot: str = "admin", topics: int = 2) -> int:
        """A new supergroup with topics; their thread ids count from 2."""
        chat_id = self._place("supergroup", bot, {"title": title, "is_forum": True})
        chat = self.state.chats[chat_id]
        chat.last_id, chat.topics = topics + 1, set(range(2, topics + 2))
        return chat_id

    def group(self, title: str = "Группа", *, bot: str = "admin", **extra: object) -> int:
        """A new basic group."""
        return self._place("group", bot, {"title": title, **extra})

    def channel(self, title: str = "Канал", *, bot: str = "admin", **extra: object) -> int:
        """A new channel; an absent bot sees nothing of it but what is forwarded."""
        return self._place("channel", bot, {"title": title, **extra})

    def link(self, channel: int, group: int) -> None:
        """Make a supergroup the discussion group of a channel."""
        self.state.chats[channel].linked = group
        self.state.chats[group].linked = channel

    def direct_messages(self, channel: int, *, bot: str = "admin") -> int:
        """The direct-messages chat of a channel; each person who writes there is a topic."""
        title = self.state.chats[channel].wire["title"]
        chat_id = self._place("supergroup", bot, {"title": title, "is_direct_messages": True})
        self.state.chats[chat_id].full["parent_chat"] = self.state.chats[channel].wire
        return chat_id

    def _place(self, kind: str, bot: str, wire: JsonObject) -> int:
        chat = self.state.add_chat(kind, wire)
        if bot == "admin":
            extra = {"can_post_messages": True} if kind == "channel" else {}
            chat.members[self.bot["id"]] = members.administrator(self.bot, extra)
        elif bot == "member":
            chat.members[self.bot["id"]] = members.member(self.bot)
        return chat.id

    def say(self, user: int, chat: int, text: str, **extra: object) -> JsonObject:
        """A person writes; `chat` equal to `user` is the private chat with the bot.

        `extra` is any field of Message and wins over what is set here, `date` included. Raises
        PermissionError where the person is banned or muted.
        """
        return self._write(user, chat, _plain(text), extra)

    def dm(self, user: int, text: str = "/start", **extra: object) -> JsonObject:
        """A person writes to the bot in private, which lets the bot answer there."""
        return self.say(user, user, text, **extra)

    def reply(self, user: int, message: JsonObject, text: str, **extra: object) -> JsonObject:
        """A person replies to a message; a thread goes on in its thread."""
        fields: JsonObject = {"reply_to_message": _shallow(message)}
        if "message_thread_id" in message:
            fields["message_thread_id"] = message["message_thread_id"]
        return self.say(user, message["chat"]["id"], text, **{**fields, **extra})

    def edit(self, message: JsonObject, text: str, **extra: object) -> JsonObject:
        """The author changes the text (or the caption) of a message."""
        chat = self.state.chats[message["chat"]["id"]]
        key = "caption" if "caption" in message or "text" not in message else "text"
        kept = {k: v for k, v in message.items() if k not in {key, _entities(key)}}
        new: JsonObject = {**kept, **_plain(text, key), "edit_date": self.now(), **extra}
        chat.messages[message["message_id"]] = new
        self._heard("edited", chat, new)
        self.show(chat, new, edited=True)
        return new

    def delete(self, message: JsonObject) -> None:
        """A person or another administrator deletes a message; bots are not told of it."""
        self.state.forget(self.state.chats[message["chat"]["id"]], message["message_id"])
        self.journal.pulse()

    def as_anonymous_admin(self, chat: int, text: str, **extra: object) -> JsonObject:
        """An administrator writes as the group itself."""
        shape = self.state.chats[chat].wire
        return self._store(chat, GROUP_ANONYMOUS_BOT, {"sender_chat": shape, **_plain(text)}, extra)

    def as_channel(self, sender: int, chat: int, text: str, **extra: object) -> JsonObject:
        """A person writes as a channel of their own; PermissionError where it is banned there."""
        if sender in self.state.chats[chat].banned_senders:
            raise PermissionError(sender)
        shape = self.state.chats[sender].wire
        return self._store(chat, CHANNEL_BOT, {"sender_chat": shape, **_plain(text)}, extra)

    def post(self, channel: int, text: str, **extra: object) -> JsonObject:
        """A post in a channel; the copy in its discussion group is returned where there is one."""
        home = self.state.chats[channel]
        post = self._store(channel, None, {"sender_chat": home.wire, **_plain(text)}, extra)
        if home.linked is None:
            return post
        origin = {"type": "channel", "date": post["date"], "chat": home.wire}
        copy: JsonObject = {key: post[key] for key in _CARRIED if key in post}
        copy.update(sender_chat=home.wire, is_automatic_forward=True)
        copy["forward_origin"] = {**origin, "message_id": post["message_id"]}
        return self._store(home.linked, SERVICE_ACCOUNT, copy, {})

    def comment(self, user: int, post: JsonObject, text: str, **extra: object) -> JsonObject:
        """A person comments a post: `post` is the copy that `post()` returned."""
        thread = {"message_thread_id": post["message_id"], **extra}
        return self.reply(user, post, text, **thread)

    def direct_message(self, user: int, chat: int, text: str, **extra: object) -> JsonObject:
        """A person writes to a channel's direct messages."""
        self.state.chats[chat].topics.add(user)
        topic = {"topic_id": user, "user": self.state.users[user]}
        return self.say(user, chat, text, direct_messages_topic=topic, **extra)

    def business_message(
        self, connection: str, user: int, text: str, **extra: object
    ) -> JsonObject:
        """A customer writes to a person who has connected the bot to a business account."""
        return self.say(user, user, text, business_connection_id=connection, **extra)

    def _write(self, user: int, chat_id: int, content: JsonObject, extra: JsonObject) -> JsonObject:
        """Store what a person wrote, if the person may write there."""
        if chat_id == user:
            chat = self.state.private(user)
            if "business_connection_id" not in extra:
                chat.full["greeted"] = True
                self.state.blocked.discard(user)
        else:
            chat = self._open_to(user, chat_id)
        return self._store(chat.id, self.state.users[user], content, extra)

    def _open_to(self, user: int, chat_id: int) -> Chat:
        chat = self.state.chats[chat_id]
        if chat.migrated_to is not None:
            chat = self.state.chats[chat.migrated_to]
        known = chat.members.setdefault(user, members.member(self.state.users[user]))
        muted = known["status"] == "restricted" and not known["can_send_messages"]
        closed = not chat.permissions["can_send_messages"] and not members.is_admin(known)
        if known["status"] == "kicked" or muted or closed:
            raise PermissionError(user)
        return chat

    def _store(
        self, chat_id: int, author: JsonObject | None, content: JsonObject, extra: JsonObject
    ) -> JsonObject:
        chat = self.state.chats[chat_id]
        fields = {"from": author, **content} if author else content
        message = self.state.keep(chat, {**fields, **extra}, self.now())
        self._heard("said", chat, message)
        self.show(chat, message)
        return message

    def _heard(self, kind: str, chat: Chat, message: JsonObject) -> None:
        if not self.journal.listeners:
            return
        speaker = message.get("sender_chat") or message.get("from", {})
        name = speaker.get("title") or speaker.get("first_name", "")
        text = message.get("text") or message.get("caption") or ""
        where = {"chat": chat.id, "chat_title": chat.wire.get("title", "")}
        details = {"message": message["message_id"], "user": speaker.get("id"), "name": name}
        if "new_chat_members" in message or "left_chat_member" in message:
            kind = "joined" if "new_chat_members" in message else "left"
        self.journal.tell(kind, **where, **details, text=text)


def _plain(text: str, key: str = "text") -> JsonObject:
    """Text as a person types it, with the entities that the server finds in it."""
    found = found_in(text)
    return {key: text, _entities(key): found} if found else {key: text}


def _entities(key: str) -> str:
    return "entities" if key == "text" else "caption_entities"


def _shallow(message: JsonObject) -> JsonObject:
    """A message as it stands inside another one: without its own reply."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
