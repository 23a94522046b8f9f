"""What VK's refusals mean to us: outcomes with short codes, never exceptions.

`errors` has told what kind of refusal it is; here it is told what becomes of the act. Neither VK's
words nor keys travel on: codes do.
"""

from typing import Final

from bot.connectors.vk.errors import (
    VkBadRequest,
    VkByHand,
    VkCaptcha,
    VkDown,
    VkError,
    VkGone,
    VkNoAccess,
    VkNotForThisToken,
    VkResting,
    VkTokenDead,
    VkUnreachable,
)
from models.action import ActionKind, ActionState, Outcome

DONE: Final = Outcome(ActionState.DONE)
GONE: Final = Outcome(ActionState.ALREADY, "gone")

_DOWN_SECONDS: Final = 2.0
_REFUSED_SECONDS: Final = 60.0
_LONGEST_REST_SECONDS: Final = 600.0
"""Who has to rest longer than this is not waited for: a person is asked."""
_NO_ACCESS: Final = 15
_NOT_ADMIN: Final = 925
_CODES: Final = {
    243: Outcome(ActionState.ALREADY, "same"),  # wall.restoreComment: it is not deleted
    909: Outcome(ActionState.FAILED, "too_old"),  # messages.edit: a day is over
    924: Outcome(ActionState.NOT_ALLOWED, "too_old"),  # messages.delete: for all no more
    **dict.fromkeys((917, 927, 936, 945, 946), Outcome(ActionState.FAILED, "chat_gone")),
}
"""What VK's codes of one method mean (VK schema 5.199, errors)."""
_PEOPLE: Final = frozenset({ActionKind.BAN, ActionKind.KICK})


def outcome_of(error: VkError, kind: ActionKind, now_us: int, capability: str = "") -> Outcome:
    """Return what an error means for an act of this kind; `capability` names whose hands else."""
    if isinstance(error, VkDown):
        return _waits("down", _DOWN_SECONDS)
    if isinstance(error, VkTokenDead):
        return _waits("token_refused", _REFUSED_SECONDS)
    if isinstance(error, VkResting):
        return _resting(error, now_us, capability)
    if isinstance(error, VkNotForThisToken):
        needed = error.capability if isinstance(error, VkByHand) else capability
        return _by_hand(needed) if needed else _cannot("no_access")
    return _refused(error, kind)


def _resting(error: VkResting, now_us: int, capability: str) -> Outcome:
    wait = max(1.0, (error.until - now_us) / 1_000_000)
    if wait > _LONGEST_REST_SECONDS and capability:
        return _by_hand(capability)
    code = "captcha" if isinstance(error, VkCaptcha) else "flood"
    return _waits(code, min(wait, _LONGEST_REST_SECONDS))


def _refused(error: VkError, kind: ActionKind) -> Outcome:
    if isinstance(error, VkGone):
        # What is gone for good cannot be brought back: then it is said again as a quote.
        return Outcome(ActionState.FAILED, "gone") if kind is ActionKind.RESTORE else GONE
    if isinstance(error, VkUnreachable):
        return Outcome(ActionState.FAILED, "blocked")
    if isinstance(error, VkBadRequest):
        return Outcome(ActionState.FAILED, "bad_request")
    return _by_code(error, kind)


def _by_code(error: VkError, kind: ActionKind) -> Outcome:
    if error.code in _CODES:
        return _CODES[error.code]
    if error.code == _NOT_ADMIN:
        return _cannot(_right(kind))
    if error.code == _NO_ACCESS and kind in _PEOPLE:
        return _cannot("target_is_admin")
    known = isinstance(error, VkNoAccess)
    return _cannot("no_access") if known else Outcome(ActionState.FAILED, "bad_request")


def _right(kind: ActionKind) -> str:
    if kind in _PEOPLE:
        return "no_right:restrict"
    return "no_right:delete" if kind is ActionKind.DELETE else "no_right:send"


def _by_hand(capability: str) -> Outcome:
    return _cannot(f"by_hand:{capability}")


def _cannot(code: str) -> Outcome:
    return Outcome(ActionState.NOT_ALLOWED, code)


def _waits(code: str, seconds: float) -> Outcome:
    return Outcome(ActionState.QUEUED, code, retry_after=seconds)
