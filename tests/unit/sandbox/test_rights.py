"""What the bot may do to people and messages, by its rights and theirs."""

import pytest

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client

NO_RIGHT = "Bad Request: not enough rights to restrict/unrestrict chat member"


async def test_deleting_needs_the_right_the_message_and_48_hours(
    tg: TelegramSandbox, api: Client
) -> None:
    chat, anna = tg.supergroup(), tg.person()
    old = tg.say(anna, chat, "давно", date=tg.now() - 49 * 3600)
    new = tg.say(anna, chat, "сейчас")
    said = await api.refused("deleteMessage", chat_id=chat, message_id=old["message_id"])
    assert said == "Bad Request: message can't be deleted for everyone"
    tg.set_bot_rights(chat, can_delete_messages=False)
    said = await api.refused("deleteMessage", chat_id=chat, message_id=new["message_id"])
    assert said == "Bad Request: message can't be deleted"
    tg.set_bot_rights(chat, can_delete_messages=True)
    await api.ok("deleteMessage", chat_id=chat, message_id=new["message_id"])
    assert tg.is_deleted(new)
    said = await api.refused("deleteMessage", chat_id=chat, message_id=new["message_id"])
    assert said == "Bad Request: message to delete not found"


async def test_deleting_many_skips_the_unknown_and_takes_a_hundred(
    tg: TelegramSandbox, api: Client
) -> None:
    chat, anna = tg.supergroup(), tg.person()
    numbers = [tg.say(anna, chat, str(n))["message_id"] for n in range(3)]
    await api.ok("deleteMessages", chat_id=chat, message_ids=[*numbers, 999])
    assert tg.messages(chat) == []
    many = list(range(101))
    assert "too many" in await api.refused("deleteMessages", chat_id=chat, message_ids=many)


async def test_a_ban_in_a_supergroup_takes_all_messages_along(
    tg: TelegramSandbox, api: Client
) -> None:
    chat, anna, boris = tg.supergroup(), tg.person(), tg.person()
    hers, his = tg.say(anna, chat, "раз"), tg.say(boris, chat, "два")
    await api.ok("banChatMember", chat_id=chat, user_id=anna)
    assert tg.is_deleted(hers)
    assert not tg.is_deleted(his)
    with pytest.raises(PermissionError):
        tg.say(anna, chat, "три")
    update = (await api.ok("getUpdates"))[-1]["chat_member"]
    assert update["new_chat_member"] == {**update["new_chat_member"], "status": "kicked"}
    assert update["from"]["id"] == tg.bot["id"]


async def test_an_unban_puts_a_present_member_out_unless_told_otherwise(
    tg: TelegramSandbox, api: Client
) -> None:
    chat, anna = tg.supergroup(), tg.person()
    tg.seat(anna, chat)
    who = {"chat_id": chat, "user_id": anna}
    await api.ok("unbanChatMember", only_if_banned=True, **who)
    assert tg.status(anna, chat)["status"] == "member"
    await api.ok("unbanChatMember", **who)
    assert tg.status(anna, chat)["status"] == "left"


@pytest.mark.parametrize(("ahead", "kept"), [(10, False), (3600, True), (400 * 86400, False)])
async def test_a_restriction_that_ends_too_soon_or_too_late_is_for_ever(
    tg: TelegramSandbox, api: Client, ahead: int, *, kept: bool
) -> None:
    chat, anna = tg.supergroup(), tg.person()
    tg.seat(anna, chat)
    until = tg.now() + ahead
    who = {"chat_id": chat, "user_id": anna, "permissions": {}, "until_date": until}
    await api.ok("restrictChatMember", **who)
    assert tg.status(anna, chat)["until_date"] == (until if kept else 0)


async def test_all_permissions_lift_a_restriction(tg: TelegramSandbox, api: Client) -> None:
    chat, anna = tg.supergroup(), tg.person()
    tg.seat(anna, chat)
    who = {"chat_id": chat, "user_id": anna}
    await api.ok("restrictChatMember", permissions={"can_send_messages": False}, **who)
    with pytest.raises(PermissionError):
        tg.say(anna, chat, "x")
    everything = dict.fromkeys(tg.state.chats[chat].permissions, True)
    await api.ok("restrictChatMember", permissions=everything, **who)
    assert tg.status(anna, chat)["status"] == "member"


async def test_administrators_and_the_owner_are_out_of_reach(
    tg: TelegramSandbox, api: Client
) -> None:
    chat, admin, owner = tg.supergroup(), tg.person(), tg.person()
    tg.promote(admin, chat)
    tg.own(owner, chat)
    ban = "banChatMember"
    said = await api.refused(ban, chat_id=chat, user_id=admin)
    assert said == "Bad Request: user is an administrator of the chat"
    assert "owner" in await api.refused(ban, chat_id=chat, user_id=owner)
    assert "self" in await api.refused(ban, chat_id=chat, user_id=tg.bot["id"])
    said = await api.refused(ban, chat_id=chat, user_id=123456)
    assert said == "Bad Request: PARTICIPANT_ID_INVALID"


@pytest.mark.parametrize("method", ["banChatMember", "restrictChatMember", "banChatSenderChat"])
async def test_without_the_right_nobody_is_touched(
    tg: TelegramSandbox, api: Client, method: str
) -> None:
    chat = tg.supergroup()
    tg.set_bot_rights(chat, can_restrict_members=False)
    who = {"chat_id": chat, "user_id": tg.person(), "permissions": {}, "sender_chat_id": -1}
    assert await api.refused(method, **who) == NO_RIGHT


async def test_a_banned_channel_cannot_write(tg: TelegramSandbox, api: Client) -> None:
    chat, channel = tg.supergroup(), tg.channel(bot="absent")
    tg.as_channel(channel, chat, "раз")
    await api.ok("banChatSenderChat", chat_id=chat, sender_chat_id=channel)
    with pytest.raises(PermissionError):
        tg.as_channel(channel, chat, "два")


async def test_a_bot_that_was_put_out_is_told_so_and_hears_nothing(
    tg: TelegramSandbox, api: Client
) -> None:
    chat = tg.supergroup()
    tg.kick_bot(chat)
    tg.say(tg.person(), chat, "секрет")
    update = (await api.ok("getUpdates"))[-1]
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    said = await api.refused("sendMessage", chat_id=chat, text="x")
    assert said == "Forbidden: bot was kicked from the supergroup chat"


async def test_a_group_that_became_a_supergroup_says_where_it_went(
    tg: TelegramSandbox, api: Client
) -> None:
    group = tg.group()
    new = tg.migrate(group)
    body = await api.call("sendMessage", chat_id=group, text="x")
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new}
    moves = [update["message"] for update in await api.ok("getUpdates")]
    assert [m.get("migrate_to_chat_id") for m in moves] == [new, None]
    await api.ok("sendMessage", chat_id=new, text="x")


async def test_privacy_mode_hides_what_is_not_for_the_bot(tg: TelegramSandbox, api: Client) -> None:
    tg.settings.private_mode = True
    chat, anna = tg.supergroup(bot="member"), tg.person()
    tg.say(anna, chat, "между нами")
    tg.say(anna, chat, "/help")
    tg.say(anna, tg.supergroup(bot="admin"), "админ видит всё")
    texts = [update["message"]["text"] for update in await api.ok("getUpdates")]
    assert texts == ["/help", "админ видит всё"]


async def test_a_join_request_is_let_in_or_not(tg: TelegramSandbox, api: Client) -> None:
    chat, anna = tg.supergroup(), tg.person()
    tg.request_join(anna, chat, "о себе")
    who = {"chat_id": chat, "user_id": anna}
    await api.ok("approveChatJoinRequest", **who)
    assert tg.status(anna, chat)["status"] == "member"
    assert "HIDE_REQUESTER_MISSING" in await api.refused("declineChatJoinRequest", **who)


async def test_a_reaction_can_be_taken_away(tg: TelegramSandbox, api: Client) -> None:
    chat, anna = tg.supergroup(), tg.person()
    message = tg.say(anna, chat, "x")
    tg.react(anna, message, "💩")
    what = {"chat_id": chat, "message_id": message["message_id"], "user_id": anna}
    await api.ok("deleteMessageReaction", **what)
    assert "reaction not found" in await api.refused("deleteMessageReaction", **what)
