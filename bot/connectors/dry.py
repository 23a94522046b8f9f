"""Any connector with its hands tied: it listens and speaks to moderators, and acts on nobody.

Acts become Outcome(OBSERVED); what is said in the moderators' own places is really said, or nobody
would see what would have been done.
"""

from collections.abc import AsyncIterator, Callable, Sequence

from bot.ports import Capability, CardView, Connector, Cursor, InboxRow, RawUpdate
from models.action import Action, ActionKind, ActionState, Outcome
from models.channel import ChannelKey
from models.event import Event

_SPEECH = frozenset(
    {ActionKind.SEND_CARD, ActionKind.REFRESH_CARD, ActionKind.SAY, ActionKind.ANSWER_PRESS}
)


class DryConnector:
    """Wraps a connector; `is_ours` tells the moderators' places, where speech goes through."""

    def __init__(self, inner: Connector, is_ours: Callable[[ChannelKey], bool]) -> None:
        """Take the connector to wrap and which channels are the moderators'."""
        self._inner = inner
        self._is_ours = is_ours

    @property
    def account(self) -> str:
        """The account of the wrapped connector."""
        return self._inner.account

    async def open(self) -> None:
        """Open the wrapped connector; raises what it raises."""
        await self._inner.open()

    def updates(self, cursor: str | None) -> AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]:
        """Yield what the wrapped connector yields."""
        return self._inner.updates(cursor)

    def translate(self, row: InboxRow) -> Sequence[Event]:
        """Translate as the wrapped connector does; raises MalformedUpdateError."""
        return self._inner.translate(row)

    async def perform(self, action: Action, view: CardView | None) -> Outcome:
        """Speak to moderators; everything else is only observed."""
        if self._passes(action):
            return await self._inner.perform(action, view)
        return Outcome(ActionState.OBSERVED, "dry")

    async def perform_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        """Treat each act as `perform` does."""
        return [await self.perform(action, None) for action in actions]

    def coalesces(self, first: Action, other: Action) -> bool:
        """Ride together as they would."""
        return self._inner.coalesces(first, other)

    async def before(self, action: Action) -> str:
        """Read the state as if the act followed."""
        return await self._inner.before(action)

    async def capabilities(self) -> Sequence[Capability]:
        """Return what the wrapped connector could do."""
        return await self._inner.capabilities()

    async def close(self) -> None:
        """Close the wrapped connector."""
        await self._inner.close()

    def _passes(self, action: Action) -> bool:
        return action.kind in _SPEECH and self._is_ours(action.channel)
