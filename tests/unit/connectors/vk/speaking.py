"""What tests of cards and sends share: a community that speaks, acts, a card, how it ended."""

from dataclasses import dataclass

from bot.connectors.vk.client import VkClient
from bot.connectors.vk.library import Access
from bot.connectors.vk.sends import Sends
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.tokens import Token
from bot.ports import CardView
from bot.texts import Texts
from models.action import Action, ActionKind, ActionState, Json, Outcome
from models.card import Button, Card, Choice, Quote, Word
from models.channel import ChannelKey, Platform
from sandbox.vk import VkSandbox
from tests.unit.connectors.vk.wires import FakeGate

NOW = 1_795_000_000_000_000
Made = tuple[ActionState, str]
DONE: Made = (ActionState.DONE, "")


@dataclass
class Mouth:
    """The sends of one community, over real HTTP, with the keys it was given."""

    town: VkSandbox
    client: VkClient
    sends: Sends

    @classmethod
    def of(cls, town: VkSandbox, *held: Token) -> "Mouth":
        keys = {Token.COMMUNITY: town.token, Token.USER: town.user_token}
        access = Access({token: keys[token] for token in held or [Token.COMMUNITY]}, town.url)
        client = VkClient(access, lambda: NOW)
        around = Surroundings(str(town.group_id), FakeGate())
        tiers = Tiers(client, lambda: NOW)
        return cls(town, client, Sends(tiers, around, Texts("ru"), lambda: NOW))

    async def say(self, place: object, key: str = "say:1", **params: Json) -> Outcome:
        """Say a short text in a place."""
        promise = self.act(ActionKind.SAY, place, "", key, **params)
        return await self.sends.perform(promise, None)

    async def card(self, place: object, view: CardView, key: str = "card:1") -> Outcome:
        """Send a card into a chat."""
        return await self.sends.perform(self.act(ActionKind.SEND_CARD, place, key=key), view)

    async def redraw(self, place: object, view: CardView) -> Outcome:
        """Edit a card."""
        return await self.sends.perform(self.act(ActionKind.REFRESH_CARD, place), view)

    def act(
        self, kind: ActionKind, place: object, target: str = "", key: str = "key", **params: Json
    ) -> Action:
        """Return a promise of this community."""
        channel = ChannelKey(Platform.VK, str(self.town.group_id), str(place))
        return Action(1, kind, channel, key, target, params)


def face(**changes: object) -> Card:
    """Return a card as handlers make it."""
    base: dict[str, object] = {
        "case_id": 77 << 40,
        "version": 3,
        "title": Word("card.title.violation", {"count": 1}),
        "quotes": (
            Quote("Зарабатывай тут", "Анна", "https://vk.ru/wall-1_2?reply=3", post="Акция"),
        ),
        "where": "Лавка",
        "standing": Word("standing.newcomer", {"clean": 0, "removed": 1, "days": 2}),
        "why": (Word("signal.spam", {"percent": 97}), Word("signal.link", {"count": 1})),
        "buttons": (
            (
                Button(Word("button.delete"), Choice.DELETE),
                Button(Word("button.keep"), Choice.KEEP),
            ),
        ),
    }
    return Card(**{**base, **changes})  # type: ignore[arg-type]


def shown(sent: Outcome | None = None, **changes: object) -> CardView:
    """Return what the courier hands over: the card, and what is known of its message."""
    return CardView(face(**changes), None, dict(sent.answer) if sent else {})


def ended(outcome: Outcome) -> Made:
    """Return how an act ended."""
    return outcome.state, outcome.code
