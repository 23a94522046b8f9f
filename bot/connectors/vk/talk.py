"""What the community writes in talks: messages, edits of its own ones, answers to presses.

`random_id` comes from the act's key, so VK drops a repeat itself and a lost answer costs nothing.
VK knows no silent messages: who wants quiet mutes the chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bot.connectors.vk.errors import VkError, meaning
from bot.connectors.vk.keyboard import NO_BUTTONS
from bot.connectors.vk.render import Rendered
from bot.connectors.vk.tiers import Tiers
from models.action import Action, ActionKind

SPEAK: Final = "send"
"""The capability; no person can speak for us, so it is never left by hand."""

_SEND: Final = "messages.send"
_EDIT: Final = "messages.edit"
_ANSWER: Final = "messages.sendMessageEventAnswer"
_ANSWERED_IS_GONE: Final = frozenset({100, 921, 969})
"""What VK says where the answered message cannot be named any more; it is said without it then."""
_FORMS: Final[dict[str, object]] = {"disable_mentions": True, "dont_parse_links": True}


@dataclass(frozen=True, slots=True)
class Spoken:
    """An address inside a talk, `{peer}/{cmid}`; 0 where there is none."""

    peer: int = 0
    cmid: int = 0

    @classmethod
    def read(cls, address: str) -> "Spoken":
        """Read an address; what is none becomes zeros."""
        peer, _, cmid = address.partition("/")
        if not peer.isdecimal() or not cmid.isdecimal():
            return cls()
        return cls(int(peer), int(cmid))


def where(action: Action) -> Spoken:
    """Return the talk that an act speaks into, and the number of the message that it answers."""
    to = action.target if action.kind is ActionKind.REPLY else ""
    answered = Spoken.read(to or str(action.params.get("reply_to") or ""))
    place = action.channel.external_id
    peer = int(place) if place.isdecimal() else answered.peer
    return Spoken(peer, answered.cmid if answered.peer == peer else 0)


async def speak(tiers: Tiers, key: str, to: Spoken, rendered: Rendered) -> str:
    """Write and return the message's address, empty if VK did not tell it; raises a VkError."""
    try:
        cmid = await _deliver(tiers, key, to, rendered)
    except VkError as refused:
        if not to.cmid or refused.code not in _ANSWERED_IS_GONE:
            raise
        cmid = await _deliver(tiers, key, Spoken(to.peer), rendered)
    return f"{to.peer}/{cmid}" if cmid else ""


async def _deliver(tiers: Tiers, key: str, to: Spoken, rendered: Rendered) -> int:
    """Return the message's number in its talk; only `peer_ids` makes VK tell it."""
    forward = {"peer_id": to.peer, "conversation_message_ids": [to.cmid], "is_reply": True}
    said = await tiers.call(
        SPEAK,
        _SEND,
        peer_ids=[to.peer],
        message=rendered.text,
        random_id=random_id(key),
        keyboard=rendered.keyboard or None,
        forward=forward if to.cmid else None,
        **_FORMS,
    )
    one = said[0] if isinstance(said, list) and said else None
    told: Mapping[str, object] = one if isinstance(one, dict) else {}
    error = told.get("error")
    if isinstance(error, dict):
        raise meaning(_SEND, {"error_code": error.get("code")})
    cmid = told.get("conversation_message_id")
    return cmid if type(cmid) is int else 0


async def redraw(tiers: Tiers, there: Spoken, rendered: Rendered) -> None:
    """Edit a message of ours, its buttons too; raises a VkError, 909 after a day."""
    await tiers.call(
        SPEAK,
        _EDIT,
        peer_id=there.peer,
        cmid=there.cmid,
        message=rendered.text,
        keyboard=rendered.keyboard or NO_BUTTONS,
        keep_forward_messages=True,
        **_FORMS,
    )


async def answer_press(tiers: Tiers, press_id: str, event_data: str | None) -> bool:
    """Answer the press `{event_id}/{user_id}/{peer_id}`; False where that is none. VkError too."""
    event, _, rest = press_id.partition("/")
    user, _, peer = rest.partition("/")
    if not event or not user.isdecimal() or not peer.isdecimal():
        return False
    await tiers.call(
        SPEAK,
        _ANSWER,
        event_id=event,
        user_id=int(user),
        peer_id=int(peer),
        event_data=event_data,
    )
    return True


def random_id(key: str) -> int:
    """Return an act's key as VK's mark against repeats: a positive int32, always the same."""
    return (int.from_bytes(sha256(key.encode()).digest()[:4]) & 0x7FFF_FFFF) or 1
