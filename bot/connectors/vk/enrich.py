"""Names and followers for events that carry numbers only, and the rest of a cut-off message.

Asked once per batch, remembered for an hour, and never waited for long: a comment without a name is
worth more than a name without a comment. What was found is stored with the event, so that
`translate` stays pure.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from bot.connectors.vk.address import body_of
from bot.connectors.vk.asking import Asks
from bot.connectors.vk.errors import VkError
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.wire import JsonObject, child, children, flag, number, words

DEADLINE_SECONDS: Final = 1.5
_REMEMBERED: Final = 20_000
_HOUR: Final = 3600.0
_REST_SECONDS: Final = 30.0
_MOST_ASKED: Final = 500
_WHO: Final = ("from_id", "user_id", "deleter_id", "admin_id", "admin_author_id", "liker_id")
_NAMELESS: Final = frozenset({"like_add", "like_remove", "poll_vote_new"})

log = logging.getLogger(__name__)


class Enricher:
    """Lays `profiles` beside events; a failure or a slow answer leaves them as they came."""

    def __init__(
        self, api: Asks, monotonic: Callable[[], float], deadline: float = DEADLINE_SECONDS
    ) -> None:
        """Take the way to VK and how long a batch may wait, in seconds."""
        self._api = api
        self._monotonic = monotonic
        self._deadline = deadline
        self._known: OrderedDict[int, tuple[float, JsonObject]] = OrderedDict()
        self._rests_until = 0.0

    async def enrich(self, updates: Sequence[JsonObject]) -> list[JsonObject]:
        """Return the updates with what could be learnt about them, in the same order."""
        whole = list(updates)
        if self._monotonic() >= self._rests_until:
            try:
                async with asyncio.timeout(self._deadline):
                    whole = [await self._uncropped(update) for update in whole]
                    await self._learn({who for update in whole for who in _people(update)})
            except (TimeoutError, VkError) as failure:
                self._rests_until = self._monotonic() + _REST_SECONDS
                log.info("enrich_failed", extra={"why": type(failure).__name__})
        return [self._with_profiles(update) for update in whole]

    def _with_profiles(self, update: JsonObject) -> JsonObject:
        found = {str(who): self._known[who][1] for who in _people(update) if who in self._known}
        return {**update, "profiles": found} if found else update

    async def _learn(self, wanted: Iterable[int]) -> None:
        now = self._monotonic()
        new = sorted(
            who for who in wanted if who not in self._known or now - self._known[who][0] > _HOUR
        )
        users = [who for who in new if who > 0][:_MOST_ASKED]
        groups = [-who for who in new if who < 0][:_MOST_ASKED]
        if users:
            fields = ("screen_name", "followers_count")
            answer = await self._ask("users.get", user_ids=users, fields=fields)
            for user in children({"all": answer}, "all"):
                name = f"{words(user, 'first_name')} {words(user, 'last_name')}".strip()
                self._keep(number(user, "id"), name, user, "followers_count")
        if groups:
            answer = await self._ask("groups.getById", group_ids=groups, fields=("members_count",))
            listed = answer.get("groups") if isinstance(answer, dict) else answer
            for group in children({"all": listed}, "all"):
                own = number(group, "id")
                name = words(group, "name")
                self._keep(None if own is None else -own, name, group, "members_count")

    def _keep(self, who: int | None, name: str, shape: JsonObject, followers: str) -> None:
        if who is None:
            return
        profile: JsonObject = {
            "name": name,
            "username": words(shape, "screen_name"),
            "followers": number(shape, followers) or 0,
        }
        self._known[who] = (self._monotonic(), profile)
        self._known.move_to_end(who)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    async def _uncropped(self, update: JsonObject) -> JsonObject:
        """Return the update with the whole message where VK has cut it off."""
        body = body_of(update)
        peer, cmid = number(body, "peer_id"), number(body, "conversation_message_id")
        if not flag(body, "is_cropped") or peer is None or cmid is None:
            return update
        answer = await self._ask(
            "messages.getByConversationMessageId", peer_id=peer, conversation_message_ids=[cmid]
        )
        items = children(answer, "items") if isinstance(answer, dict) else iter(())
        message = next(items, None)
        if message is None or number(message, "conversation_message_id") != cmid:
            return update
        whole = {**body, **message, "is_cropped": False}
        outer = child(update, "object")
        inside = {**outer, "message": whole} if child(outer, "message") else whole
        return {**update, "object": inside}

    async def _ask(self, method: str, **params: object) -> object:
        return await self._api.call(method, token=Token.COMMUNITY, background=False, **params)


def _people(update: JsonObject) -> set[int]:
    """Return whose names an event needs."""
    if update.get("type") in _NAMELESS:
        return set()
    body = body_of(update)
    found = {number(body, key) for key in _WHO}
    found.add(number(child(body, "action"), "member_id"))
    return {who for who in found if who}
