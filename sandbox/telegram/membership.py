"""People's hands, third part: joins and leaves, rights, reactions, presses, migrations.

`server.py` builds the whole sandbox on top.
"""

from sandbox.telegram import members
from sandbox.telegram.media import Media
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject


class Membership(Media):
    """Moves people in and out, changes what they and the bot may do, presses buttons."""

    def join(self, user: int, chat: int, **extra: object) -> JsonObject | None:
        """A person joins: the chat_member update (if the bot may see it) and the service message.

        `extra` goes into ChatMemberUpdated: via_join_request, via_chat_folder_invite_link.
        """
        place, who = self.state.chats[chat], self.state.users[user]
        update = self.set_member(place, members.member(who), who, **extra)
        if place.kind != "channel":
            self._store(chat, who, {"new_chat_members": [who]}, {})
        return update

    def seat(self, user: int, chat: int) -> None:
        """Make a person a member without any update, as somebody who was there before the bot."""
        self.state.chats[chat].members[user] = members.member(self.state.users[user])

    def leave(self, user: int, chat: int) -> JsonObject | None:
        """A person leaves."""
        place, who = self.state.chats[chat], self.state.users[user]
        update = self.set_member(place, members.left(who), who)
        if place.kind != "channel":
            self._store(chat, who, {"left_chat_member": who}, {})
        return update

    def kick(self, admin: int, user: int, chat: int, until: int = 0) -> JsonObject | None:
        """An administrator bans a person by hand."""
        place = self.state.chats[chat]
        new = members.kicked(self.state.users[user], until)
        return self.set_member(place, new, self.state.users[admin])

    def request_join(self, user: int, chat: int, bio: str = "") -> JsonObject | None:
        """A person asks to be let in; chat_join_request goes to a bot that may invite."""
        place, who = self.state.chats[chat], self.state.users[user]
        body: JsonObject = {"chat": place.wire, "from": who, "user_chat_id": user}
        body.update(date=self.now(), **({"bio": bio} if bio else {}))
        place.join_requests[user] = body
        self.state.private(user).full["greeted"] = True
        if not members.may(self.state.bot_member(place), "can_invite_users"):
            return None
        return self.emit("chat_join_request", body)

    def own(self, user: int, chat: int) -> None:
        """Make a person the owner of a chat, silently."""
        self.state.chats[chat].members[user] = members.owner(self.state.users[user])

    def promote(self, user: int, chat: int, **rights: bool) -> JsonObject | None:
        """Make a person an administrator with a moderator's rights, changed by `rights`."""
        shape = members.administrator(self.state.users[user], dict(rights))
        return self.set_member(self.state.chats[chat], shape, self._owner(chat))

    def demote(self, user: int, chat: int) -> JsonObject | None:
        """Make an administrator a plain member again."""
        shape = members.member(self.state.users[user])
        return self.set_member(self.state.chats[chat], shape, self._owner(chat))

    def _owner(self, chat: int) -> JsonObject:
        seats = self.state.chats[chat].members.values()
        owners = [seat["user"] for seat in seats if seat["status"] == "creator"]
        fallback: JsonObject = {"id": 42, "is_bot": False, "first_name": "Владелец"}
        return owners[0] if owners else fallback

    def set_bot_rights(self, chat: int, **rights: bool) -> JsonObject | None:
        """Change the bot's administrator rights, e.g. `can_delete_messages=False`."""
        place = self.state.chats[chat]
        old = self.state.bot_member(place)
        kept = {key: value for key, value in old.items() if key.startswith("can_")}
        shape = members.administrator(self.bot, {**kept, **rights})
        return self.set_member(place, shape, self._owner(chat))

    def add_bot(
        self, chat: int, by: int | None = None, *, admin: bool = False
    ) -> JsonObject | None:
        """Somebody adds the bot to a chat."""
        who = self.state.users[by] if by is not None else self._owner(chat)
        shape = members.administrator(self.bot) if admin else members.member(self.bot)
        return self.set_member(self.state.chats[chat], shape, who)

    def demote_bot(self, chat: int) -> JsonObject | None:
        """The bot becomes a plain member."""
        return self.set_member(self.state.chats[chat], members.member(self.bot), self._owner(chat))

    def kick_bot(self, chat: int, by: int | None = None) -> JsonObject | None:
        """Somebody removes the bot from a chat."""
        who = self.state.users[by] if by is not None else self._owner(chat)
        return self.set_member(self.state.chats[chat], members.kicked(self.bot), who)

    def block_bot(self, user: int) -> JsonObject | None:
        """A person blocks the bot in private."""
        self.state.blocked.add(user)
        place, who = self.state.private(user), self.state.users[user]
        old, new = members.member(self.bot), members.kicked(self.bot)
        body: JsonObject = {"chat": place.wire, "from": who, "date": self.now()}
        return self.emit("my_chat_member", {**body, "old_chat_member": old, "new_chat_member": new})

    def react(self, user: int, message: JsonObject, emoji: str | None = "👍") -> JsonObject | None:
        """A person sets or (None) takes back a reaction; seen by a bot that is an administrator."""
        chat = self.state.chats[message["chat"]["id"]]
        key = (message["message_id"], user)
        old = chat.reactions.get(key, [])
        new: list[JsonObject] = [{"type": "emoji", "emoji": emoji}] if emoji else []
        chat.reactions[key] = new
        if not members.is_admin(self.state.bot_member(chat)):
            return None
        body: JsonObject = {"chat": chat.wire, "message_id": message["message_id"]}
        body.update(user=self.state.users[user], date=self.now(), old_reaction=old)
        return self.emit("message_reaction", {**body, "new_reaction": new})

    def press(self, user: int, message: JsonObject, button: str) -> JsonObject:
        """A person presses a button, named by a part of its words or by its exact data.

        The callback_query is returned; its `id` is what `answer_to` takes. Raises LookupError
        where the message, as it is now, has no such button.
        """
        chat = self.state.chats[message["chat"]["id"]]
        now = chat.messages.get(message["message_id"], message)
        data = _data_of(now, button)
        query_id = str(4_000_000_000 + len(self.callbacks) + len(self.answered) + 1)
        query: JsonObject = {"id": query_id, "from": self.state.users[user], "message": now}
        query.update(chat_instance=str(abs(chat.id)), data=data)
        self.callbacks[query_id] = query
        name = self.state.users[user]["first_name"]
        self.journal.tell("pressed", chat=chat.id, user=user, name=name, button=button)
        self.emit("callback_query", query)
        return query

    def answer_to(self, query: JsonObject) -> JsonObject | None:
        """How the bot answered this press (parameters of answerCallbackQuery), None until then."""
        return self.answered.get(query["id"])

    def connect_business(self, user: int, **rights: bool) -> str:
        """A person connects the bot to a business account; the connection's id is returned."""
        connection_id = f"business-{user}"
        given = {"can_reply": True, "can_read_messages": True, **rights}
        body: JsonObject = {"id": connection_id, "user": self.state.users[user]}
        body.update(user_chat_id=user, date=self.now(), rights=given, is_enabled=True)
        self.state.business[connection_id] = body
        self.emit("business_connection", body)
        return connection_id

    def migrate(self, group: int) -> int:
        """A basic group becomes a supergroup: both service messages; the new id is returned."""
        old = self.state.chats[group]
        new = self.state.add_chat("supergroup", {"title": old.wire["title"]})
        new.members, new.permissions = dict(old.members), old.permissions
        who = self._owner(group)
        self._move(old, who, {"migrate_to_chat_id": new.id})
        self._move(new, who, {"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        return new.id

    def _move(self, chat: Chat, who: JsonObject, content: JsonObject) -> None:
        self.show(chat, self.state.keep(chat, {"from": who, **content}, self.now()))


def _data_of(message: JsonObject, button: str) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    live = [item for row in rows for item in row if "callback_data" in item]
    for item in live:
        if button in {item["callback_data"], item["text"]}:
            return str(item["callback_data"])
    for item in live:
        if button.lower() in item["text"].lower():
            return str(item["callback_data"])
    raise LookupError([item["text"] for item in live])
