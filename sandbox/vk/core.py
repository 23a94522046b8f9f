"""The sandbox's inside: state, tokens, events, journal and faults together.

`answers/` (what the bot asks) and the hands (what people do) both work on a `Core`; `server.py`
puts HTTP around it.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.vk.callback import Callbacks
from sandbox.vk.faults import Faults
from sandbox.vk.feed import Feed
from sandbox.vk.journal import Journal
from sandbox.vk.limits import Limits, Meter
from sandbox.vk.state import Comment, State, Thing
from sandbox.vk.talks import Letter, Press
from sandbox.vk.tokens import GROUP, SERVICE, STRICT, USER, Tokens
from sandbox.vk.wire import API_VERSION, JsonObject

GROUP_TOKEN = "vk1.a.sandbox-community-key"  # noqa: S105 - not a secret
USER_TOKEN = "vk1.a.sandbox-user-key"  # noqa: S105
VKID_TOKEN = "vk2.a.sandbox-vk-id-key"  # noqa: S105
SERVICE_TOKEN = "sandbox-service-key"  # noqa: S105


@dataclass
class Settings:
    """How one sandbox is set up.

    `filter_tells`: whether VK's own filter sends events for what it deletes at once;
    `retry_seconds`: the first pause before a callback is sent again, doubled each time.
    """

    group_id: int = 210_000_001
    title: str = "Лавка «Полюс»"
    screen_name: str = "polus_shop_sandbox"
    profile: str = STRICT
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.time
    port: int = 0
    filter_tells: bool = False
    retry_seconds: float = 0.05
    names_deleter: bool = True


class Core:
    """Everything that a method or a hand needs."""

    def __init__(self, settings: Settings) -> None:
        """Start an empty community with one owner, who also stands behind the user tokens."""
        self.settings = settings
        self.group_id = settings.group_id
        self.state = State(settings.group_id, settings.title, settings.screen_name)
        self.journal = Journal()
        self.feed = Feed()
        self.callbacks = Callbacks(settings.retry_seconds)
        self.faults = Faults()
        self.meter = Meter(settings.limits)
        self.tokens = Tokens(settings.profile)
        self.presses: dict[str, Press] = {}
        self.event_of: dict[object, str] = {}
        self.sent: dict[tuple[int, int], tuple[float, Letter]] = {}
        self.guids: dict[str, Comment] = {}
        self.url = ""
        self.drift = 0.0
        self._events = 0
        self.key_holder = self.add_person("Елена", "Хозяйка")
        self.state.managers[self.key_holder] = "creator"
        self.token = self.tokens.add(GROUP_TOKEN, GROUP).value
        self.user_token = self.tokens.add(USER_TOKEN, USER, self.key_holder).value
        self.vkid_token = self.tokens.add(VKID_TOKEN, USER, self.key_holder).value
        self.service_token = self.tokens.add(SERVICE_TOKEN, SERVICE).value

    def now(self) -> int:
        """Platform time, whole unix seconds."""
        return int(self.settings.clock() + self.drift)

    def add_person(self, first: str, last: str = "", **fields: object) -> int:
        """Register a person; `fields` are VK's fields of a user."""
        given = fields.pop("id", None)
        user = int(str(given)) if given else self.state.next_id("people", 5_000_001)
        whole: JsonObject = {"id": user, "first_name": first, "last_name": last}
        whole.update(is_closed=False, can_access_closed=True, sex=0, followers_count=42)
        whole["screen_name"] = f"id{user}"
        self.state.users[user] = {**whole, **fields}
        return user

    def new_event_id(self) -> str:
        """An id for an event, as long as VK's."""
        self._events += 1
        return hashlib.sha1(f"{self.group_id}:{self._events}".encode()).hexdigest()  # noqa: S324

    def emit(self, kind: str, body: object, about: object = None) -> JsonObject:
        """Tell the bot by every way that has this kind switched on; `about` is looked up later."""
        event: JsonObject = {"group_id": self.group_id, "type": kind, "event_id": ""}
        event.update(event_id=self.new_event_id(), v=API_VERSION, object=body)
        if about is not None:
            self.event_of.setdefault(about, event["event_id"])
        if self.feed.enabled and self.feed.switches.get(kind, False):
            self.feed.push(event)
        self.callbacks.push(event, kind)
        self.journal.pulse()
        return event

    def heard(self, kind: str, what: Thing | Comment | Letter, where: str) -> None:
        """Let listeners know what somebody wrote."""
        if self.journal.listeners:
            name = self.state.name_of(what.author)
            details = {"chat": where, "chat_title": self.settings.title, "user": what.author}
            number = what.cmid if isinstance(what, Letter) else what.id
            self.journal.tell(kind, **details, message=number, name=name, text=what.text)
