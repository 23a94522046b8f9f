"""What the community says: cards, short texts, replies, quotes, and answers to presses.

Into talks it goes by messages.send, under posts by createComment (`public`); both carry a mark made
of the act's key, so VK drops a repeat itself and a lost answer costs nothing. VK knows no silent
messages: who wants quiet mutes the chat.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bot.connectors.vk.address import COMMUNITY
from bot.connectors.vk.errors import VkBadRequest, VkByHand, VkDown, VkError, VkGone, meaning
from bot.connectors.vk.keyboard import NO_BUTTONS
from bot.connectors.vk.public import spot_of, write_comment
from bot.connectors.vk.render import (
    Rendered,
    render_card,
    render_reply,
    render_repost,
    render_speech,
)
from bot.connectors.vk.snackbar import event_data
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from bot.layout import arguments
from bot.ports import CardView
from bot.texts import Texts
from models.action import Action, ActionKind, ActionState, Json, Outcome
from models.card import Word

_SPEAK: Final = "send"
"""The capability; no person can do it for us, so it is never left by hand."""
_SEND: Final = "messages.send"
_EDIT: Final = "messages.edit"
_ANSWER: Final = "messages.sendMessageEventAnswer"
_ANSWERED_IS_GONE: Final = frozenset({100, 921, 969})
"""What VK says where the answered message cannot be named any more; it is said without it then."""
_NOT_TO_EDIT: Final = 920
_FORMS: Final[dict[str, object]] = {"disable_mentions": True, "dont_parse_links": True}
_DEAD: Final = frozenset({"5", "1117"})
_DEAD_SECONDS: Final = 60.0
_NOTHING: Final = Outcome(ActionState.FAILED, "nothing_to_say")


@dataclass(frozen=True, slots=True)
class Spoken:
    """An address inside a talk, `{peer}/{cmid}`; 0 where there is none."""

    peer: int = 0
    cmid: int = 0


class Sends:
    """Says things as the community, in one language unless the act names another."""

    def __init__(
        self, tiers: Tiers, around: Surroundings, texts: Texts, now_us: Callable[[], int]
    ) -> None:
        """Take the keys that may speak, who we are, the words of shared chats, and the clock."""
        self._tiers = tiers
        self._around = around
        self._texts = texts
        self._now = now_us

    async def perform(self, action: Action, view: CardView | None) -> Outcome:
        """Send, edit or answer; refusals are outcomes."""
        try:
            return await self._perform(action, view)
        except VkByHand as error:
            if error.capability == _SPEAK:
                return _silenced(error)
            return outcome_of(error, action.kind, self._now())
        except VkError as error:
            return outcome_of(error, action.kind, self._now())

    async def _perform(self, action: Action, view: CardView | None) -> Outcome:
        if action.kind is ActionKind.ANSWER_PRESS:
            return await self._answer(action)
        if action.kind is ActionKind.REFRESH_CARD:
            return await self._edit(action, view)
        rendered = self._words_of(action, view)
        if not rendered.text.strip():
            return _NOTHING
        if action.channel.external_id in COMMUNITY:
            return await self._comment(action, rendered)
        return await self._send(action, rendered)

    def _words_of(self, action: Action, view: CardView | None) -> Rendered:
        params = action.params
        if action.kind is ActionKind.SEND_CARD:
            return self._rendered(view)
        if action.kind is ActionKind.SAY:
            return render_speech(params, self._words(params))
        if action.kind is ActionKind.REPOST:
            return render_repost(params, self._texts)
        return render_reply(str(params.get("text") or ""))

    async def _comment(self, action: Action, rendered: Rendered) -> Outcome:
        spot = spot_of(action)
        if spot is None:
            return Outcome(ActionState.FAILED, "bad_request")
        address = await write_comment(self._tiers, self._around, action, spot, rendered.text)
        return _said(address, rendered)

    async def _send(self, action: Action, rendered: Rendered) -> Outcome:
        peer, answered = _where(action)
        if not peer:
            return Outcome(ActionState.FAILED, "bad_request")
        try:
            cmid = await self._deliver(action, peer, rendered, answered)
        except VkError as refused:
            if not answered or refused.code not in _ANSWERED_IS_GONE:
                raise
            cmid = await self._deliver(action, peer, rendered, 0)
        return _said(f"{peer}/{cmid}" if cmid else "", rendered)

    async def _deliver(self, action: Action, peer: int, rendered: Rendered, answered: int) -> int:
        """Return the message's number in its talk; only `peer_ids` makes VK tell it."""
        forward = {"peer_id": peer, "conversation_message_ids": [answered], "is_reply": True}
        said = await self._tiers.call(
            _SPEAK,
            _SEND,
            peer_ids=[peer],
            message=rendered.text,
            random_id=random_id(action.key),
            keyboard=rendered.keyboard or None,
            forward=forward if answered else None,
            **_FORMS,
        )
        one = said[0] if isinstance(said, list) and said else None
        told: Mapping[str, object] = one if isinstance(one, dict) else {}
        error = told.get("error")
        if isinstance(error, dict):
            raise meaning(_SEND, {"error_code": error.get("code")})
        cmid = told.get("conversation_message_id")
        return cmid if type(cmid) is int else 0

    async def _edit(self, action: Action, view: CardView | None) -> Outcome:
        rendered = self._rendered(view)
        known: Mapping[str, Json] = view.extra if view is not None else {}
        address = str(known.get("message_id") or action.params.get("message_id") or "")
        spoken = _spoken(address)
        if not rendered.text or not spoken.cmid:
            return _NOTHING
        outcome = _said(address, rendered)
        if known.get("rendered_hash") == rendered.hash:
            return Outcome(ActionState.ALREADY, "same", outcome.answer)
        try:
            await self._tiers.call(
                _SPEAK,
                _EDIT,
                peer_id=spoken.peer,
                cmid=spoken.cmid,
                message=rendered.text,
                keyboard=rendered.keyboard or NO_BUTTONS,
                keep_forward_messages=True,
                **_FORMS,
            )
        except VkError as refused:
            if refused.code == _NOT_TO_EDIT:
                return Outcome(ActionState.ALREADY, "gone")
            raise
        return outcome

    async def _answer(self, action: Action) -> Outcome:
        event, _, rest = action.target.partition("/")
        user, _, peer = rest.partition("/")
        if not event or not user.isdecimal() or not peer.isdecimal():
            return Outcome(ActionState.FAILED, "bad_request")
        params = action.params
        code = str(params.get("code") or "")
        text = self._words(params).say(code, arguments(params.get("args"))) if code else ""
        try:
            await self._tiers.call(
                _SPEAK,
                _ANSWER,
                event_id=event,
                user_id=int(user),
                peer_id=int(peer),
                event_data=event_data(text),
            )
        except VkBadRequest:
            # Its minute is over, or it was answered and only the word of it was lost.
            return Outcome(ActionState.FAILED, "too_old")
        return Outcome(ActionState.DONE)

    def _rendered(self, view: CardView | None) -> Rendered:
        if view is None:
            return Rendered("")
        if view.card is not None:
            return render_card(view.card, self._texts)
        return Rendered("") if view.text is None else render_speech(_params(view.text), self._texts)

    def _words(self, params: Mapping[str, Json]) -> Texts:
        language = params.get("language")
        return Texts(language) if isinstance(language, str) and language else self._texts


def random_id(key: str) -> int:
    """Return an act's key as VK's mark against repeats: a positive int32, always the same."""
    return (int.from_bytes(sha256(key.encode()).digest()[:4]) & 0x7FFF_FFFF) or 1


def _where(action: Action) -> tuple[int, int]:
    """Return the talk that an act speaks into, and the number of the message that it answers."""
    to = action.target if action.kind is ActionKind.REPLY else ""
    answered = _spoken(to or str(action.params.get("reply_to") or ""))
    place = action.channel.external_id
    peer = int(place) if place.isdecimal() else answered.peer
    return peer, answered.cmid if answered.peer == peer else 0


def _spoken(address: str) -> Spoken:
    peer, _, cmid = address.partition("/")
    if not peer.isdecimal() or not cmid.isdecimal():
        return Spoken()
    return Spoken(int(peer), int(cmid))


def _silenced(error: VkByHand) -> Outcome:
    """Keep what a dead key could not say until there is another; a right is asked for."""
    if error.reason.partition(":")[0] in _DEAD:
        return Outcome(ActionState.QUEUED, "token_refused", retry_after=_DEAD_SECONDS)
    return Outcome(ActionState.NOT_ALLOWED, "no_right:send")


def _said(address: str, rendered: Rendered) -> Outcome:
    answer: dict[str, Json] = {"rendered_hash": rendered.hash}
    return Outcome(
        ActionState.DONE, answer={**answer, "message_id": address} if address else answer
    )


def _params(word: Word) -> dict[str, Json]:
    return {"code": word.code, "args": dict(word.args)}


def outcome_of(error: VkError, kind: ActionKind, now_us: int) -> Outcome:
    """Stand in for the outcomes of all acts."""
    del kind, now_us
    if isinstance(error, VkDown):
        return Outcome(ActionState.QUEUED, "down", retry_after=2.0)
    if isinstance(error, VkGone):
        return Outcome(ActionState.ALREADY, "gone")
    return Outcome(ActionState.FAILED, {909: "too_old"}.get(error.code, "bad_request"))
