"""What the community says: cards, short texts, replies, quotes, and answers to presses.

Into talks it goes through `talk`, under posts through `public`; both mark it with the act's key, so
that a repeat is never seen twice. Refusals become outcomes here.
"""

from collections.abc import Callable, Mapping
from typing import Final

from bot.connectors.vk.address import COMMUNITY
from bot.connectors.vk.errors import VkBadRequest, VkByHand, VkError
from bot.connectors.vk.outcomes import GONE, outcome_of
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
from bot.connectors.vk.talk import SPEAK, Spoken, answer_press, redraw, speak, where
from bot.connectors.vk.tiers import Tiers
from bot.layout import arguments
from bot.ports import CardView
from bot.texts import Texts
from models.action import Action, ActionKind, ActionState, Json, Outcome
from models.card import Word

_MUTE: Final = Outcome(ActionState.NOT_ALLOWED, "no_right:send")
_MEANINGS: Final = {
    912: _MUTE,  # bots are switched off in the community's settings
    920: GONE,  # this message cannot be edited: it was deleted
    922: Outcome(ActionState.NOT_ALLOWED, "kicked"),
    950: Outcome(ActionState.FAILED, "blocked"),  # too long ago that the person wrote
    983: _MUTE,
    1012: _MUTE,
}
"""What only words meet, by VK's code (schema 5.199, errors of messages.send and messages.edit)."""
_DEAD: Final = frozenset({"5", "1117"})
_DEAD_SECONDS: Final = 60.0
_NOTHING: Final = Outcome(ActionState.FAILED, "nothing_to_say")
_NOWHERE: Final = Outcome(ActionState.FAILED, "bad_request")


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
        except VkError as error:
            if isinstance(error, VkByHand) and error.capability == SPEAK:
                return _silenced(error)
            public = action.channel.external_id in COMMUNITY
            known = _MEANINGS.get(error.code)
            return known or outcome_of(error, action.kind, self._now(), "reply" if public else "")

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
        return await self._speak(action, rendered)

    def _words_of(self, action: Action, view: CardView | None) -> Rendered:
        params = action.params
        if action.kind is ActionKind.SEND_CARD:
            return self._rendered(view)
        if action.kind is ActionKind.SAY:
            return render_speech(params, self._words(params))
        if action.kind is ActionKind.REPOST:
            return render_repost(params, self._texts)
        return render_reply(str(params.get("text") or ""))

    async def _speak(self, action: Action, rendered: Rendered) -> Outcome:
        to = where(action)
        if not to.peer:
            return _NOWHERE
        return _said(await speak(self._tiers, action.key, to, rendered), rendered)

    async def _comment(self, action: Action, rendered: Rendered) -> Outcome:
        spot = spot_of(action)
        if spot is None:
            return _NOWHERE
        address = await write_comment(self._tiers, self._around, action, spot, rendered.text)
        return _said(address, rendered)

    async def _edit(self, action: Action, view: CardView | None) -> Outcome:
        rendered = self._rendered(view)
        known: Mapping[str, Json] = view.extra if view is not None else {}
        address = str(known.get("message_id") or action.params.get("message_id") or "")
        there = Spoken.read(address)
        if not rendered.text or not there.cmid:
            return _NOTHING
        outcome = _said(address, rendered)
        if known.get("rendered_hash") == rendered.hash:
            return Outcome(ActionState.ALREADY, "same", outcome.answer)
        await redraw(self._tiers, there, rendered)
        return outcome

    async def _answer(self, action: Action) -> Outcome:
        params = action.params
        code = str(params.get("code") or "")
        text = self._words(params).say(code, arguments(params.get("args"))) if code else ""
        try:
            answered = await answer_press(self._tiers, action.target, event_data(text))
        except VkBadRequest:
            # Its minute is over, or it was answered and only the word of it was lost.
            return Outcome(ActionState.FAILED, "too_old")
        return Outcome(ActionState.DONE) if answered else _NOWHERE

    def _rendered(self, view: CardView | None) -> Rendered:
        if view is None:
            return Rendered("")
        if view.card is not None:
            return render_card(view.card, self._texts)
        return Rendered("") if view.text is None else render_speech(_params(view.text), self._texts)

    def _words(self, params: Mapping[str, Json]) -> Texts:
        language = params.get("language")
        return Texts(language) if isinstance(language, str) and language else self._texts


def _silenced(error: VkByHand) -> Outcome:
    """Keep what a dead key could not say until there is another; a right is asked for."""
    if error.reason.partition(":")[0] in _DEAD:
        return Outcome(ActionState.QUEUED, "token_refused", retry_after=_DEAD_SECONDS)
    return _MUTE


def _said(address: str, rendered: Rendered) -> Outcome:
    answer: dict[str, Json] = {"rendered_hash": rendered.hash}
    return Outcome(
        ActionState.DONE, answer={**answer, "message_id": address} if address else answer
    )


def _params(word: Word) -> dict[str, Json]:
    return {"code": word.code, "args": dict(word.args)}
