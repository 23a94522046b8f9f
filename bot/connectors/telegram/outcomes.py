"""What the Bot API's refusals mean to us: outcomes with short codes, never exceptions.

Telegram tells refusals apart only by their English words, so the words are matched here and
nowhere else. Neither words nor token travel on: codes do.
"""

from typing import Final

from bot.connectors.telegram.aio import exceptions
from models.action import ActionKind, ActionState, Outcome

DONE: Final = Outcome(ActionState.DONE)
SENDS: Final = frozenset(
    {ActionKind.SEND_CARD, ActionKind.SAY, ActionKind.REPLY, ActionKind.REPOST}
)
"""Kinds that a repeat would show twice."""

_DOWN_SECONDS: Final = 2.0
_REFUSED_SECONDS: Final = 60.0

_ALREADY: Final = {
    "message to delete not found": "gone",
    "message to edit not found": "gone",
    "message_id_invalid": "gone",
    "message identifier is not specified": "gone",
    "message is not modified": "same",
    "user_not_participant": "gone",
    "participant_id_invalid": "gone",
    "user not found": "gone",
    "member not found": "gone",
}
_NOT_ALLOWED: Final = {
    "user is an administrator": "target_is_admin",
    "can't remove chat owner": "target_is_admin",
    "can't restrict self": "target_is_admin",
    "user_admin_invalid": "target_is_admin",
    "bot was kicked": "kicked",
    "bot is not a member": "kicked",
    "chat_write_forbidden": "no_right:send",
    "not enough rights to send": "no_right:send",
    "have no rights to send": "no_right:send",
    "topic_closed": "no_right:send",
}
_FAILED: Final = {
    "chat not found": "chat_gone",
    "chat was deactivated": "chat_gone",
    "chat was deleted": "chat_gone",
    "bot was blocked": "blocked",
    "user is deactivated": "blocked",
    "can't initiate conversation": "blocked",
    "query is too old": "too_old",
    "query_id_invalid": "too_old",
    "business_connection_invalid": "chat_gone",
    "business connection not found": "chat_gone",
}
_UNSUPPORTED: Final = {
    "method is available only for supergroups": "basic_group",
    "method is available for supergroup": "basic_group",
    "can't be used in a basic group": "basic_group",
}
_MEANINGS: Final = (
    (ActionState.ALREADY, _ALREADY),
    (ActionState.NOT_ALLOWED, _NOT_ALLOWED),
    (ActionState.FAILED, _FAILED),
    (ActionState.UNSUPPORTED, _UNSUPPORTED),
)
_RIGHTS: Final = {
    ActionKind.DELETE: "delete",
    ActionKind.BAN: "restrict",
    ActionKind.UNBAN: "restrict",
    ActionKind.RESTRICT: "restrict",
    ActionKind.UNRESTRICT: "restrict",
}
_LACKING: Final = (
    "not enough rights",
    "chat_admin_required",
    "need administrator rights",
    "must be an administrator",
    "message can't be deleted",
)


def outcome_of(error: exceptions.AiogramError, kind: ActionKind) -> Outcome:
    """Return what an exception of the library means for an act of this kind."""
    if isinstance(error, exceptions.TelegramRetryAfter):
        return Outcome(ActionState.QUEUED, "flood", retry_after=float(error.retry_after))
    if isinstance(error, (exceptions.TelegramNetworkError, exceptions.TelegramServerError)):
        return Outcome(ActionState.QUEUED, "down", retry_after=_DOWN_SECONDS)
    if isinstance(error, exceptions.TelegramUnauthorizedError):
        return Outcome(ActionState.QUEUED, "token_refused", retry_after=_REFUSED_SECONDS)
    if isinstance(error, exceptions.ClientDecodeError):
        return _undecoded(error)
    return _meaning(str(getattr(error, "message", "")).lower(), kind)


def _meaning(words: str, kind: ActionKind) -> Outcome:
    for state, meanings in _MEANINGS:
        for phrase, code in meanings.items():
            if phrase in words:
                return Outcome(state, code)
    if any(phrase in words for phrase in _LACKING):
        return Outcome(ActionState.NOT_ALLOWED, f"no_right:{_RIGHTS.get(kind, 'send')}")
    if words.startswith("forbidden"):
        return Outcome(ActionState.NOT_ALLOWED, "kicked")
    return Outcome(ActionState.FAILED, "bad_request")


def _undecoded(error: exceptions.ClientDecodeError) -> Outcome:
    """Read an answer that the library's schema refused: the call itself went through."""
    data = error.data
    if not isinstance(data, dict):
        return Outcome(ActionState.QUEUED, "down", retry_after=_DOWN_SECONDS)
    if data.get("ok") is not True:
        return Outcome(ActionState.FAILED, "bad_request")
    result = data.get("result")
    if isinstance(result, dict) and type(result.get("message_id")) is int:
        return Outcome(ActionState.DONE, answer={"message_id": str(result["message_id"])})
    return DONE
