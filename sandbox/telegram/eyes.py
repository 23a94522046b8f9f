"""What tests and benchmarks look at: calls, cards, messages, times, and waiting for any of it.

Also the levers of things going wrong. `server.py` builds the sandbox on top.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sandbox.telegram.errors import ApiError
from sandbox.telegram.journal import Call, Listener
from sandbox.telegram.membership import Membership
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject

T = TypeVar("T")
_USUAL = {
    400: "Bad Request: sandbox said so",
    401: "Unauthorized",
    403: "Forbidden: sandbox said so",
    404: "Not Found: method not found",
    409: "Conflict: sandbox said so",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(frozen=True)
class Timeline:
    """Monotonic times: first hand-out of each update, and arrival of each call."""

    delivered: dict[int, float]
    calls: list[Call]


class Eyes(Membership):
    """Looks at what the bot did, and breaks things on purpose."""

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot in order of arrival, getUpdates included."""
        return self.journal.calls

    @property
    def surprises(self) -> list[str]:
        """Unknown parameters and methods that the bot tried."""
        return self.journal.surprises

    @property
    def confirmed_offset(self) -> int:
        """The highest offset that the bot has confirmed: all below it is gone for ever."""
        return self.queue.confirmed_offset

    @property
    def timeline(self) -> Timeline:
        """When updates were handed out and calls arrived."""
        return Timeline(self.queue.delivered, self.journal.calls)

    def calls_of(self, method: str, *, ok: bool | None = None) -> list[Call]:
        """Calls of one method, only those that succeeded or failed where `ok` is given."""
        found = self.journal.by_method.get(method, [])
        return [call for call in found if ok is None or call.ok is ok]

    def delivered_at(self, message: JsonObject) -> float | None:
        """When the update of a message was first handed out, monotonic seconds."""
        key = (message["chat"]["id"], message["message_id"])
        return self.queue.delivered.get(self.message_of_update.get(key, -1))

    def messages(self, chat: int) -> list[JsonObject]:
        """What a person sees in the chat now, in order."""
        return [
            self.state.chats[chat].messages[key] for key in sorted(self.state.chats[chat].messages)
        ]

    def deleted(self, chat: int) -> list[JsonObject]:
        """What has been deleted in the chat."""
        return list(self.state.chats[chat].deleted.values())

    def is_deleted(self, message: JsonObject) -> bool:
        """Whether this message is gone."""
        return message["message_id"] in self.state.chats[message["chat"]["id"]].deleted

    def current(self, message: JsonObject) -> JsonObject:
        """The message as it is now; KeyError where it is gone."""
        return self.state.chats[message["chat"]["id"]].messages[message["message_id"]]

    def cards(self, chat: int) -> list[JsonObject]:
        """Messages of the bot in a chat that have, or once had, buttons; as they are now."""
        return [m for m in self.messages(chat) if (chat, m["message_id"]) in self.had_buttons]

    def said_by_bot(self, chat: int) -> list[JsonObject]:
        """All messages of the bot in a chat (a person's id: in private)."""
        if chat in self.state.users and chat not in self.state.chats:
            return []
        mine = self.bot["id"]
        return [m for m in self.messages(chat) if m.get("from", {}).get("id") == mine]

    def status(self, user: int, chat: int) -> JsonObject:
        """The ChatMember of a person."""
        return self.state.member(self.state.chats[chat], user)

    def buttons(self, message: JsonObject) -> list[str]:
        """The words on the buttons of a message, as it is now."""
        rows = self.current(message).get("reply_markup", {}).get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    def listen(self, listener: Listener) -> None:
        """Hear one dict per happening, as it happens."""
        self.journal.listeners.append(listener)

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109
        """Wait until `predicate()` is true and return it; it is asked after every change.

        Raises TimeoutError.
        """
        async with asyncio.timeout(timeout):
            while not (answer := predicate()):
                await self.journal.changed()
        return answer

    async def confirmed(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until the bot has confirmed everything that was queued."""
        await self.wait_for(lambda: len(self.queue) == 0, timeout)

    def push_raw(self, update: JsonObject) -> JsonObject:
        """Queue any dict as an update: poison, or a kind that has no hand here."""
        whole = self.queue.push_raw(update)
        self.journal.pulse()
        return whole

    def duplicate_last(self) -> JsonObject:
        """Hand the last update out once more under the same id."""
        if self.queue.last is None:
            raise LookupError("nothing was queued yet")
        whole = self.queue.push_raw(self.queue.last, once=True)
        self.journal.pulse()
        return whole

    def jump_update_ids(self, to: int) -> None:
        """Continue with other ids, as Telegram does after a week of silence."""
        self.queue.next_id = to

    def feed(self, updates: Iterable[JsonObject]) -> int:
        """Queue ready `message` updates and keep their messages, so that they can be deleted."""
        ready = list(updates)
        for update in ready:
            message = update["message"]
            chat: Chat = self.state.chats[message["chat"]["id"]]
            chat.messages[message["message_id"]] = message
            chat.last_id = max(chat.last_id, message["message_id"])
            user = message["from"]
            self.state.users.setdefault(user["id"], user)
        first = self.queue.next_id
        count = self.queue.push_many(ready)
        for number, update in enumerate(ready, first):
            message = update["message"]
            self.message_of_update[message["chat"]["id"], message["message_id"]] = number
        self.journal.pulse()
        return count

    def fail_next(
        self, method: str, *, error_code: int = 500, times: int = 1, **details: object
    ) -> None:
        """Refuse the next calls of a method (`*`: any but getUpdates).

        `error_code` 0 breaks the connection. `details`: description; retry_after (makes it a 429);
        after=True does the work first and then fails, like an answer that was lost on the way.
        """
        after = bool(details.get("after"))
        seconds = details.get("retry_after")
        code = 429 if seconds is not None else error_code
        usual = f"Too Many Requests: retry after {seconds}" if code == 429 else _USUAL.get(code, "")  # noqa: PLR2004
        text = str(details.get("description") or usual or f"Error {code}")
        parameters = {"retry_after": seconds} if seconds is not None else None
        self.faults.plan(method, ApiError(code, text, parameters), times, after=after)

    def drop_connections(self, count: int = 1) -> None:
        """Break the next connections without an answer."""
        self.faults.drops += count

    @contextmanager
    def down(self, status: int = -1) -> Iterator[None]:
        """An outage: connections break, or every call answers `status` (502)."""
        self.faults.outage = status
        self.queue.arrived.set()
        try:
            yield
        finally:
            self.faults.outage = 0

    def set_latency(self, seconds: float) -> None:
        """Every call takes this long from now on."""
        self.faults.latency = seconds
