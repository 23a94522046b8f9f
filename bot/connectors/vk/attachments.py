"""Attachments as text and media: words and links hide in every one of them.

A kind that is not known here gives its name as media, and whatever stands under text-like keys.
Next: `comment`, `post` and `letter` put the findings into a message.
"""

from collections.abc import Callable
from typing import Final

from bot.connectors.vk.found import Found
from bot.connectors.vk.wire import JsonObject, child, children, harvest, number, words
from models.message import Media, PartKind

_DEEPEST: Final = 4
"""Posts hold posts and messages hold messages; below this nobody reads either."""


def read_attachments(found: Found, holder: JsonObject, depth: int = 0) -> None:
    """Gather what is attached to a comment, a post or a message."""
    for attached in children(holder, "attachments"):
        kind = words(attached, "type")
        if not kind:
            continue
        body = child(attached, kind)
        found.media.append(Media(kind[:32], _unique(body)))
        if kind in {"wall", "wall_reply"}:
            read_post(found, body, depth + 1)
        else:
            READERS.get(kind, _unknown)(found, body)
    _geo(found, child(holder, "geo"))


def read_post(found: Found, post: JsonObject, depth: int) -> None:
    """Gather a post or comment that somebody else wrote and this message carries along."""
    if not post or depth > _DEEPEST:
        return
    found.is_forward = True
    found.add(PartKind.FORWARD, words(post, "text"))
    _as_forward(found, post, depth)
    for older in children(post, "copy_history"):
        read_post(found, older, depth + 1)


def _as_forward(found: Found, holder: JsonObject, depth: int) -> None:
    """Gather attachments of what is not the author's own: none of their words are his."""
    inner = Found()
    read_attachments(inner, holder, depth)
    found.links += inner.links
    found.media += inner.media
    for part in inner.parts:
        found.add(PartKind.LINK if part.kind is PartKind.LINK else PartKind.FORWARD, part.text)


def _unique(body: JsonObject) -> str:
    if (sticker := number(body, "sticker_id")) is not None:
        return str(sticker)
    owner, own = number(body, "owner_id"), number(body, "id")
    if own is None:
        return ""
    return str(own) if owner is None else f"{owner}_{own}"


def _link(found: Found, body: JsonObject) -> None:
    lines = [words(body, key) for key in ("title", "caption", "description")]
    button = child(body, "button")
    found.add(PartKind.LINK, *lines, words(button, "title"))
    found.link(words(body, "url"))
    found.link(words(child(button, "action"), "url"))


def _titled(found: Found, body: JsonObject) -> None:
    keys = ("artist", "title", "name", "description", "text", "first_narrative_title")
    found.add(PartKind.CAPTION, *(words(body, key) for key in keys))
    found.link(words(body, "view_url"))


def _market(found: Found, body: JsonObject) -> None:
    price = words(child(body, "price"), "text")
    found.add(PartKind.CAPTION, words(body, "title"), words(body, "description"), price)
    found.link(words(body, "url"))


def _poll(found: Found, body: JsonObject) -> None:
    answers = (words(answer, "text") for answer in children(body, "answers"))
    found.add(PartKind.POLL, words(body, "question"), *answers)


def _voice(found: Found, body: JsonObject) -> None:
    found.add(PartKind.CAPTION, words(body, "transcript"))


def _story(found: Found, body: JsonObject) -> None:
    found.has_story = True
    link = child(body, "link")
    stickers = children(child(body, "clickable_stickers"), "clickable_stickers")
    said = (harvest(sticker) for sticker in stickers)
    found.add(PartKind.STORY, words(link, "text"), *said)
    found.link(words(link, "url"))


def _geo(found: Found, geo: JsonObject) -> None:
    if geo:
        found.media.append(Media("geo"))
        place = child(geo, "place")
        found.add(PartKind.CAPTION, words(place, "title"), words(place, "address"))


def _silent(_: Found, __: JsonObject) -> None:
    """A picture without words."""


def _unknown(found: Found, body: JsonObject) -> None:
    found.add(PartKind.RICH, harvest(body))


READERS: Final[dict[str, Callable[[Found, JsonObject], None]]] = {
    "link": _link,
    "donut_link": _link,
    "article": _titled,
    "photo": _titled,
    "posted_photo": _silent,
    "video": _titled,
    "clip": _titled,
    "video_playlist": _titled,
    "audio": _titled,
    "audio_playlist": _titled,
    "podcast": _titled,
    "doc": _titled,
    "note": _titled,
    "page": _titled,
    "album": _titled,
    "event": _titled,
    "group": _titled,
    "app": _titled,
    "market": _market,
    "market_album": _titled,
    "market_market_album": _titled,
    "poll": _poll,
    "audio_message": _voice,
    "story": _story,
    "sticker": _silent,
    "graffiti": _silent,
    "gift": _silent,
    "call": _silent,
}
"""Readers by the attachment's `type`."""
