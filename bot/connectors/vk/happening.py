"""Everything else that VK tells: members, blocks, likes, orders, votes, settings, gaps.

Most of it nobody answers; it is stored by kind and ids, never with what people typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.connectors.vk.address import COMMUNITY, WALL, body_of, channel_of
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.who import author, someone
from bot.connectors.vk.wire import JsonObject, child, flag, need_number, number, words
from models.event import Event, GapFound, Happened, MemberChanged, ReachSeen

GAP: Final = "vakhta_gap"
"""Our own update, never VK's: events were lost."""
_LEVELS: Final = {0: "member", 1: "administrator", 2: "administrator", 3: "administrator"}


@dataclass(frozen=True, slots=True)
class Facts:
    """Which numbers of an event are kept: who, about what, and the rest."""

    who: str = "user_id"
    target: str = ""
    kept: tuple[str, ...] = ()


TOLD: Final[dict[str, Facts]] = {
    "message_allow": Facts(),
    "message_deny": Facts(),
    "message_reaction_event": Facts("reacted_id", "cmid", ("reaction_id",)),
    "group_change_photo": Facts(),
    "poll_vote_new": Facts("user_id", "poll_id", ("option_id",)),
    "market_order_new": Facts("user_id", "id", ("status",)),
    "market_order_edit": Facts("user_id", "id", ("status",)),
    "lead_forms_new": Facts("user_id", "form_id", ("lead_id",)),
    "photo_new": Facts("user_id", "id"),
    "video_new": Facts("user_id", "id"),
    "audio_new": Facts("user_id", "id"),
    "wall_schedule_post_new": Facts("from_id", "id"),
    "wall_schedule_post_delete": Facts("from_id", "id"),
    "app_payload": Facts("user_id", "app_id"),
    "vkpay_transaction": Facts("from_id", "", ("amount",)),
    "donut_subscription_create": Facts("user_id", "", ("amount",)),
    "donut_subscription_prolonged": Facts("user_id", "", ("amount",)),
    "donut_subscription_expired": Facts(),
    "donut_subscription_cancelled": Facts(),
    "donut_subscription_price_changed": Facts("user_id", "", ("amount_old", "amount_new")),
    "donut_money_withdraw": Facts("", "", ("amount",)),
    "donut_money_withdraw_error": Facts(""),
}
"""Events that are kept as a line of numbers."""


def read_told(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read an event of `TOLD`."""
    event_type, body = str(update.get("type")), body_of(update)
    facts = TOLD[event_type]
    target = number(body, facts.target) if facts.target else None
    detail: dict[str, str | int] = {}
    for name in facts.kept:
        if (value := number(body, name)) is not None:
            detail[name] = value
    who = someone(body, facts.who, update, around) if facts.who else None
    key = around.key(channel_of(event_type, body))
    return [Happened(key, event_type, who, at, "" if target is None else str(target), detail)]


def read_join(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read group_join and group_leave; a request is no member yet. MalformedUpdateError."""
    event_type, body = str(update.get("type")), child(update, "object")
    member = author(need_number(body, "user_id", event_type), update, around)
    key = around.key(WALL)
    if event_type == "group_leave":
        new = "left" if flag(body, "self") else "kicked"
        return [MemberChanged(key, member, "member", new, member, at)]
    via = words(body, "join_type")
    if via == "request":
        return [Happened(key, "join_request", member, at)]
    via = "join_request" if via == "approved" else ""
    return [MemberChanged(key, member, "left", "member", member, at, via)]


def read_block(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read user_block and user_unblock: a person did it, or the term is over."""
    event_type, body = str(update.get("type")), child(update, "object")
    member = author(need_number(body, "user_id", event_type), update, around)
    by = someone(body, "admin_id", update, around)
    old, new = ("member", "kicked") if event_type == "user_block" else ("kicked", "left")
    detail: dict[str, str | int] = {}
    for name in ("reason", "unblock_date", "by_end_date"):
        if (value := number(body, name)) is not None:
            detail[name] = value
    key = around.key(WALL)
    return [
        MemberChanged(key, member, old, new, by or member, at),
        Happened(key, event_type, by, at, member.external_id, detail),
    ]


def read_officer(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read group_officers_edit: a manager's role counts in every place of the community."""
    body, path = child(update, "object"), "group_officers_edit"
    member = author(need_number(body, "user_id", path), update, around)
    by = someone(body, "admin_id", update, around) or member
    old = _LEVELS.get(number(body, "level_old") or 0, "member")
    new = _LEVELS.get(number(body, "level_new") or 0, "member")
    may = new == "administrator"
    return [
        MemberChanged(around.key(place), member, old, new, by, at, may_delete=may)
        for place in sorted(COMMUNITY)
    ]


def read_settings(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read group_change_settings: which settings were changed, not to what."""
    body = child(update, "object")
    names = [name for name in sorted(child(body, "changes")) if name.isidentifier()]
    by = someone(body, "user_id", update, around)
    detail = {"fields": ",".join(names)[:200]}
    return [Happened(around.key(WALL), "group_change_settings", by, at, detail=detail)]


def read_like(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read like_add and like_remove, where the like's address is that of a message of ours."""
    body = child(update, "object")
    if number(body, "object_owner_id") != around.owner:
        return ()
    liked, post = number(body, "object_id"), number(body, "post_id")
    step = 1 if update.get("type") == "like_add" else -1
    kind = words(body, "object_type")
    if liked is None or kind not in {"post", "comment"}:
        return ()
    if kind == "comment" and not post:
        return ()
    external_id = str(liked) if kind == "post" else f"{post}/{liked}"
    return [ReachSeen(around.key(WALL), external_id, at, likes=step)]


def read_gap(update: JsonObject, at: int, around: Surroundings) -> Sequence[Event]:
    """Read the line that `longpoll` wrote: lost events, told once what came of reading back."""
    body = child(update, "object")
    code = words(body, "code") or "history_lost"
    when = number(body, "at") or at
    key, since = around.key(WALL), number(body, "since")
    if flag(body, "pending"):
        return [Happened(key, "gap", None, when, detail={"code": code})]
    return [GapFound(key, code, when, since, number(body, "read_back"))]
