"""People's hands, second part: everything in which a text can hide, and what has none.

Photos and captions, albums, polls, stories, forwards, quotes, replies to other chats, buttons,
contacts, hidden links, rich messages.
"""

from collections.abc import Sequence

from sandbox.telegram.answers.sends import origin_of
from sandbox.telegram.people import People, _plain, _shallow
from sandbox.telegram.wire import JsonObject, utf16

_FORWARDED = ("text", "entities", "caption", "caption_entities", "photo", "sticker", "poll")


class Media(People):
    """Sends what is more than plain text."""

    def photo(self, user: int, chat: int, caption: str = "", **extra: object) -> JsonObject:
        """A photo, with a caption where one is given; its bytes can be had by getFile."""
        content: JsonObject = {"photo": [self._picture()]}
        if caption:
            content.update(_plain(caption, "caption"))
        return self._write(user, chat, content, extra)

    def album(
        self, user: int, chat: int, captions: Sequence[str], **extra: object
    ) -> list[JsonObject]:
        """An album: one message per caption, an empty one has none, one media_group_id."""
        group = str(13_000_000_000 + self.queue.next_id)
        return [
            self.photo(user, chat, caption, media_group_id=group, **extra) for caption in captions
        ]

    def _picture(self) -> JsonObject:
        file_id = f"sandbox-photo-{len(self.state.files) + 1:08d}"
        self.state.files[file_id] = b"\xff\xd8\xff\xe0sandbox"
        size = {"width": 800, "height": 600, "file_size": 11}
        return {"file_id": file_id, "file_unique_id": file_id[-16:], **size}

    def sticker(self, user: int, chat: int, emoji: str = "🐈", **extra: object) -> JsonObject:
        """A sticker, which has no text at all."""
        shape = {"file_id": "sandbox-sticker", "file_unique_id": "sandbox-st", "type": "regular"}
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._write(user, chat, {"sticker": {**shape, **size, "emoji": emoji}}, extra)

    def poll(
        self, user: int, chat: int, question: str, options: Sequence[str], **extra: object
    ) -> JsonObject:
        """A poll."""
        answers = [
            {"persistent_id": str(number), "text": text, "voter_count": 0}
            for number, text in enumerate(options)
        ]
        poll: JsonObject = {"id": str(self.queue.next_id), "question": question}
        poll.update(options=answers, total_voter_count=0, is_closed=False, is_anonymous=True)
        poll.update(type="regular", allows_multiple_answers=False, allows_revoting=True)
        return self._write(user, chat, {"poll": {**poll, "members_only": False}}, extra)

    def checklist(
        self, user: int, chat: int, title: str, tasks: Sequence[str], **extra: object
    ) -> JsonObject:
        """A checklist."""
        items = [{"id": number, "text": text} for number, text in enumerate(tasks, 1)]
        return self._write(user, chat, {"checklist": {"title": title, "tasks": items}}, extra)

    def story(self, user: int, chat: int, **extra: object) -> JsonObject:
        """A forwarded story: neither text nor preview reaches a bot."""
        owner = {"id": user, "type": "private", "first_name": self.state.users[user]["first_name"]}
        return self._write(user, chat, {"story": {"chat": owner, "id": 7}}, extra)

    def contact(self, user: int, chat: int, phone: str, name: str, **extra: object) -> JsonObject:
        """A contact."""
        return self._write(
            user, chat, {"contact": {"phone_number": phone, "first_name": name}}, extra
        )

    def forward(self, user: int, message: JsonObject, chat: int, **extra: object) -> JsonObject:
        """A person forwards a message to another chat."""
        content: JsonObject = {key: message[key] for key in _FORWARDED if key in message}
        origin = message.get("forward_origin") or origin_of(message)
        return self._write(user, chat, {**content, "forward_origin": origin}, extra)

    def quote(
        self, user: int, message: JsonObject, quoted: str, text: str, **extra: object
    ) -> JsonObject:
        """A person replies to a message and quotes a part of it by hand."""
        position = (message.get("text") or "").find(quoted)
        part = {"text": quoted, "position": max(position, 0), "is_manual": True}
        return self.reply(user, message, text, quote=part, **extra)

    def external_reply(
        self, user: int, chat: int, message: JsonObject, text: str, **extra: object
    ) -> JsonObject:
        """A person replies here to a message of another chat; its text comes as the quote."""
        shown: JsonObject = {"origin": origin_of(message), "chat": message["chat"]}
        shown["message_id"] = message["message_id"]
        quoted = message.get("text") or message.get("caption")
        fields: JsonObject = {"external_reply": shown}
        if quoted:
            fields["quote"] = {"text": quoted, "position": 0}
        return self.say(user, chat, text, **{**fields, **extra})

    def hidden_link(
        self, user: int, chat: int, text: str, target: tuple[str, str], **extra: object
    ) -> JsonObject:
        """A text with a link behind some of its words: `target` is (words, url)."""
        label, url = target
        start = utf16(text[: text.index(label)])
        entity = {"type": "text_link", "offset": start, "length": utf16(label), "url": url}
        return self.say(user, chat, text, entities=[entity], **extra)

    def with_buttons(
        self, user: int, chat: int, text: str, buttons: Sequence[tuple[str, str]], **extra: object
    ) -> JsonObject:
        """A message sent through another bot with URL buttons: (label, url)."""
        via = {
            "id": 900000009,
            "is_bot": True,
            "first_name": "Post",
            "username": "post_sandbox_bot",
        }
        rows = [[{"text": label, "url": url}] for label, url in buttons]
        fields: JsonObject = {"via_bot": via, "reply_markup": {"inline_keyboard": rows}}
        return self.say(user, chat, text, **{**fields, **extra})

    def rich(
        self, user: int, chat: int, blocks: Sequence[JsonObject | str], **extra: object
    ) -> JsonObject:
        """A rich message; a plain string becomes a paragraph."""
        whole = [
            {"type": "paragraph", "text": block} if isinstance(block, str) else block
            for block in blocks
        ]
        return self._write(user, chat, {"rich_message": {"blocks": whole}}, extra)

    def answer_with(self, user: int, message: JsonObject, **content: object) -> JsonObject:
        """A reply whose content is given field by field, for shapes that have no hand here."""
        fields = {"reply_to_message": _shallow(message), **content}
        return self._write(user, message["chat"]["id"], fields, {})
