"""What cannot be meant: settings that are each well formed and together make no sense.

Looked for in what was written, not in the typed tree, so that one fault does not hide another.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.config_faults import Fault, Source, unknown_key

_IDENTITY = re.compile(r"(telegram|vk):-?[0-9]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_CHAT_BASE = 2_000_000_000
"""Peer ids of VK chats are this plus the chat's number (dev.vk.com, peer_id)."""
_ROLES = ("owners", "leads", "moderators", "trainees")


def clashes(source: Source) -> list[Fault]:
    """Return every clash found in a configuration."""
    return [fault for look in _LOOKS for fault in look(source)]


def strange_variables(source: Source, sections: Sequence[str]) -> list[Fault]:
    """Return a fault for each variable of ours that names no section."""
    return [
        Fault("environment", None, variable.upper(), unknown_key(section, sections))
        for variable in source.variables
        if (section := variable.removeprefix("vakhta_").partition("__")[0]) not in sections
    ]


def _platforms(source: Source) -> Iterator[Fault]:
    if source.get("telegram") is None and source.get("vk") is None:
        text = "no platform is on; add a section [telegram] or [vk] with a token"
        yield Fault(source.name, None, "", text)


def _storage(source: Source) -> Iterator[Fault]:
    url = source.get("storage", "url")
    if not isinstance(url, str) or not url:
        return
    scheme, _, database = url.partition("://")
    if scheme.startswith("postgresql"):
        text = "PostgreSQL is not in this version yet; use sqlite+aiosqlite:///var/vakhta.db"
        yield source.fault(("storage", "url"), text)
    elif scheme != "sqlite+aiosqlite":
        text = "unknown kind of storage; write sqlite+aiosqlite:///path/of/vakhta.db"
        yield source.fault(("storage", "url"), text)
    elif not database.strip("/") or ":memory:" in database:
        yield source.fault(("storage", "url"), "names no file; nothing would outlive a restart")


def _webhook(source: Source) -> Iterator[Fault]:
    if source.get("telegram", "mode") == "webhook" and source.get("telegram", "webhook") is None:
        text = "webhook mode needs [telegram.webhook] with url and secret"
        yield source.fault(("telegram", "mode"), text)
    url = source.get("telegram", "webhook", "url")
    if isinstance(url, str) and not url.startswith(
        ("https://", "http://127.0.0.1", "http://localhost")
    ):
        yield source.fault(("telegram", "webhook", "url"), "must begin with https://")
    secret = source.get("telegram", "webhook", "secret")
    if isinstance(secret, str) and not _SECRET.fullmatch(secret):
        text = "must be 1 to 256 letters, digits, _ and -"
        yield source.fault(("telegram", "webhook", "secret"), text)
    taken = {"/healthz", "/readyz", "/metrics"}
    for loc in (("telegram", "webhook", "path"), ("vk", "callback", "path")):
        path = source.get(*loc)
        if isinstance(path, str) and not path.startswith("/"):
            yield source.fault(loc, "must begin with /")
        elif isinstance(path, str) and path in taken:
            yield source.fault(loc, f"{path} is taken already on our server")
        taken.add(str(path))


def _addresses(source: Source) -> Iterator[Fault]:
    for loc in (("telegram", "api"), ("vk", "api"), ("watchdog", "ping_url")):
        url = source.get(*loc)
        if isinstance(url, str) and url and not url.startswith(("https://", "http://")):
            yield source.fault(loc, "must begin with https:// (or http://)")


def _chats(source: Source) -> Iterator[Fault]:
    for platform, key in (("telegram", "moderators_chat"), ("vk", "moderators_peer")):
        place = source.get(platform, key)
        if place is not None and str(place) in _words(source.get(platform, "chats")):
            text = "is also in chats; the moderators' chat cannot be watched"
            yield source.fault((platform, key), text)


def _vk(source: Source) -> Iterator[Fault]:
    group = _number(source.get("vk", "group_id"))
    if group is not None and group <= 0:
        yield source.fault(("vk", "group_id"), "must be a positive number, without the minus")
    peers: list[tuple[tuple[str, str], object]]
    peers = [(("vk", "chats"), one) for one in _words(source.get("vk", "chats"))]
    peers.append((("vk", "moderators_peer"), source.get("vk", "moderators_peer")))
    for loc, peer in peers:
        number = _number(peer)
        if number is not None and number <= _CHAT_BASE:
            text = f"{number} is no chat: peer ids of VK chats begin at {_CHAT_BASE + 1}"
            yield source.fault(loc, text)
    if source.get("vk", "mode") == "callback" and source.get("vk", "callback") is None:
        yield source.fault(("vk", "mode"), "callback mode needs [vk.callback] with a secret")
    if source.get("vk", "callback", "secret") == "":
        text = "must not be empty: without it anybody could send us events"
        yield source.fault(("vk", "callback", "secret"), text)


def _number(value: object) -> int | None:
    """Return a whole number, whether it came from the file or from the environment."""
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        return int(value)
    return value if type(value) is int else None


def _roles(source: Source) -> Iterator[Fault]:
    holders: dict[str, str] = {}
    for role in _ROLES:
        for key in _words(source.get("roles", role)):
            if not _IDENTITY.fullmatch(key):
                yield source.fault(
                    ("roles", role), 'write people as "telegram:123456" or "vk:654321"'
                )
            elif holders.setdefault(key, role) != role:
                yield source.fault(("roles", role), f"{key} is in {holders[key]} already")


def _words(value: object) -> list[str]:
    """Return a list as words, whether it came from the file or from the environment."""
    if isinstance(value, str):
        value = value.strip("[] ").split(",")
    return (
        [str(one).strip() for one in value if str(one).strip()] if isinstance(value, list) else []
    )


_LOOKS: tuple[Callable[[Source], Iterator[Fault]], ...] = (
    _platforms,
    _storage,
    _webhook,
    _vk,
    _addresses,
    _chats,
    _roles,
)
