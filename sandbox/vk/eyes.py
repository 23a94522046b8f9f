"""What tests and benchmarks look at: calls, comments, cards, times, and waiting for any of it.

Also the levers of things going wrong. `server.py` builds the sandbox on top.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sandbox.vk import deeds, mail
from sandbox.vk.callback import Server
from sandbox.vk.errors import VkApiError
from sandbox.vk.faults import DroppedError, Fault, HtmlError
from sandbox.vk.journal import Call, Listener
from sandbox.vk.letters import Letters
from sandbox.vk.state import Comment, Thing
from sandbox.vk.talks import Letter, Press
from sandbox.vk.wire import JsonObject

T = TypeVar("T")


class Eyes(Letters):
    """Looks at what the bot did, and breaks things on purpose."""

    @property
    def calls(self) -> list[Call]:
        """Every call in order of arrival, polls of the Long Poll included as `a_check`."""
        return self.journal.calls

    @property
    def surprises(self) -> list[str]:
        """Unknown parameters and methods that the bot tried."""
        return self.journal.surprises

    def calls_of(self, method: str, *, ok: bool | None = None) -> list[Call]:
        """Calls of one method, only those that succeeded or failed where `ok` is given."""
        found = self.journal.by_method.get(method, [])
        return [call for call in found if ok is None or call.ok is ok]

    def max_rate(self, token: str | None = None, window: float = 1.0) -> int:
        """The most calls that arrived within any second; `token` is a key or a kind of key."""
        return self.journal.max_rate(token, window)

    def comments(self, thing: Thing | None = None) -> list[Comment]:
        """Comments that people see now, of a thing or of the whole community."""
        found = thing.comments if thing is not None else self.state.comments
        return [comment for comment in found.values() if not comment.deleted]

    def deleted_comments(self, by: int | None = None) -> list[Comment]:
        """Deleted comments; `by` a person, minus the community, or 0 for VK's filter."""
        found = [comment for comment in self.state.comments.values() if comment.deleted]
        return [comment for comment in found if by is None or comment.deleter == by]

    def is_blocked(self, who: int) -> bool:
        """Whether somebody is on the community's black list now."""
        return deeds.is_blocked(self, who)

    def messages(self, peer: int) -> list[Letter]:
        """What people see in a conversation now, in order."""
        talk = self.state.talks.get(peer)
        return [one for one in talk.letters.values() if not one.deleted] if talk else []

    def said_by_bot(self, peer: int) -> list[Letter]:
        """All messages of the community in a conversation, as they are now."""
        return [one for one in self.messages(peer) if one.author == -self.group_id]

    def cards(self, peer: int) -> list[Letter]:
        """Messages of the community that have, or once had, buttons."""
        return [one for one in self.said_by_bot(peer) if one.had_buttons or one.keyboard]

    def buttons(self, letter: Letter) -> list[str]:
        """The words on the buttons of a message, as it is now."""
        return [str(b["action"].get("label", "")) for b in mail.buttons_of(letter.keyboard)]

    def is_in_chat(self, who: int, chat: int) -> bool:
        """Whether somebody (or minus the community) is a member of a chat."""
        return who in self.state.talks[chat].members

    def snackbar(self, press: Press) -> str | None:
        """What the bot answered to a press; None until then, empty where it only stopped it."""
        return None if not press.answered else str((press.answer or {}).get("text", ""))

    def event_id(self, about: object) -> str:
        """The id of the first event of a comment, post, message or press; empty where none was."""
        return self.event_of.get(about, "")

    def delivered_at(self, about: object) -> float | None:
        """When the first event of something first went out, monotonic seconds."""
        event_id = self.event_id(about)
        times = (self.feed.delivered.get(event_id), self.callbacks.delivered.get(event_id))
        return min((at for at in times if at is not None), default=None)

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
        """Wait until the bot came back for what follows the last event, by every way in use."""
        await self.wait_for(self._all_taken, timeout)

    def _all_taken(self) -> bool:
        polled, served = self.feed.polls > 0, bool(self.callbacks.servers)
        if not polled and not served:
            return False
        taken = self.feed.unconfirmed == 0 if polled else True
        return taken and self.callbacks.unconfirmed == 0

    def push_raw(self, event: object) -> None:
        """Queue anything as an event of the Long Poll: poison."""
        self.feed.push(event)  # type: ignore[arg-type]
        self.journal.pulse()

    def push(self, kind: str, body: object) -> JsonObject:
        """Queue an event of any type, whatever the settings say; it has an id of its own."""
        event: JsonObject = {"group_id": self.group_id, "type": kind, "object": body}
        event.update(event_id=self.new_event_id(), v="5.199")
        self.feed.push(event)
        self.callbacks.push(event, kind)
        self.journal.pulse()
        return event

    def send_again(self, event: JsonObject) -> None:
        """Send an event once more with the same id, by every way."""
        self.feed.push(event)
        self.callbacks.send_again(event)
        self.journal.pulse()

    def switch(self, kind: str, *, on: bool) -> None:
        """Switch a kind of event for the Long Poll."""
        self.feed.switches[kind] = on

    def add_callback(self, url: str, secret: str = "", *, confirm: bool = False) -> Server:
        """Add a callback server with all kinds on; `confirm` asks it for the code first."""
        server = self.callbacks.add(url, "sandbox", secret, on=True)
        if confirm:
            server.status = "unconfigured"
        return server

    def revoke(self, token: str, subcode: int = 0) -> None:
        """A token dies while running: error 5, with a subcode such as 1130 where one is given."""
        self.tokens.find(token).dead = _refusal(5, subcode)

    def revive(self, token: str) -> None:
        """The same token works again."""
        found = next(t for t in self.tokens.all() if t.value == token)
        found.dead = None

    def refuse(self, method: str, kind: str = "group", code: int = 27, subcode: int = 0) -> None:
        """From now on refuse a method to a kind of token (or to one token)."""
        self.tokens.change(method, kind, _refusal(code, subcode))

    def grant(self, method: str, kind: str = "group") -> None:
        """From now on let a kind of token (or one token) call a method."""
        self.tokens.change(method, kind, None)

    def fail_next(self, method: str, code: int = 10, times: int = 1, **details: object) -> None:
        """Refuse the next calls of a method (`*`: any; `a_check`: polls of the Long Poll).

        `details`: html=502 answers a page with that status; drop=True breaks the connection;
        after=True does the work first, like an answer that was lost; token= a key or a kind;
        subcode=, text= and any other field of VK's error.
        """
        after, token = bool(details.pop("after", False)), str(details.pop("token", ""))
        self.faults.plan(method, _fault(code, details), times, after=after, token=token)

    def slow_next(self, method: str, seconds: float, times: int = 1) -> None:
        """Hold the next calls of a method back."""
        self.faults.slow(method, seconds, times)

    def set_latency(self, seconds: float) -> None:
        """Every call takes this long from now on."""
        self.faults.latency = seconds

    @contextmanager
    def down(self, html: int = 0) -> Iterator[None]:
        """An outage: connections break, or every call answers a page with the status `html`."""
        self.faults.outage = HtmlError(html) if html else DroppedError()
        self.feed.wake()
        try:
            yield
        finally:
            self.faults.outage = None

    def advance(self, seconds: float) -> None:
        """Let platform time pass at once: messages age, blocks end, presses expire."""
        self.drift += seconds
        deeds.end_bans(self)


def _refusal(code: int, subcode: int) -> VkApiError:
    return VkApiError(code, error_subcode=subcode) if subcode else VkApiError(code)


def _fault(code: int, details: JsonObject) -> Fault:
    if details.get("drop"):
        return DroppedError()
    html = details.get("html")
    if html:
        return HtmlError(int(str(html)))
    text, subcode = str(details.pop("text", "")), details.pop("subcode", None)
    extra = {**details, **({"error_subcode": subcode} if subcode else {})}
    return VkApiError(code, text, **extra)
