"""Private messages and chats: numbers, permission, deletion, kicks, edits, marks."""

import json

import pytest

from sandbox.vk import VkSandbox
from sandbox.vk.client import Client
from sandbox.vk.wire import JsonObject

DAY = 86_400


def last(vk: VkSandbox) -> JsonObject:
    return vk.feed.after(vk.feed.ts - 1)[0]


def keyboard(*labels: str) -> str:
    action = {"type": "callback", "payload": json.dumps({"d": "x"})}
    rows = [[{"action": {**action, "label": label}}] for label in labels]
    return json.dumps({"inline": True, "buttons": rows})


async def test_nobody_is_written_to_who_has_not_allowed_it(vk: VkSandbox, api: Client) -> None:
    anna = vk.person()
    call = {"peer_id": anna, "message": "Здравствуйте", "random_id": 0}
    assert await api.refused("messages.send", **call) == 901
    vk.message(anna, "Привет")
    assert last(vk)["object"]["message"]["from_id"] == anna
    assert await api.ok("messages.send", **call) > 0
    vk.deny_messages(anna)
    assert await api.refused("messages.send", **call) == 901
    vk.allow_messages(anna)
    vk.block_by_hand(vk.key_holder, anna)
    assert await api.refused("messages.send", **call) == 900


async def test_one_random_id_sends_once_an_hour_to_one_peer(vk: VkSandbox, api: Client) -> None:
    one, two = vk.chat(), vk.chat()
    call = {"message": "раз", "random_id": 77}
    first = await api.ok("messages.send", peer_ids=one, **call)
    assert await api.ok("messages.send", peer_ids=one, **call) == first
    await api.ok("messages.send", peer_ids=two, **call)
    assert (len(vk.messages(one)), len(vk.messages(two))) == (1, 1)
    vk.advance(3601)
    assert await api.ok("messages.send", peer_ids=one, **call) != first


async def test_several_peers_are_answered_one_by_one(vk: VkSandbox, api: Client) -> None:
    chat, anna = vk.chat(), vk.person()
    sent = await api.ok("messages.send", peer_ids=[chat, anna], message="раз", random_id=1)
    assert sent[0] == {"peer_id": chat, "message_id": 0, "conversation_message_id": 1}
    assert sent[1]["error"]["code"] == 901


async def test_in_a_chat_messages_have_no_id_but_a_number(vk: VkSandbox, api: Client) -> None:
    chat, anna = vk.chat(), vk.person()
    vk.seat(anna, chat)
    letter = vk.say(anna, chat, "Привет")
    message = last(vk)["object"]["message"]
    assert (message["id"], message["conversation_message_id"]) == (0, letter.cmid)
    assert message["peer_id"] == chat
    assert await api.ok("messages.send", peer_id=chat, message="x", random_id=3) == 0
    assert last(vk)["type"] == "message_reply"


async def test_a_chat_without_the_bot_is_closed_to_it(vk: VkSandbox, api: Client) -> None:
    chat, before = vk.chat(bot="absent"), vk.feed.ts
    vk.say(vk.key_holder, chat, "Без бота")
    assert vk.feed.ts == before
    call = {"peer_id": chat, "message": "x", "random_id": 3}
    assert await api.refused("messages.send", **call) == 917
    vk.invite_bot(chat)
    action = last(vk)["object"]["message"]["action"]
    assert action == {"type": "chat_invite_user", "member_id": -vk.group_id}
    await api.ok("messages.send", **call)


async def test_an_administrator_deletes_for_all_within_a_day(vk: VkSandbox, api: Client) -> None:
    chat, anna = vk.chat(bot="member"), vk.person()
    vk.seat(anna, chat)
    old, new = vk.say(anna, chat, "старое"), vk.say(anna, chat, "новое")
    call = {"peer_id": chat, "delete_for_all": True}
    answer = await api.ok("messages.delete", cmids=new.cmid, **call)
    assert answer[0]["error"]["code"] == 15
    vk.make_admin(-vk.group_id, chat)
    answer = await api.ok("messages.delete", cmids=[new.cmid, 99], **call)
    assert answer[0] == {"peer_id": chat, "conversation_message_id": new.cmid, "response": 1}
    assert answer[1]["error"]["code"] == 104
    assert new.deleted
    vk.advance(DAY + 1)
    answer = await api.ok("messages.delete", cmids=old.cmid, **call)
    assert answer[0]["error"]["code"] == 924
    assert not old.deleted


async def test_what_an_administrator_of_the_chat_wrote_stays(vk: VkSandbox, api: Client) -> None:
    chat, boss = vk.chat(), vk.person()
    vk.seat(boss, chat, admin=True)
    letter = vk.say(boss, chat, "моё")
    answer = await api.ok("messages.delete", peer_id=chat, cmids=letter.cmid, delete_for_all=True)
    assert answer[0]["error"]["code"] == 924


async def test_without_delete_for_all_people_still_see_it(vk: VkSandbox, api: Client) -> None:
    chat = vk.chat()
    letter = vk.say(vk.key_holder, chat, "x")
    await api.ok("messages.delete", peer_id=chat, cmids=letter.cmid)
    assert vk.messages(chat) == [letter]


async def test_kicks_need_an_administrator_and_a_member(vk: VkSandbox, api: Client) -> None:
    chat, anna, boss = vk.chat(bot="member"), vk.person(), vk.person()
    vk.seat(anna, chat)
    vk.seat(boss, chat, admin=True)
    call = {"chat_id": chat - 2_000_000_000}
    kick = "messages.removeChatUser"
    assert await api.refused(kick, member_id=anna, **call) == 925
    vk.make_admin(-vk.group_id, chat)
    assert await api.refused(kick, member_id=boss, **call) == 15
    await api.ok(kick, member_id=anna, **call)
    assert not vk.is_in_chat(anna, chat)
    assert await api.refused(kick, member_id=anna, **call) == 935
    with pytest.raises(PermissionError):
        vk.say(anna, chat, "x")
    await api.ok(kick, member_id=-vk.group_id, **call)
    assert not vk.is_in_chat(-vk.group_id, chat)


async def test_an_edit_replaces_text_and_buttons(vk: VkSandbox, api: Client) -> None:
    chat = vk.chat()
    sent = {"peer_ids": chat, "message": "карта", "random_id": 1, "keyboard": keyboard("Да")}
    await api.ok("messages.send", **sent)
    card = vk.cards(chat)[0]
    assert vk.buttons(card) == ["Да"]
    await api.ok("messages.edit", peer_id=chat, cmid=card.cmid, message="решено")
    assert (vk.cards(chat)[0].text, vk.buttons(card)) == ("решено", [])
    theirs = vk.say(vk.key_holder, chat, "x")
    edit = {"peer_id": chat, "message": "y"}
    assert await api.refused("messages.edit", cmid=theirs.cmid, **edit) == 920
    vk.advance(DAY + 1)
    assert await api.refused("messages.edit", cmid=card.cmid, **edit) == 909


async def test_texts_and_keyboards_have_limits(vk: VkSandbox, api: Client) -> None:
    call = {"peer_ids": vk.chat(), "random_id": 0}
    assert await api.refused("messages.send", message="x" * 4097, **call) == 914
    assert await api.refused("messages.send", message="", **call) == 100
    many = keyboard(*"абвгдеж")
    assert await api.refused("messages.send", message="x", keyboard=many, **call) == 911
    wide = {"action": {"type": "callback", "label": "x" * 41, "payload": "{}"}}
    for button in (wide, {"action": {"type": "callback", "label": "x", "payload": "no json"}}):
        board = json.dumps({"inline": True, "buttons": [[button]]})
        assert await api.refused("messages.send", message="x", keyboard=board, **call) == 911
    assert await api.refused("messages.send", message="x", keyboard="{", **call) == 911


async def test_a_reply_and_an_edit_of_a_person_are_told(vk: VkSandbox, api: Client) -> None:
    chat = vk.chat()
    one = vk.say(vk.key_holder, chat, "раз")
    vk.say(vk.key_holder, chat, "два", reply_to=one)
    reply = last(vk)["object"]["message"]["reply_message"]
    assert (reply["text"], reply["conversation_message_id"]) == ("раз", one.cmid)
    vk.edit_message(one, "иначе")
    assert last(vk)["type"] == "message_edit"
    assert last(vk)["object"]["text"] == "иначе"


async def test_members_are_told_to_an_administrator(vk: VkSandbox, api: Client) -> None:
    chat, anna = vk.chat(bot="member"), vk.person("Анна")
    vk.seat(anna, chat)
    assert await api.refused("messages.getConversationMembers", peer_id=chat) == 917
    vk.make_admin(-vk.group_id, chat)
    found = await api.ok("messages.getConversationMembers", peer_id=chat)
    owners = [item["member_id"] for item in found["items"] if item.get("is_owner")]
    admins = {item["member_id"] for item in found["items"] if item["is_admin"]}
    assert owners == [vk.key_holder]
    assert admins == {vk.key_holder, -vk.group_id}
    assert "Анна" in {one["first_name"] for one in found["profiles"]}


async def test_a_conversation_is_marked_and_found_by_its_mark(vk: VkSandbox, api: Client) -> None:
    anna, boris = vk.person(), vk.person()
    vk.message(anna, "раз")
    vk.message(boris, "два")

    async def peers(wanted: str) -> list[int]:
        found = await api.ok("messages.getConversations", filter=wanted)
        return [item["conversation"]["peer"]["id"] for item in found["items"]]

    assert await peers("unanswered") == [anna, boris]
    await api.ok("messages.markAsAnsweredConversation", peer_id=anna, answered=True)
    await api.ok("messages.markAsImportantConversation", peer_id=boris, important=True)
    assert await peers("unanswered") == [boris]
    assert await peers("important") == [boris]
    vk.answer_by_hand(vk.manager(), boris, "Отвечаем")
    assert last(vk)["object"]["admin_author_id"] in vk.state.managers
    assert await peers("unanswered") == []


async def test_messages_are_read_back(vk: VkSandbox, api: Client) -> None:
    anna = vk.person()
    one, two = vk.message(anna, "раз"), vk.message(anna, "два")
    found = await api.ok("messages.getHistory", peer_id=anna)
    assert [item["text"] for item in found["items"]] == ["два", "раз"]
    by_cmid = "messages.getByConversationMessageId"
    found = await api.ok(by_cmid, peer_id=anna, conversation_message_ids=two.cmid)
    assert found["items"][0]["text"] == "два"
    found = await api.ok("messages.getById", message_ids=one.id)
    assert found["items"][0]["text"] == "раз"
    allowed = "messages.isMessagesFromGroupAllowed"
    assert (await api.ok(allowed, group_id=vk.group_id, user_id=anna))["is_allowed"] == 1


async def test_a_press_is_answered_once_within_its_minute(vk: VkSandbox, api: Client) -> None:
    chat, marina = vk.chat(), vk.manager()
    vk.seat(marina, chat)
    sent = {"peer_ids": chat, "message": "карта", "random_id": 1}
    await api.ok("messages.send", keyboard=keyboard("🗑 Удалить", "Не нарушение"), **sent)
    card = vk.cards(chat)[0]
    press = vk.press(marina, card, "удалить")
    body = last(vk)["object"]
    assert body["payload"] == {"d": "x"}
    assert (body["user_id"], body["conversation_message_id"]) == (marina, card.cmid)
    assert vk.snackbar(press) is None
    answer = "messages.sendMessageEventAnswer"
    call = {"event_id": press.event_id, "user_id": marina, "peer_id": chat}
    long = json.dumps({"type": "show_snackbar", "text": "x" * 91})
    assert await api.refused(answer, event_data=long, **call) == 100
    assert await api.refused(answer, **{**call, "user_id": 1}) == 100
    await api.ok(answer, event_data=json.dumps({"type": "show_snackbar", "text": "Готово"}), **call)
    assert vk.snackbar(press) == "Готово"
    assert await api.refused(answer, **call) == 100
    late = vk.press(marina, card, "Не нарушение")
    vk.advance(61)
    assert await api.refused(answer, **{**call, "event_id": late.event_id}) == 100
    with pytest.raises(LookupError):
        vk.press(marina, card, "Нет такой")
    with pytest.raises(PermissionError):
        vk.press(vk.person(), card, "удалить")
