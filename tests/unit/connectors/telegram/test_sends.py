"""Sends against the sandbox: cards, quotes, replies and answers, each where it belongs."""

from bot.connectors.telegram import TelegramConnector
from bot.ports import CardView
from models.action import ActionKind, ActionState
from models.card import Button, Card, Choice, Quote, Word
from sandbox.telegram import TelegramSandbox
from tests.unit.connectors.telegram.acting import DONE, act, ended


def face(**changes: object) -> CardView:
    base: dict[str, object] = {
        "case_id": 1 << 50,
        "version": 1,
        "title": Word("card.title.urgent"),
        "quotes": (Quote("<b>Помогите</b> & всё", "Анна <i>"),),
        "buttons": ((Button(Word("button.done"), Choice.DONE),),),
    }
    return CardView(Card(**{**base, **changes}))  # type: ignore[arg-type]


async def test_a_card_is_sent_silently_unless_it_is_urgent(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup("Модераторы")
    outcome = await connector.perform(act(ActionKind.SEND_CARD, chat), face())
    await connector.perform(act(ActionKind.SEND_CARD, chat), face(sounds=True))
    quiet, loud = [call.params for call in tg.calls_of("sendMessage")]
    assert str(quiet["disable_notification"]).lower() == "true"
    assert str(loud["disable_notification"]).lower() == "false"
    card = tg.cards(chat)[0]
    assert outcome.answer["message_id"] == str(card["message_id"])
    assert "<b>Помогите</b> & всё" in card["text"]
    assert tg.buttons(card) == ["✅ Done"]
    assert tg.surprises == []


async def test_a_card_that_did_not_change_is_not_edited(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup()
    sent = await connector.perform(act(ActionKind.SEND_CARD, chat), face())
    refresh = act(ActionKind.REFRESH_CARD, chat)
    same = CardView(face().card, None, dict(sent.answer))
    assert ended(await connector.perform(refresh, same)) == (ActionState.ALREADY, "same")
    assert tg.calls_of("editMessageText") == []
    changed = CardView(face(version=2).card, None, dict(sent.answer))
    outcome = await connector.perform(refresh, changed)
    assert ended(outcome) == DONE
    assert outcome.answer["rendered_hash"] != sent.answer["rendered_hash"]
    unknown = CardView(face(version=2).card, None, {"message_id": sent.answer["message_id"]})
    assert ended(await connector.perform(refresh, unknown)) == (ActionState.ALREADY, "same")


async def test_a_deleted_card_is_gone(tg: TelegramSandbox, connector: TelegramConnector) -> None:
    chat = tg.supergroup()
    view = CardView(face().card, None, {"message_id": "77"})
    outcome = await connector.perform(act(ActionKind.REFRESH_CARD, chat), view)
    assert ended(outcome) == (ActionState.ALREADY, "gone")


async def test_a_restored_message_stands_in_the_thread_of_its_post(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    channel, chat = tg.channel(), tg.supergroup()
    tg.link(channel, chat)
    post = tg.post(channel, "Акция")
    repost = act(
        ActionKind.REPOST, chat, text="вернулось", author="Анна", thread=str(post["message_id"])
    )
    assert ended(await connector.perform(repost, None)) == DONE
    (said,) = tg.said_by_bot(chat)
    assert said["reply_to_message"]["message_id"] == post["message_id"]


async def test_a_restored_message_returns_to_its_topic(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.forum()
    repost = act(ActionKind.REPOST, chat, text="вернулось", author="Анна", thread="2")
    assert ended(await connector.perform(repost, None)) == DONE
    (said,) = tg.said_by_bot(chat)
    assert said["message_thread_id"] == 2


async def test_a_reply_is_plain_text_and_survives_the_loss_of_what_it_answers(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup()
    asked = tg.say(tg.person(), chat, "где?")
    tg.delete(asked)
    reply = act(ActionKind.REPLY, chat, text="<b>тут</b>", reply_to=str(asked["message_id"]))
    assert ended(await connector.perform(reply, None)) == DONE
    assert tg.said_by_bot(chat)[0]["text"] == "<b>тут</b>"


async def test_a_business_customer_is_answered_through_the_connection(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    owner, customer = tg.person("Лавка"), tg.person("Клиент")
    connection = tg.connect_business(owner)
    asked = tg.business_message(connection, customer, "где заказ?")
    reply = act(
        ActionKind.REPLY,
        f"{customer}@{connection}",
        text="едет",
        reply_to=str(asked["message_id"]),
    )
    assert ended(await connector.perform(reply, None)) == DONE
    (call,) = tg.calls_of("sendMessage")
    assert call.params["business_connection_id"] == connection


async def test_every_press_is_answered_in_words(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    await connector.perform(act(ActionKind.SEND_CARD, chat), face())
    query = tg.press(person, tg.cards(chat)[0], "Done")
    answer = act(ActionKind.ANSWER_PRESS, chat, query["id"], code="press.refused", alert=True)
    assert ended(await connector.perform(answer, None)) == DONE
    assert "no role" in str(tg.answer_to(query))
    late = act(ActionKind.ANSWER_PRESS, chat, "1", code="press.refused")
    assert ended(await connector.perform(late, None)) == (ActionState.FAILED, "too_old")


async def test_private_words_are_in_the_readers_language(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person = tg.person()
    tg.dm(person)
    await connector.perform(act(ActionKind.SAY, person, code="setup.owner", language="ru"), None)
    await connector.perform(act(ActionKind.SAY, person, code="setup.owner"), None)
    russian, english = [one["text"] for one in tg.said_by_bot(person)]
    assert "владелец" in russian
    assert "owner" in english


async def test_a_person_who_blocked_us_is_an_outcome(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person = tg.person()
    tg.dm(person)
    tg.block_bot(person)
    outcome = await connector.perform(act(ActionKind.SAY, person, code="setup.owner"), None)
    assert ended(outcome) == (ActionState.FAILED, "blocked")


async def test_leaving_a_chat(tg: TelegramSandbox, connector: TelegramConnector) -> None:
    chat = tg.supergroup()
    assert ended(await connector.perform(act(ActionKind.LEAVE, chat), None)) == DONE
    assert tg.status(tg.bot["id"], chat)["status"] == "left"
