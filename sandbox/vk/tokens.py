"""Tokens and who may call what: VK's schema, what is known of 2026, and changes while running.

Two profiles. `strict` is the published list of token kinds per method. `live2026` adds what was
measured in 2026: a service token gets 1051 on some methods, and a user token of VK ID (`vk2.a.`)
that was never approved gets 1051 on nearly all. `server.py` asks `refusal` before each call.
"""

from dataclasses import dataclass, field

from sandbox.vk.errors import VkApiError, no_scope
from sandbox.vk.methods import Method

STRICT = "strict"
LIVE_2026 = "live2026"
USER, GROUP, SERVICE = "user", "group", "service"
_NARROW = frozenset({"users.get", "groups.getById", "wall.get", "utils.getServerTime"})
"""All that a VK ID token without approved rights may call."""
_SERVICE_1051 = frozenset({"wall.getById", "photos.getComments", "likes.getList"})
_RIGHTS = {
    "stories": 1,
    "photos": 4,
    "app_widget": 64,
    "messages": 4096,
    "wall": 8192,
    "docs": 131072,
    "manage": 262144,
}


@dataclass(eq=False)
class Token:
    """One key; `user` is who stands behind a user token, `dead` the refusal of a revoked one."""

    value: str
    kind: str
    user: int = 0
    dead: VkApiError | None = None

    @property
    def narrow(self) -> bool:
        """Whether it came from VK ID, whose rights have to be approved."""
        return self.value.startswith("vk2.")


@dataclass
class Tokens:
    """All keys that exist, the profile, and grants and refusals made while running."""

    profile: str = STRICT
    rights: dict[str, int] = field(default_factory=lambda: dict(_RIGHTS))
    _known: dict[str, Token] = field(default_factory=dict)
    _changed: dict[tuple[str, str], VkApiError | None] = field(default_factory=dict)

    def add(self, value: str, kind: str, user: int = 0) -> Token:
        """Make a key."""
        self._known[value] = Token(value, kind, user)
        return self._known[value]

    def find(self, value: str) -> Token:
        """The key of this value; raises 5 where there is none or it was revoked."""
        if not value:
            raise VkApiError(5, ": no access_token passed.")
        token = self._known.get(value)
        if token is None:
            raise VkApiError(5)
        if token.dead is not None:
            raise token.dead
        return token

    def all(self) -> list[Token]:
        """Every key, dead ones too."""
        return list(self._known.values())

    def change(self, method: str, kind: str, refusal: VkApiError | None) -> None:
        """From now on grant (None) or refuse a method to a kind of token or to one token."""
        self._changed[method, kind] = refusal

    def forget_changes(self) -> None:
        """Back to the profile."""
        self._changed.clear()

    def refusal(self, method: Method, token: Token) -> VkApiError | None:
        """Why this token may not call this method; None where it may."""
        for key in ((method.name, token.value), (method.name, token.kind), ("*", token.kind)):
            if key in self._changed:
                return self._changed[key]
        if self.profile == LIVE_2026 and self._refused_live(method.name, token):
            return VkApiError(1051)
        return None if token.kind in method.tokens else _by_kind(token.kind)

    @staticmethod
    def _refused_live(method: str, token: Token) -> bool:
        if token.kind == SERVICE:
            return method in _SERVICE_1051
        return token.kind == USER and token.narrow and method not in _NARROW


def _by_kind(kind: str) -> VkApiError:
    if kind == GROUP:
        return VkApiError(27)
    return VkApiError(28) if kind == SERVICE else no_scope()
