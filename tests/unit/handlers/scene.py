"""A small community for the tests of handlers: people write, moderators press, acts are done."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from bot.ports import Storage
from handlers import handle
from handlers.callback import build, word
from handlers.canonical import Canonical
from handlers.policy.rules import Policy, Rule
from handlers.policy.situation import Situation
from handlers.world import Mode, Settings, World
from models.action import Action, ActionKind, ActionState, Outcome
from models.card import Choice
from models.case import Case, CaseKind
from models.channel import Channel, ChannelKey, Place, Platform, Purpose
from models.effects import Effects, PutChannel, PutGrant, Record
from models.event import ActionSettled, CommandGiven, Event, MessageSeen, Pressed
from models.message import Message, PartKind, StoredMessage, TextPart
from models.person import Author, AuthorKind, Grant, Role, RoleSource
from models.signal import Judgement, Reason, Sentiment
from models.verdict import Verdict
from tests.unit.handlers.written import Written

DAY = 86_400_000_000
MINUTE = 60_000_000
NOON = 1_790_000_000_000_000 // (3600 * 1_000_000) * (3600 * 1_000_000)
"""A full hour, so that a scene of minutes stays within one window."""

GROUP = ChannelKey(Platform.TELEGRAM, "999", "-100111")
TEAM = ChannelKey(Platform.TELEGRAM, "999", "-100222")
STRANGE = ChannelKey(Platform.TELEGRAM, "999", "-100333")

OWNER = Author(Platform.TELEGRAM, "1", name="Olga")
LEAD = Author(Platform.TELEGRAM, "2", name="Lev")
MODERATOR = Author(Platform.TELEGRAM, "3", name="Mira")
OTHER = Author(Platform.TELEGRAM, "4", name="Max")
TRAINEE = Author(Platform.TELEGRAM, "5", name="Tim")
NOBODY = Author(Platform.TELEGRAM, "6", name="Nobody")
ANONYMOUS = Author(Platform.TELEGRAM, "-100222", AuthorKind.ANONYMOUS_ADMIN)
ROLES = {
    OWNER: Role.OWNER,
    LEAD: Role.LEAD,
    MODERATOR: Role.MODERATOR,
    OTHER: Role.MODERATOR,
    TRAINEE: Role.TRAINEE,
}


@dataclass(frozen=True)
class Says:
    """A condition of tests: the text holds a word."""

    mood: ClassVar[bool] = False
    it: str

    @property
    def code(self) -> str:
        return f"says:{self.it}"

    def holds(self, situation: Situation) -> bool | None:
        return self.it in situation.canonical.text


POLICY = Policy(
    "tests",
    (
        Rule("scheme", Says("казино"), ("delete",), kind="spam", strict=True),
        Rule("likely", Says("реклама"), ("card",), kind="spam"),
        Rule("fire", Says("пожар"), ("alert",), kind="urgent"),
        Rule("angry", Says("ужасно"), ("card",), kind="negative"),
        Rule("sad", Says("плохо"), ("roll",), kind="negative"),
        Rule("asks", Says("сколько"), ("roll",), kind="question"),
    ),
)


@dataclass
class FakeClassifier:
    """Hears nothing special in anything, and counts how often it was asked."""

    checkpoint: str = "fake@1"
    calls: list[int] = field(default_factory=list)

    async def classify(self, texts: Sequence[Canonical]) -> Sequence[Judgement | None]:
        self.calls.append(len(texts))
        calm = Sentiment(negative=0.1, neutral=0.8, positive=0.1)
        return [
            Judgement(
                self.checkpoint, "ru", calm, 0.01, 0.9 if "казино" in one.text else 0.01, 0.01
            )
            for one in texts
        ]

    def explain(self, text: Canonical, head: str) -> Sequence[Reason]:
        return ()


@dataclass
class Tick:
    """A clock that stands still until it is moved."""

    at: int = NOON + MINUTE

    def now(self) -> int:
        return self.at


class Numbers:
    """Keys that grow by one."""

    def __init__(self) -> None:
        self._count = itertools.count(1_000)

    def new(self) -> int:
        return next(self._count)


@dataclass
class Scene:
    """The bot's thinking over a store, with hands to make things happen."""

    real: Storage
    clock: Tick
    ids: Numbers
    store: Written = field(default_factory=Written)
    settings: Settings = field(default_factory=Settings)
    classifier: FakeClassifier = field(default_factory=FakeClassifier)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    last: Effects = field(default_factory=Effects)

    @property
    def world(self) -> World:
        return World(self.real, self.classifier, self.clock, self.ids, POLICY, self.settings)

    async def bind(self) -> "Scene":
        """Bind one watched group and one moderators' place, with a team in it."""
        for key, purpose in ((GROUP, Purpose.WATCHED), (TEAM, Purpose.MODERATORS)):
            since = NOON - 30 * DAY
            channel = Channel(self.ids.new(), key, Place.GROUP, purpose, since, title=purpose)
            await self.commit(PutChannel(channel))
        for author, role in ROLES.items():
            await self.commit(PutGrant(Grant(author.key, role, RoleSource.PRESS)))
        self.store = Written(known_channels=self.store.known_channels)
        return self

    async def commit(self, *records: Record) -> None:
        """Write records into the storage and note them."""
        effects = Effects(records)
        await self.real.commit(None, effects)
        self.store.write(effects)

    def observe(self) -> "Scene":
        self.settings = replace(self.settings, mode=Mode.OBSERVE)
        return self

    def message(self, text: str = "", **more: Any) -> Message:  # noqa: ANN401 - a scene takes what the nouns take
        author = more.pop("author", Author(Platform.TELEGRAM, "700", name="Ivan"))
        parts = (TextPart(PartKind.TEXT, text),) if text else ()
        made = Message(
            channel=more.pop("channel", GROUP),
            place=more.pop("place", Place.GROUP),
            external_id=str(more.pop("id", None) or next(self.numbers)),
            author=author,
            sent_at=more.pop("sent_at", self.clock.at),
            received_at=more.pop("received_at", self.clock.at),
            parts=parts,
        )
        return replace(made, **more)

    async def happens(self, event: Event) -> Effects:
        """Handle and commit one event."""
        self.last = await handle(self.world, event)
        await self.commit(*self.last.records)
        return self.last

    async def says(self, text: str = "", **more: Any) -> StoredMessage:  # noqa: ANN401 - a scene takes what the nouns take
        message = self.message(text, **more)
        await self.happens(MessageSeen(message))
        stored = self.store.message(message.channel, message.external_id)
        assert stored is not None
        return stored

    async def commands(self, line: str, author: Author = OWNER, **more: Any) -> list[Action]:  # noqa: ANN401 - a scene takes what the nouns take
        """Give a command and return what was said in answer."""
        name, _, args = line.partition(" ")
        channel = more.pop("channel", TEAM)
        message = self.message(f"/{line}", author=author, channel=channel, **more)
        before = set(self.store.actions)
        await self.happens(CommandGiven(name, args, message))
        return [
            action
            for key, action in self.store.actions.items()
            if key not in before and action.kind is ActionKind.SAY
        ]

    async def presses(self, choice: Choice, author: Author = MODERATOR, **more: Any) -> str:  # noqa: ANN401 - a scene takes what the nouns take
        """Press a button of the only case (or the one given) and return the answer's code."""
        case = more.get("case") or self.case()
        argument = more.get("argument", "")
        version = more.get("version", case.version)
        data = more.get("data") or build(choice, case.id, version, argument)
        return await self.presses_data(data, author, more.get("channel", TEAM))

    async def presses_data(self, data: str, author: Author, channel: ChannelKey = TEAM) -> str:
        press_id = f"p{next(self.numbers)}"
        await self.happens(Pressed(press_id, author, channel, "card", data, self.clock.at))
        answers = [
            action for action in self.actions(ActionKind.ANSWER_PRESS) if action.target == press_id
        ]
        assert len(answers) == 1
        return str(answers[0].params["code"])

    def actions(self, *kinds: ActionKind) -> list[Action]:
        return [one for one in self.store.actions.values() if one.kind in kinds or not kinds]

    async def courier(self, outcome: Outcome | None = None, only: ActionKind | None = None) -> None:
        """Carry out everything that is queued."""
        for action in list(self.store.actions.values()):
            if action.state is not ActionState.QUEUED or only not in {None, action.kind}:
                continue
            answer = {"message_id": f"m{action.id}", "rendered_hash": "h"}
            done = outcome or Outcome(ActionState.DONE, answer=answer)
            await self.happens(ActionSettled(action, done, self.clock.at))

    def case(self, kind: CaseKind | None = None) -> Case:
        found = [one for one in self.store.cases.values() if kind in {None, one.kind}]
        assert len(found) == 1, found
        return found[0]

    def verdict(self, stored: StoredMessage) -> Verdict:
        return self.store.verdicts[stored.id]

    async def ledger(self, key: str = "telegram:700") -> tuple[int, int]:
        standing = await self.real.standing(key, GROUP)
        return standing.clean_messages, standing.removed_messages

    def acts(self) -> list[str]:
        return [line.act for line in self.store.lines]

    @staticmethod
    def argument(stored: StoredMessage) -> str:
        return word(stored.id)
