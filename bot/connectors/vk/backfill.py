"""Reading back after a gap what VK's long poll has lost: posts and comments of the wall.

One call a step, so that live events never wait long. A comment that was received before is the same
message again and changes nothing. Needs a user or a service key; without one the gap stays a gap.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.connectors.vk.asking import Asks
from bot.connectors.vk.envelope import Piece, piece_of
from bot.connectors.vk.errors import VkDown, VkError
from bot.connectors.vk.gap import Gap
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.wire import JsonObject, child, children, dump, flag, number

POSTS: Final = 50
"""Newest posts whose comments are read."""
_PAGE: Final = 100
_PAGES: Final = 3
_REPLIES: Final = 10
_TRIES: Final = 10
_EARLIER_US: Final = 60_000_000
"""VK counts whole seconds by its own clock: so much is read twice rather than missed."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of comments of a post, or of the replies to one comment."""

    post: int
    comment: int = 0
    offset: int = 0


@dataclass(slots=True)
class Backfill:
    """The reading back of one gap; `step` until `done`."""

    api: Asks
    around: Surroundings
    token: Token
    gap: Gap
    found: int = 0
    """Messages read back so far."""
    _tries: int = 0
    _waiting: deque[_Page | None] = field(default_factory=lambda: deque([None]))

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask."""
        return not self._waiting

    def may_try_again(self, failure: VkError) -> bool:
        """Tell whether a failed step is worth another: a few times where VK does not answer."""
        self._tries += 1
        return isinstance(failure, VkDown) and self._tries < _TRIES

    async def step(self) -> list[Piece]:
        """Make one call and return what was written since the gap began; raises VkError.

        What failed is asked again by the next step.
        """
        page = self._waiting[0]
        updates = list(self._posts(await self._wall()) if page is None else await self._read(page))
        self._waiting.popleft()
        self.found += len(updates)
        return [piece_of(update) for update in updates]

    async def _wall(self) -> JsonObject:
        return await self._ask("wall.get", count=POSTS, filter="all")

    def _posts(self, answer: JsonObject) -> Iterator[JsonObject]:
        for post in children(answer, "items"):
            own = number(post, "id")
            if own is None:
                continue
            if number(child(post, "comments"), "count"):
                self._waiting.append(_Page(own))
            if self._is_new(post):
                yield self._update("wall_post_new", str(own), post)

    async def _read(self, page: _Page) -> Iterable[JsonObject]:
        which = {"comment_id": page.comment} if page.comment else {"thread_items_count": _REPLIES}
        answer = await self._ask(
            "wall.getComments",
            post_id=page.post,
            offset=page.offset,
            count=_PAGE,
            sort="desc",
            need_likes=True,
            **which,
        )
        items = list(children(answer, "items"))
        if len(items) == _PAGE and page.offset < _PAGE * (_PAGES - 1):
            self._waiting.append(_Page(page.post, page.comment, page.offset + _PAGE))
        return list(self._comments(page, items))

    def _comments(self, page: _Page, items: Iterable[JsonObject]) -> Iterator[JsonObject]:
        for item in items:
            own, thread = number(item, "id"), child(item, "thread")
            replies = list(children(thread, "items"))
            if own is not None and (number(thread, "count") or 0) > len(replies):
                self._waiting.append(_Page(page.post, own))
            else:
                yield from self._comments(page, replies)
            if own is not None and self._is_new(item) and not flag(item, "deleted"):
                body: JsonObject = {**item, "post_id": page.post}
                yield self._update("wall_reply_new", f"{page.post}/{own}", body)

    def _is_new(self, item: JsonObject) -> bool:
        date = number(item, "date") or 0
        return self.gap.since is None or date * 1_000_000 >= self.gap.since - _EARLIER_US

    def _update(self, event_type: str, external_id: str, body: JsonObject) -> JsonObject:
        said = dump([body.get("text"), body.get("attachments")])
        version = sha256(said).hexdigest()[:16]
        return {
            "type": event_type,
            "object": body,
            "group_id": int(self.around.account),
            "event_id": f"back:{external_id}:{version}",
        }

    async def _ask(self, method: str, **params: object) -> JsonObject:
        answer = await self.api.call(
            method, token=self.token, background=True, owner_id=self.around.owner, **params
        )
        return answer if isinstance(answer, dict) else {}
