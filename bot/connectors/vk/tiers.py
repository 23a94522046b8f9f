"""Which of our keys may do what: learned from VK's answers, never written down as certain.

The schema, the documents and live measurements of 2026 disagree about what a community key may do,
so each call is tried with the key that most likely may, then with the others that we hold. A key
that is refused a method (27, 28, 1051, 15:1133, 20, 7) is not asked again for a day, then once
more: rights that come back are noticed without a restart. Nothing is kept over a restart: the first
real call tells anew, and costs one request. Where no key is left a person has to do it: VkByHand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.connectors.vk.client import Call, VkClient
from bot.connectors.vk.errors import (
    VkByHand,
    VkError,
    VkNotForThisToken,
    VkResting,
    VkTokenDead,
)
from bot.connectors.vk.tokens import Token

DAY_US: Final = 86_400_000_000
"""How long a refused key is not asked for the same method."""

_PEOPLE_FIRST: Final = (Token.USER, Token.COMMUNITY)
_COMMUNITY_FIRST: Final = (Token.COMMUNITY, Token.USER)
_READERS: Final = (Token.SERVICE, Token.USER, Token.COMMUNITY)
ORDER: Final = {
    **dict.fromkeys(
        (
            "wall.deleteComment",
            "wall.restoreComment",
            "photos.deleteComment",
            "photos.restoreComment",
            "video.deleteComment",
            "video.restoreComment",
            "market.deleteComment",
            "market.restoreComment",
            "groups.ban",
            "groups.unban",
        ),
        _PEOPLE_FIRST,
    ),
    **dict.fromkeys(("wall.get", "wall.getComments", "board.getComments"), _READERS),
}
"""Methods whose likeliest key is not the community's (VK schema 5.199, access_token_type)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What VK said when a key was not enough, and until when it is believed."""

    method: str
    token: Token
    reason: str
    until: int
    """UTC microseconds."""


class Tiers:
    """Calls a method with whichever of our keys may."""

    def __init__(self, client: VkClient, now_us: Callable[[], int]) -> None:
        """Take the client and the clock; nothing is known yet."""
        self._client = client
        self._now = now_us
        self._refused: dict[tuple[str, Token], Refusal] = {}

    def choose(self, method: str) -> Token | None:
        """Return the key to try next, or None where none of ours may."""
        return next(iter(self._tokens(method)), None)

    def refusals(self) -> Sequence[Refusal]:
        """Return what is refused now, for `doctor` and /status."""
        return [one for one in self._refused.values() if one.until > self._now()]

    async def call(self, capability: str, method: str, **params: object) -> object:
        """Return the response by the first key that may; raises VkByHand(capability) if none may.

        A key that has to rest is passed over, and waited for where no other may. Other failures
        are raised as they come: they say nothing of the key.
        """
        reason, resting = "no_key", None
        for token in self._tokens(method):
            try:
                response = await self._client.call(method, token=token, background=False, **params)
            except (VkNotForThisToken, VkTokenDead) as error:
                self._learn(method, token, error)
                reason = error.reason
            except VkResting as error:
                resting = error
            else:
                self._refused.pop((method, token), None)
                return response
        if resting is not None:
            raise resting from None
        raise by_hand(capability, method, reason) from None

    async def execute(self, capability: str, calls: Sequence[Call]) -> list[object | VkError]:
        """Make up to 25 calls of one method as one; each has its own response or error.

        Calls that no key of ours may make end as VkByHand.
        """
        method, _ = calls[0]
        reason, resting = "no_key", None
        for token in self._tokens(method):
            try:
                answers = await self._client.execute(calls, token)
            except (VkNotForThisToken, VkTokenDead) as error:
                self._learn(method, token, error)
                reason = error.reason
                continue
            except VkResting as error:
                resting = error
                continue
            refused = [one for one in answers if isinstance(one, VkNotForThisToken)]
            if len(refused) < len(answers):
                self._refused.pop((method, token), None)
                return answers
            self._learn(method, token, refused[0])
            reason = refused[0].reason
        if resting is not None:
            raise resting
        return [by_hand(capability, method, reason) for _ in calls]

    def _tokens(self, method: str) -> list[Token]:
        """Return the keys that we hold and VK has not refused for this method, likeliest first."""
        now = self._now()
        return [
            token
            for token in ORDER.get(method, _COMMUNITY_FIRST)
            if self._client.holds(token)
            and ((found := self._refused.get((method, token))) is None or found.until <= now)
        ]

    def _learn(self, method: str, token: Token, error: VkError) -> None:
        """Remember a refusal; a dead key is the circuit's matter, it is refused everything."""
        if not isinstance(error, VkTokenDead):
            until = self._now() + DAY_US
            self._refused[method, token] = Refusal(method, token, error.reason, until)


def by_hand(capability: str, method: str, reason: str) -> VkByHand:
    """Return the error that says that a person has to do it, and what VK's last word was."""
    error = VkByHand(method, what=reason)
    error.capability = capability
    return error
