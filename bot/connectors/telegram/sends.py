"""Sends: cards, short texts, replies, quotes, and answers to presses.

A send is never repeated here: whether a broken connection carried it is not known, so the outcome
says so and the courier sends again only as a marked repeat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.connectors.telegram.acts import carry_out
from bot.connectors.telegram.address import split_address
from bot.connectors.telegram.aio import Bot, exceptions, types
from bot.connectors.telegram.html import LIMIT
from bot.connectors.telegram.outcomes import outcome_of
from bot.connectors.telegram.render import Rendered, render_card, render_repost, render_speech
from bot.layout import arguments
from bot.ports import CardView
from bot.runs import plain, shorten
from bot.texts import Texts
from models.action import Action, ActionKind, ActionState, Json, Outcome
from models.card import Word

_ANSWER_LIMIT: Final = 200
"""Bot API: `answerCallbackQuery.text` is at most 200 characters."""
_NO_PREVIEW: Final = types.LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class _Letter:
    """What goes out, and where in the chat."""

    rendered: Rendered
    html: bool = True
    silent: bool = True
    reply_to: int | None = None
    thread: int | None = None
    topic: int | None = None


class Sends:
    """Puts words into chats with one Bot, in one language unless the act names another."""

    def __init__(self, bot: Bot, texts: Texts) -> None:
        """Take the Bot that sends and the words of shared chats."""
        self._bot = bot
        self._texts = texts

    async def perform(self, action: Action, view: CardView | None) -> Outcome:
        """Send, edit or answer; refusals are outcomes."""
        if action.kind is ActionKind.ANSWER_PRESS:
            return await self._answer(action)
        if action.kind is ActionKind.REFRESH_CARD:
            return await self._edit(action, view)
        letter = self._letter(action, view)
        if not letter.rendered.text.strip():
            return Outcome(ActionState.FAILED, "nothing_to_say")
        return await self._send(action, letter)

    def _letter(self, action: Action, view: CardView | None) -> _Letter:
        params = action.params
        letter = _Letter(
            self._rendered(view),
            silent=params.get("silent") is not False,
            reply_to=_id(params, "reply_to"),
            thread=_id(params, "thread"),
            topic=_id(params, "direct_topic"),
        )
        if action.kind is ActionKind.SEND_CARD:
            sounds = view is not None and view.card is not None and view.card.sounds
            return replace(letter, silent=not sounds)
        if action.kind is ActionKind.SAY:
            return replace(letter, rendered=render_speech(params, self._words(params)))
        if action.kind is ActionKind.REPOST:
            return replace(letter, rendered=render_repost(params, self._texts))
        text = shorten(plain(str(params.get("text") or "")), LIMIT)
        return replace(letter, rendered=Rendered(text), html=False)

    async def _send(self, action: Action, letter: _Letter) -> Outcome:
        chat, connection = split_address(action.channel.external_id)
        try:
            sent = await self._deliver(chat, connection, letter)
        except exceptions.TelegramNetworkError as error:
            unsure = "ConnectorError" not in error.message
            outcome = outcome_of(error, action.kind)
            return Outcome(outcome.state, "down", {}, outcome.retry_after, repeated=unsure)
        except exceptions.AiogramError as error:
            outcome = outcome_of(error, action.kind)
            if outcome.state is not ActionState.DONE:
                return outcome
            return Outcome(
                ActionState.DONE,
                answer={**outcome.answer, "rendered_hash": letter.rendered.hash},
            )
        answer: dict[str, Json] = {
            "message_id": str(sent.message_id),
            "rendered_hash": letter.rendered.hash,
        }
        if sent.chat.id != chat:
            answer["moved_to"] = str(sent.chat.id)
        return Outcome(ActionState.DONE, answer=answer)

    async def _deliver(self, chat: int, connection: str | None, letter: _Letter) -> types.Message:
        try:
            return await self._call(chat, connection, letter)
        except exceptions.TelegramMigrateToChat as moved:
            return await self._call(moved.migrate_to_chat_id, connection, letter)
        except exceptions.TelegramBadRequest as refused:
            if letter.thread is None or "thread not found" not in refused.message:
                raise
            # Comments are no forum topics: an answer to the thread's root stands there as well.
            root = letter.reply_to or letter.thread
            return await self._call(chat, connection, replace(letter, thread=None, reply_to=root))

    async def _call(self, chat: int, connection: str | None, letter: _Letter) -> types.Message:
        # Under a post only an answer to its copy is a comment; in a topic it changes nothing.
        above = letter.reply_to or letter.thread
        reply = None
        if above is not None:
            reply = types.ReplyParameters(message_id=above, allow_sending_without_reply=True)
        return await self._bot.send_message(
            chat,
            letter.rendered.text,
            business_connection_id=connection,
            message_thread_id=letter.thread,
            direct_messages_topic_id=letter.topic,
            parse_mode="HTML" if letter.html else None,
            link_preview_options=_NO_PREVIEW,
            disable_notification=letter.silent,
            reply_parameters=reply,
            reply_markup=letter.rendered.keyboard,
        )

    async def _edit(self, action: Action, view: CardView | None) -> Outcome:
        rendered = self._rendered(view)
        known: Mapping[str, Json] = view.extra if view is not None else {}
        message = _id(known, "message_id") or _id(action.params, "message_id")
        if not rendered.text or message is None:
            return Outcome(ActionState.FAILED, "nothing_to_say")
        answer: dict[str, Json] = {"message_id": str(message), "rendered_hash": rendered.hash}
        if known.get("rendered_hash") == rendered.hash:
            return Outcome(ActionState.ALREADY, "same", answer)
        chat, _ = split_address(action.channel.external_id)
        outcome = await carry_out(
            lambda chat: self._bot.edit_message_text(
                rendered.text,
                chat_id=chat,
                message_id=message,
                parse_mode="HTML",
                link_preview_options=_NO_PREVIEW,
                reply_markup=rendered.keyboard,
            ),
            chat,
            action.kind,
        )
        if outcome.state is ActionState.DONE or outcome.code == "same":
            return Outcome(outcome.state, outcome.code, answer)
        return outcome

    async def _answer(self, action: Action) -> Outcome:
        params = action.params
        code = str(params.get("code") or "")
        text = self._words(params).say(code, arguments(params.get("args"))) if code else None
        return await carry_out(
            lambda _: self._bot.answer_callback_query(
                action.target,
                text=None if text is None else shorten(text, _ANSWER_LIMIT),
                show_alert=params.get("alert") is True,
            ),
            0,
            action.kind,
        )

    def _rendered(self, view: CardView | None) -> Rendered:
        if view is None:
            return Rendered("")
        if view.card is not None:
            return render_card(view.card, self._texts)
        return Rendered("") if view.text is None else render_speech(_params(view.text), self._texts)

    def _words(self, params: Mapping[str, Json]) -> Texts:
        language = params.get("language")
        return Texts(language) if isinstance(language, str) and language else self._texts


def _id(params: Mapping[str, Json], key: str) -> int | None:
    value = params.get(key)
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if type(value) is int and value > 0 else None


def _params(word: Word) -> dict[str, Json]:
    return {"code": word.code, "args": dict(word.args)}
