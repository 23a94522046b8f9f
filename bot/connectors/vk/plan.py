"""Which method of VK carries an act out, and what the act needs of a key.

Pure: an action in our words in, one call out. `acts` makes the call with whichever key may.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.connectors.vk.address import WALL
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.wire import CHAT_BASE
from models.action import Action, ActionKind, Json

REASONS: Final = {"other": 0, "spam": 1, "abuse": 2, "language": 3, "flood": 4}
"""groups.ban `reason` (VK schema 5.199)."""
LONGEST_BAN_US: Final = 364 * 86_400_000_000
"""groups.ban: an end is at most a year away; without one it is for ever."""

_FAMILIES: Final = {WALL: "wall", "photo": "photos", "video": "video", "market": "market"}


@dataclass(frozen=True, slots=True)
class Step:
    """One call, and the capability that a key needs for it."""

    capability: str
    method: str
    params: Mapping[str, object]


def step_of(action: Action, around: Surroundings, now_us: int) -> Step | None:
    """Return the call of an act; None where VK knows no such act. ValueError: no address of VK."""
    plan = _PLANS.get(action.kind)
    return None if plan is None else plan(action, around, now_us)


def numbers(address: str) -> list[int]:
    """Return the numbers of `{object}/{comment}` or `{peer}/{cmid}`; ValueError for other words."""
    return [int(part) for part in address.split("/")]


def in_chat(action: Action) -> bool:
    """Tell whether an act is about a chat: talks are numbered, places of the community named."""
    return action.channel.external_id.isdecimal()


def _comment(verb: str, action: Action, around: Surroundings) -> Step | None:
    """Return the call that deletes or restores a comment, or a post that was suggested."""
    place, address = action.channel.external_id, numbers(action.target)
    capability = f"{verb}_comment"
    if place == WALL and len(address) == 1:
        post = {"owner_id": around.owner, "post_id": address[0]}
        return Step(capability, f"wall.{verb}", post)
    thing, comment = address
    if place == "board":
        topic = {"group_id": int(around.account), "topic_id": thing, "comment_id": comment}
        needed = "board_delete" if verb == "delete" else capability
        return Step(needed, f"board.{verb}Comment", topic)
    family = _FAMILIES.get(place)
    if family is None:
        return None
    params = {"owner_id": around.owner, "comment_id": comment}
    return Step(capability, f"{family}.{verb}Comment", params)


def _delete(action: Action, around: Surroundings, _: int) -> Step | None:
    if not in_chat(action):
        return _comment("delete", action, around)
    peer, cmid = numbers(action.target)
    return Step("delete_message", "messages.delete", letters(peer, [cmid]))


def letters(peer: int, cmids: list[int]) -> dict[str, object]:
    """Return the parameters that delete messages of a chat for everybody, 100 at most."""
    return {"peer_id": peer, "cmids": cmids, "delete_for_all": True}


def _restore(action: Action, around: Surroundings, _: int) -> Step | None:
    return None if in_chat(action) else _comment("restore", action, around)


def _ban(action: Action, around: Surroundings, now_us: int) -> Step:
    if in_chat(action):
        return _kick(action, around, now_us)
    params = action.params
    block: dict[str, object] = {
        "group_id": int(around.account),
        "owner_id": int(action.target),
        "reason": REASONS.get(str(params.get("reason")), REASONS["other"]),
        "comment": str(params.get("comment") or "") or None,
        "comment_visible": bool(params.get("comment")),
        "end_date": _end(params.get("until"), now_us),
    }
    return Step("ban", "groups.ban", block)


def _end(until: Json, now_us: int) -> int | None:
    if not isinstance(until, int) or isinstance(until, bool):
        return None
    return min(until, now_us + LONGEST_BAN_US) // 1_000_000


def _unban(action: Action, around: Surroundings, _: int) -> Step | None:
    if in_chat(action):
        return None
    block = {"group_id": int(around.account), "owner_id": int(action.target)}
    return Step("ban", "groups.unban", block)


def _kick(action: Action, around: Surroundings, _: int) -> Step:
    del around
    return _out(action, int(action.target))


def _leave(action: Action, around: Surroundings, _: int) -> Step:
    return _out(action, around.owner)


def _out(action: Action, member: int) -> Step:
    chat = int(action.channel.external_id) - CHAT_BASE
    return Step("kick", "messages.removeChatUser", {"chat_id": chat, "member_id": member})


def _brake(verb: str) -> "Plan":
    def plan(action: Action, around: Surroundings, _: int) -> Step | None:
        if action.channel.external_id != WALL:
            return None
        post = {"owner_id": around.owner, "post_id": int(action.target)}
        return Step("close_comments", f"wall.{verb}Comments", post)

    return plan


def _mark(action: Action, _: Surroundings, __: int) -> Step:
    name = "important" if "important" in action.params else "answered"
    method = f"messages.markAs{name.title()}Conversation"
    value = action.params.get(name) is not False
    return Step("mark", method, {"peer_id": int(action.target), name: value})


def _stop_words(action: Action, around: Surroundings, _: int) -> Step:
    words = action.params.get("words")
    listed = [str(word) for word in words] if isinstance(words, list) else []
    filters = {"obscene_stopwords": True, "obscene_words": listed}
    return Step("stop_words", "groups.edit", {"group_id": int(around.account), **filters})


Plan = Callable[[Action, Surroundings, int], Step | None]
_PLANS: Final[Mapping[ActionKind, Plan]] = {
    ActionKind.DELETE: _delete,
    ActionKind.RESTORE: _restore,
    ActionKind.BAN: _ban,
    ActionKind.UNBAN: _unban,
    ActionKind.KICK: _kick,
    ActionKind.LEAVE: _leave,
    ActionKind.CLOSE_COMMENTS: _brake("close"),
    ActionKind.OPEN_COMMENTS: _brake("open"),
    ActionKind.MARK: _mark,
    ActionKind.STOP_WORDS: _stop_words,
    ActionKind.RESTRICT: lambda *_: None,
    ActionKind.UNRESTRICT: lambda *_: None,
}
