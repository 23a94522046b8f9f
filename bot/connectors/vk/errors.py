"""What VK's refusals mean to us, as one hierarchy with codes only.

vk_api's exceptions carry the parameters of the call, and the access token with them. So nothing of
theirs travels on: not as words, not as a cause, not as a context. `library` reads an error into one
of these; `circuit` and `tiers` learn from it, and acts turn it into an outcome.
"""

from collections.abc import Mapping
from typing import Final, Self

from typing_extensions import override


class VkError(Exception):
    """A call failed; of itself this class means a refusal that has no class of its own.

    VkError
    ├── VkDown               temporary: no answer, not JSON, 5xx, codes 1 6 10 13 32 36
    ├── VkResting            we do not ask before `until`
    │   ├── VkFlood          9, 29: this method with this key
    │   ├── VkCaptcha        14, 17: whatever this key writes
    │   └── VkTokenDead      5, 1117: whatever this key does
    ├── VkNotForThisToken    7 20 27 28 1051 15:1133: another kind of key might
    │   └── VkByHand         no key of ours may: a person has to
    ├── VkNoAccess           15, 200–213 …: this object is closed to us
    ├── VkGone               18 37 104 113, and 211 on a delete: it is already so
    ├── VkBadRequest         3 8 12 100: our bug
    └── VkUnreachable        900 901 902: this person cannot be written to
    """

    def __init__(self, method: str, code: int = 0, subcode: int = 0, what: str = "") -> None:
        """Take VK's method and codes; `what` is the kind of failure where VK gave no code."""
        super().__init__(method, code, subcode, what)
        self.method = method
        self.code = code
        self.subcode = subcode
        self.what = what

    @property
    def reason(self) -> str:
        """Return the codes as one word: `27`, `15:1133`, `ReadTimeout`."""
        if self.subcode:
            return f"{self.code}:{self.subcode}"
        return str(self.code) if self.code else self.what

    @override
    def __str__(self) -> str:
        return f"{self.method}: {self.reason}"


class VkDown(VkError):
    """A temporary failure; whether the call took effect is not known."""


class VkResting(VkError):
    """VK wants to be left alone; until then such calls end here without being asked."""

    until: int = 0
    """UTC microseconds."""

    def resting(self, until: int) -> Self:
        """Return itself with its end, UTC microseconds."""
        self.until = until
        return self


class VkFlood(VkResting):
    """Too many calls of this method, for minutes (9) or for the day (29)."""


class VkCaptcha(VkResting):
    """A person has to prove themselves; we never try to."""

    redirect_uri: str = ""
    """Where that person proves it: for the administrator only, never for a log."""


class VkTokenDead(VkResting):
    """The key was revoked, has expired, or is bound to another address."""


class VkNotForThisToken(VkError):
    """This kind of key, or this key's rights, do not reach so far."""


class VkByHand(VkNotForThisToken):
    """No key of ours may do it now: `capability` says what, for `by_hand:<capability>`."""

    capability: str = ""


class VkNoAccess(VkError):
    """This post, comment, chat or community is closed to us."""


class VkGone(VkError):
    """What the call was about is not there any more."""


class VkBadRequest(VkError):
    """VK could not read the call: a bug of ours, or a version that VK has left behind."""


class VkUnreachable(VkError):
    """The person does not allow messages from the community."""


TOO_FAST: Final = 6
_COMMENT_CLOSED: Final = 211
_NO_ACCESS: Final = 15
_PROFILE_TYPE: Final = 1133
_MEANINGS: Final[Mapping[int, type[VkError]]] = {
    **dict.fromkeys((1, TOO_FAST, 10, 13, 32, 36), VkDown),
    **dict.fromkeys((9, 29), VkFlood),
    **dict.fromkeys((14, 17), VkCaptcha),
    **dict.fromkeys((5, 1117), VkTokenDead),
    **dict.fromkeys((7, 20, 27, 28, 1051), VkNotForThisToken),
    **dict.fromkeys((_NO_ACCESS, 200, 201, 202, 203, 204, 210, 211, 212, 213), VkNoAccess),
    **dict.fromkeys((917, 925, 936), VkNoAccess),
    **dict.fromkeys((18, 37, 104, 113, 935), VkGone),
    **dict.fromkeys((3, 8, 12, 100), VkBadRequest),
    **dict.fromkeys((900, 901, 902), VkUnreachable),
}


def meaning(method: str, error: object) -> VkError:
    """Read the `error` object of an answer, or one of `execute_errors`."""
    fields = error if isinstance(error, Mapping) else {}
    code, subcode = _number(fields.get("error_code")), _number(fields.get("error_subcode"))
    if not code:
        return VkDown(method, what="unreadable")
    found = _MEANINGS.get(code, VkError)
    if code == _NO_ACCESS and subcode == _PROFILE_TYPE:
        found = VkNotForThisToken
    if code == _COMMENT_CLOSED and method.partition(".")[2].startswith("delete"):
        found = VkGone
    made = found(method, code, subcode)
    if isinstance(made, VkCaptcha):
        made.redirect_uri = str(fields.get("redirect_uri") or "")
    return made


def _number(value: object) -> int:
    """Return VK's numbers as numbers: now and then they come as words."""
    if isinstance(value, int):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else 0
