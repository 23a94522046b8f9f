"""Answers of VK's getComments methods, saved as JSON, read with the very readers of live events.

`wall.getComments`, `photos`, `video`, `market` and `board.getComments`, and posts of `wall.get`:
a whole answer, its `response`, a list of items, or several of them after one another. A comment
becomes the event that VK would have sent of it, so that it reads as one received live.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, Final

import ijson

from bot.binding import Binding
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.translate import translate
from bot.connectors.vk.wire import JsonObject, child, children, flag, number, words
from bot.ports import MalformedUpdateError
from bot.scan.rows import Reading, Row, ScanError
from models.channel import Platform
from models.event import MessageSeen

Opened = Callable[[], BinaryIO]

_UNDER: Final = {
    "post_id": "wall_reply",
    "photo_id": "photo_comment",
    "pid": "photo_comment",
    "video_id": "video_comment",
    "vid": "video_comment",
    "item_id": "market_comment",
    "topic_id": "board_post",
}
"""Kinds of comments by the field that names what is commented (VK schema 5.199)."""
_FIELDS: Final = {
    "wall_reply": "post_id",
    "photo_comment": "photo_id",
    "video_comment": "video_id",
    "market_comment": "item_id",
    "board_post": "topic_id",
}
_NAMED: Final = ("profiles", "groups")


def vk_rows(inputs: Sequence[Opened], reading: Reading) -> Iterator[Row]:
    """Yield the comments of all inputs by date; memory holds them all, pages come in any order."""
    items: list[JsonObject] = []
    people: dict[str, JsonObject] = {}
    for opened in inputs:
        with opened() as file:
            for answer in _answers(file, reading):
                items += _items(answer, reading)
                people.update(_profiles(answer))
    owner = _owner(items)
    around = Surroundings(str(-owner), Binding(Platform.VK, frozenset()))
    rows = filter(None, (_row(item, people, around, reading) for item in items))
    yield from sorted(rows, key=lambda row: (row.message.sent_at, row.message.external_id))


def _answers(file: BinaryIO, reading: Reading) -> Iterator[JsonObject]:
    """Yield the answers of a file as objects with `items`."""
    number_of = 0
    found = ijson.items(file, "", use_float=True, multiple_values=True)
    while True:
        try:
            value = next(found, None)
        except (ijson.JSONError, UnicodeDecodeError, EOFError, OSError):
            reading.broken("ended", number_of)
            return
        if value is None:
            return
        for answer in _opened(value):
            number_of += 1
            yield answer


def _opened(value: object) -> Iterator[JsonObject]:
    """Yield the answers in a value; raises ScanError on VK's refusal."""
    if isinstance(value, list):
        yield from _listed(value)
    elif isinstance(value, dict):
        refusal = child(value, "error")
        if refusal:
            # Beside the code stand the parameters of the call, and the key may be among them.
            raise ScanError("vk_error", number=number(refusal, "error_code") or 0)
        if "response" in value:
            yield from _opened(value["response"])
        elif "items" in value:
            yield value
        elif "from_id" in value:
            yield {"items": [value]}


def _listed(values: list[object]) -> Iterator[JsonObject]:
    """Yield answers that stand in a list; a list of comments is one answer."""
    if any(isinstance(one, dict) and "from_id" in one for one in values):
        yield {"items": values}
        return
    for one in values:
        yield from _opened(one)


def _items(answer: JsonObject, reading: Reading) -> Iterator[JsonObject]:
    """Yield comments, those inside threads too; what is deleted has no words any more."""
    for item in children(answer, "items"):
        if flag(item, "deleted"):
            reading.service += 1
        else:
            yield {key: value for key, value in item.items() if key != "thread"}
        yield from _items(_beneath(item), reading)


def _beneath(item: JsonObject) -> JsonObject:
    """Return the thread under a comment; its answers say no more than the comment what of."""
    above = {key: item[key] for key in (*_UNDER, "owner_id") if key in item}
    return {"items": [{**above, **one} for one in children(child(item, "thread"), "items")]}


def _profiles(answer: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for kind in _NAMED:
        for one in children(answer, kind):
            own = number(one, "id")
            if own is None:
                continue
            first = words(one, "first_name")
            name = f"{first} {words(one, 'last_name')}".strip() if first else words(one, "name")
            who = str(own if kind == "profiles" else -own)
            yield who, {"name": name, "username": words(one, "screen_name")}


def _owner(items: Iterable[JsonObject]) -> int:
    """Return whose comments these are, minus the community's number; 0 where no field tells."""
    owners = (number(item, "owner_id") or 0 for item in items)
    return next((owner for owner in owners if owner < 0), 0)


def _row(
    item: JsonObject, people: dict[str, JsonObject], around: Surroundings, reading: Reading
) -> Row | None:
    event = _event(item)
    who = str(number(item, "from_id"))
    update = {**event, "profiles": {who: people[who]} if who in people else {}}
    own = str(item.get("id", "?"))[:20]
    try:
        at = (number(item, "date") or 0) * 1_000_000
        seen = translate(json.dumps(update).encode(), at, around)
    except MalformedUpdateError:
        reading.broken("no_date", own)
        return None
    message = next((one.message for one in seen if isinstance(one, MessageSeen)), None)
    if message is None:
        reading.service += 1
        return None
    return Row(message)


def _event(item: JsonObject) -> JsonObject:
    """Return the event that VK would have sent of a comment or a post."""
    if "post_type" in item or ("comments" in item and "post_id" not in item):
        return {"type": "wall_post_new", "object": item}
    key = next((one for one in _UNDER if number(item, one) is not None), "")
    # Comments of a discussion name neither it nor its owner: board.getComments was asked for one.
    stem = _UNDER.get(key, "board_post")
    under = number(item, key) if key else 0
    return {"type": f"{stem}_new", "object": {**item, _FIELDS[stem]: under or 0}}
