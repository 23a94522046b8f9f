"""Acts against the sandbox: what is done is done, and every refusal has its code."""

import json

import pytest

from bot.connectors.telegram import TelegramConnector
from bot.ports import CardView
from models.action import Action, ActionKind, ActionState, Outcome
from models.card import Button, Card, Choice, Quote, Word
from models.channel import ChannelKey, Platform, Purpose
from models.event import Surveyed
from models.person import Role
from sandbox.telegram import TelegramSandbox
from tests.unit.connectors.telegram.wires import RECEIVED, FakeGate

Made = tuple[ActionState, str]


def act(kind: ActionKind, chat: int | str, target: object = "", **params: object) -> Action:
    key = ChannelKey(Platform.TELEGRAM, "1", str(chat))
    return Action(1, kind, key, "key", str(target), params)  # type: ignore[arg-type]


def ended(outcome: Outcome) -> Made:
    return outcome.state, outcome.code


DONE: Made = (ActionState.DONE, "")


async def test_a_message_is_deleted_and_its_absence_is_already_so(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup()
    spam = tg.say(tg.person(), chat, "спам")
    delete = act(ActionKind.DELETE, chat, spam["message_id"])
    assert ended(await connector.perform(delete, None)) == DONE
    assert tg.is_deleted(spam)
    assert ended(await connector.perform(delete, None)) == (ActionState.ALREADY, "gone")


async def test_many_deletes_of_a_chat_are_one_call(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    wave = [tg.say(person, chat, f"спам {number}") for number in range(100)]
    deletes = [act(ActionKind.DELETE, chat, one["message_id"]) for one in wave]
    assert {ended(one) for one in await connector.perform_many(deletes)} == {DONE}
    assert len(tg.calls_of("deleteMessages")) == 1
    assert all(tg.is_deleted(one) for one in wave)


async def test_a_missing_right_is_named(tg: TelegramSandbox, connector: TelegramConnector) -> None:
    person, chat = tg.person(), tg.supergroup()
    spam = tg.say(person, chat, "спам")
    tg.set_bot_rights(chat, can_delete_messages=False, can_restrict_members=False)
    delete = act(ActionKind.DELETE, chat, spam["message_id"])
    ban = act(ActionKind.BAN, chat, person)
    missing = (ActionState.NOT_ALLOWED, "no_right:delete")
    assert ended(await connector.perform(delete, None)) == missing
    assert [ended(one) for one in await connector.perform_many([delete, delete])] == [missing] * 2
    refused = (ActionState.NOT_ALLOWED, "no_right:restrict")
    assert ended(await connector.perform(ban, None)) == refused


async def test_a_message_too_old_is_told_from_a_missing_right(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup()
    spam = tg.say(tg.person(), chat, "спам")
    tg.fail_next(
        "deleteMessage", error_code=400, description="Bad Request: message can't be deleted"
    )
    outcome = await connector.perform(act(ActionKind.DELETE, chat, spam["message_id"]), None)
    assert ended(outcome) == (ActionState.NOT_ALLOWED, "too_old")


async def test_a_user_is_banned_and_comes_back(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    tg.say(person, chat, "спам")
    assert ended(await connector.perform(act(ActionKind.BAN, chat, person), None)) == DONE
    assert tg.status(person, chat)["status"] == "kicked"
    assert ended(await connector.perform(act(ActionKind.UNBAN, chat, person), None)) == DONE
    assert tg.status(person, chat)["status"] == "left"


async def test_unbanning_somebody_who_is_there_throws_nobody_out(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    tg.say(person, chat, "привет")
    await connector.perform(act(ActionKind.UNBAN, chat, person), None)
    assert tg.status(person, chat)["status"] == "member"


async def test_a_channel_that_speaks_is_banned_as_a_channel(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    sender, chat = tg.channel("Казино"), tg.supergroup()
    ban = act(ActionKind.BAN, chat, sender, sender_chat=True)
    assert ended(await connector.perform(ban, None)) == DONE
    with pytest.raises(PermissionError):
        tg.as_channel(sender, chat, "ещё")
    unban = act(ActionKind.UNBAN, chat, sender, sender_chat=True)
    assert ended(await connector.perform(unban, None)) == DONE
    tg.as_channel(sender, chat, "снова тут")


@pytest.mark.parametrize("fake", [777000, 1087968824, 136817688])
async def test_stand_in_users_are_never_banned(
    tg: TelegramSandbox, connector: TelegramConnector, fake: int
) -> None:
    outcome = await connector.perform(act(ActionKind.BAN, tg.supergroup(), fake), None)
    assert ended(outcome) == (ActionState.UNSUPPORTED, "fake_user")
    assert tg.calls_of("banChatMember") == []


async def test_an_administrator_is_not_banned(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    tg.promote(person, chat)
    outcome = await connector.perform(act(ActionKind.BAN, chat, person), None)
    assert ended(outcome) == (ActionState.NOT_ALLOWED, "target_is_admin")


async def test_an_end_too_near_is_never_for_ever(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    await connector.perform(act(ActionKind.BAN, chat, person, until=RECEIVED + 5), None)
    (call,) = tg.calls_of("banChatMember")
    assert int(str(call.params["until_date"])) >= RECEIVED // 1_000_000 + 30


async def test_restrictions_are_undone_exactly(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    tg.say(person, chat, "привет")
    odd = {"can_send_messages": True, "can_send_photos": True, "can_send_polls": False}
    first = act(ActionKind.RESTRICT, chat, person, permissions=odd)
    assert ended(await connector.perform(first, None)) == DONE
    shape = tg.status(person, chat)
    mute = act(ActionKind.RESTRICT, chat, person, permissions={})
    before = json.loads(await connector.before(mute))
    await connector.perform(mute, None)
    assert tg.status(person, chat)["can_send_messages"] is False
    back = act(ActionKind.UNRESTRICT, chat, person, permissions=before["permissions"])
    await connector.perform(back, None)
    assert {k: v for k, v in tg.status(person, chat).items() if k.startswith("can_")} == {
        k: v for k, v in shape.items() if k.startswith("can_")
    }


async def test_a_plain_member_had_all_rights_before(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    person, chat = tg.person(), tg.supergroup()
    tg.say(person, chat, "привет")
    before = json.loads(await connector.before(act(ActionKind.BAN, chat, person)))
    assert before["status"] == "member"
    assert all(before["permissions"].values())
    assert await connector.before(act(ActionKind.BAN, chat, -1007, sender_chat=True)) == ""


async def test_a_429_and_an_outage_are_not_settled(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup()
    spam = tg.say(tg.person(), chat, "спам")
    delete = act(ActionKind.DELETE, chat, spam["message_id"])
    tg.fail_next("deleteMessage", retry_after=7)
    outcome = await connector.perform(delete, None)
    assert (*ended(outcome), outcome.retry_after) == (ActionState.QUEUED, "flood", 7.0)
    with tg.down(502):
        outcome = await connector.perform(delete, None)
    assert ended(outcome) == (ActionState.QUEUED, "down")
    assert outcome.retry_after
    tg.drop_connections(1)
    assert ended(await connector.perform(delete, None)) == DONE


async def test_a_send_is_not_repeated_by_itself_and_says_that_it_may_have_gone(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup()
    tg.fail_next("sendMessage", error_code=0, after=True)
    outcome = await connector.perform(act(ActionKind.SAY, chat, code="test.empty"), None)
    assert ended(outcome) == (ActionState.QUEUED, "down")
    assert outcome.repeated
    assert len(tg.calls_of("sendMessage")) == 1


async def test_a_chat_that_moved_is_followed(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    old = tg.group()
    new = tg.migrate(old)
    outcome = await connector.perform(act(ActionKind.SAY, old, code="test.empty"), None)
    assert ended(outcome) == DONE
    assert outcome.answer["moved_to"] == str(new)
    assert len(tg.said_by_bot(new)) == 1


async def test_a_chat_that_is_lost_is_named(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat = tg.supergroup()
    tg.kick_bot(chat)
    codes = [
        (await connector.perform(act(ActionKind.SAY, where, code="test.empty"), None)).code
        for where in (chat, -100999)
    ]
    assert codes == ["kicked", "chat_gone"]


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


def place(connector: TelegramConnector, chat: int) -> ChannelKey:
    return ChannelKey(Platform.TELEGRAM, connector.account.partition(":")[2], str(chat))


async def test_a_survey_tells_name_rights_and_staff(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    chat, boss, helper = tg.supergroup("Чат бренда"), tg.person("Босс"), tg.person("Помощник")
    tg.own(boss, chat)
    tg.promote(helper, chat)
    (seen,) = await connector.survey(place(connector, chat), Purpose.WATCHED)
    assert isinstance(seen, Surveyed)
    assert seen.title == "Чат бренда"
    assert seen.rights is not None
    assert {"delete", "restrict"} <= seen.rights
    staff = {(one.external_id, role) for one, role in seen.staff}
    assert staff == {(str(boss), Role.LEAD), (str(helper), Role.MODERATOR)}


async def test_a_survey_of_a_lost_place_says_that_we_are_not_there(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    (seen,) = await connector.survey(place(connector, -100999), Purpose.WATCHED)
    assert isinstance(seen, Surveyed)
    assert seen.rights is None


async def test_a_survey_learns_the_linked_channel_and_lets_it_in(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    channel, chat = tg.channel(), tg.supergroup()
    tg.link(channel, chat)
    gate.chats = {str(chat)}
    await connector.survey(place(connector, chat), Purpose.WATCHED)
    assert connector.around.admits(str(channel))
    assert str(chat) in connector.around.discussions


async def test_capabilities_name_each_missing_right(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    watched, mods, lost = tg.supergroup(), tg.supergroup(), -100999
    await connector.survey(place(connector, watched), Purpose.WATCHED)
    await connector.survey(place(connector, mods), Purpose.MODERATORS)
    await connector.survey(place(connector, lost), Purpose.WATCHED)
    tg.set_bot_rights(watched, can_delete_messages=False)
    found = {(one.name, one.where): (one.can, one.why) for one in await connector.capabilities()}
    assert found["delete", str(watched)] == (False, "no_right:delete")
    assert found["restrict", str(watched)] == (True, "")
    assert found["read", str(mods)] == (True, "")
    assert ("delete", str(mods)) not in found
    assert found["read", str(lost)] == (False, "capability.not_there")
