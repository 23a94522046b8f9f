"""Who is seen as the author: a person, another community, or the brand itself.

VK's events carry numbers only. Names and followers come from `profiles`, which `enrich` lays beside
the event before it is stored; where it could not, the number stands in.
"""

from typing import Final

from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.wire import JsonObject, child, number, words
from models.channel import Platform
from models.person import Author, AuthorKind

_LANGUAGES: Final = {0: "ru", 1: "uk", 2: "be", 3: "en", 97: "kk", 114: "be", 777: "ru"}
"""VK's `lang_id` of a client, as far as it matters which language we answer in."""


def author(who: int, update: JsonObject, around: Surroundings) -> Author:
    """Return an account as an author; a number below zero is a community."""
    profile = child(child(update, "profiles"), str(who))
    client = child(child(update, "object"), "client_info")
    kind = AuthorKind.USER
    if who < 0:
        kind = AuthorKind.BRAND if who == around.owner else AuthorKind.CHANNEL
    return Author(
        Platform.VK,
        str(who),
        kind,
        words(profile, "name"),
        words(profile, "username"),
        _LANGUAGES.get(number(client, "lang_id") or 0, "") if client else "",
    )


def someone(body: JsonObject, key: str, update: JsonObject, around: Surroundings) -> Author | None:
    """Return the author that a field names; None where it names nobody."""
    who = number(body, key)
    return author(who, update, around) if who else None


def followers(who: int, update: JsonObject) -> int:
    """Return how many follow an account, as far as it is known."""
    profile = child(child(update, "profiles"), str(who))
    return max(0, number(profile, "followers") or 0)
