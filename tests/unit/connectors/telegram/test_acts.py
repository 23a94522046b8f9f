"""Acts against the sandbox: what is done is done, and every refusal has its code."""

import json

import pytest

from bot.connectors.telegram import TelegramConnector
from models.action import ActionKind, ActionState
from sandbox.telegram import TelegramSandbox
from tests.unit.connectors.telegram.acting import DONE, act, ended
from tests.unit.connectors.telegram.wires import RECEIVED


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
