"""Attachments of a message: their kinds, and Telegram's ids of their content.

`file_unique_id` stays the same in every chat and for every bot, so a sticker or picture that was
spam once can be known again without its bytes.
"""

from typing import Final

from bot.connectors.telegram.wire import JsonObject, child, children, words
from models.message import Media

_FILES: Final = frozenset(
    {"animation", "audio", "document", "live_photo", "sticker", "video", "video_note", "voice"}
)
_THINGS: Final = frozenset(
    {"dice", "game", "location", "venue", "invoice", "contact", "story", "poll", "checklist"}
    | {"giveaway", "giveaway_winners", "gift", "unique_gift"}
)
_ALL: Final = _FILES | _THINGS | {"photo", "paid_media"}


def read_media(message: JsonObject) -> tuple[Media, ...]:
    """Return a message's attachments; an animation is not named a second time as its document."""
    kinds = _ALL & message.keys()
    if not kinds:
        return ()
    media: list[Media] = []
    for kind in sorted(kinds):
        if kind == "document" and "animation" in kinds:
            continue
        if kind == "photo":
            sizes = [words(size, "file_unique_id") for size in children(message, "photo")]
            media.append(Media("photo", sizes[-1] if sizes else ""))
        elif kind == "paid_media":
            media.append(Media("paid_media"))
        else:
            media.append(Media(kind, words(child(message, kind), "file_unique_id")))
    return tuple(media)
