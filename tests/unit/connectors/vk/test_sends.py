"""Sends against the sandbox: cards, quotes, replies and answers, each where it belongs."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.connectors.vk.talk import random_id
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.translate import translate
from handlers.callback import parse
from models.action import ActionKind, ActionState, Json
from models.card import Choice, Quote
from models.event import Pressed
from sandbox.vk import Thing, VkSandbox
from sandbox.vk.client import Client
from tests.unit.connectors.vk.speaking import DONE, NOW, Made, Mouth, ended, shown
from tests.unit.connectors.vk.wires import around

EVIL = "[id1|Павел] @all *id1 😀" * 600


@pytest.fixture
async def mouth(vk: VkSandbox) -> AsyncIterator[Mouth]:
    mouth = Mouth.of(vk)
    yield mouth
    mouth.client.close()
    assert vk.surprises == []


async def test_a_card_is_seen_with_its_buttons(vk: VkSandbox, mouth: Mouth) -> None:
    chat = vk.chat("Модераторы")
    outcome = await mouth.card(chat, shown())
    (card,) = vk.cards(chat)
    assert ended(outcome) == DONE
    assert outcome.answer["message_id"] == f"{chat}/{card.cmid}"
    assert "> Зарабатывай тут\n🔗 https://vk.ru/wall-1_2?reply=3" in card.text
    assert vk.buttons(card) == ["🗑 Удалить", "👍 Не нарушение"]
    assert card.extra == {"sandbox_disable_mentions": True, "sandbox_dont_parse_links": True}


async def test_a_card_that_did_not_change_is_not_edited(vk: VkSandbox, mouth: Mouth) -> None:
    chat = vk.chat()
    sent = await mouth.card(chat, shown())
    assert ended(await mouth.redraw(chat, shown(sent))) == (ActionState.ALREADY, "same")
    assert vk.calls_of("messages.edit") == []
    outcome = await mouth.redraw(chat, shown(sent, version=4, where="Витрина"))
    assert ended(outcome) == DONE
    assert outcome.answer["message_id"] == sent.answer["message_id"]
    assert outcome.answer["rendered_hash"] != sent.answer["rendered_hash"]
    (card,) = vk.cards(chat)
    assert "Витрина" in card.text
    assert card.edits == 1


async def test_a_decided_card_loses_its_buttons(vk: VkSandbox, mouth: Mouth) -> None:
    chat = vk.chat()
    sent = await mouth.card(chat, shown())
    await mouth.redraw(chat, shown(sent, buttons=()))
    (card,) = vk.cards(chat)
    assert vk.buttons(card) == []
    (edit,) = vk.calls_of("messages.edit")
    assert edit.params["keyboard"] == {"inline": True, "buttons": []}


async def test_a_card_of_yesterday_is_too_old_to_edit(vk: VkSandbox, mouth: Mouth) -> None:
    chat = vk.chat()
    sent = await mouth.card(chat, shown())
    vk.advance(86_401)
    outcome = await mouth.redraw(chat, shown(sent, version=4))
    assert ended(outcome) == (ActionState.FAILED, "too_old")


async def test_a_deleted_card_is_gone(vk: VkSandbox, mouth: Mouth) -> None:
    chat = vk.chat()
    sent = await mouth.card(chat, shown())
    vk.delete_message_by_hand(vk.person(), vk.cards(chat)[0])
    outcome = await mouth.redraw(chat, shown(sent, version=4))
    assert ended(outcome) == (ActionState.ALREADY, "gone")


async def test_a_card_without_a_message_is_not_edited(vk: VkSandbox, mouth: Mouth) -> None:
    outcome = await mouth.redraw(vk.chat(), shown())
    assert ended(outcome) == (ActionState.FAILED, "nothing_to_say")


async def test_hostile_words_reach_the_moderators_whole_and_harmless(
    vk: VkSandbox, mouth: Mouth
) -> None:
    chat = vk.chat()
    quotes = tuple(Quote(EVIL, EVIL, "https://vk.ru/wall-1_2", post=EVIL) for _ in range(3))
    assert ended(await mouth.card(chat, shown(quotes=quotes, where=EVIL))) == DONE
    (card,) = vk.cards(chat)
    assert "[\u2060id1|Павел] @\u2060all *\u2060id1 😀" in card.text


async def test_a_repeat_of_the_same_promise_is_one_message(vk: VkSandbox, mouth: Mouth) -> None:
    chat = vk.chat()
    first = await mouth.card(chat, shown(), "card:1")
    again = await mouth.card(chat, shown(), "card:1")
    assert first.answer == again.answer
    assert len(vk.cards(chat)) == 1
    await mouth.card(chat, shown(), "card:2")
    assert len(vk.cards(chat)) == 2


async def test_a_lost_answer_is_asked_for_again_and_costs_nothing(
    vk: VkSandbox, mouth: Mouth
) -> None:
    chat = vk.chat()
    vk.fail_next("messages.send", drop=True, after=True)
    assert ended(await mouth.card(chat, shown())) == DONE
    assert len(vk.cards(chat)) == 1
    assert len(vk.calls_of("messages.send")) == 2


async def test_a_mark_against_repeats_is_an_int32_and_never_zero() -> None:
    marks = {random_id(f"say:{number}") for number in range(2_000)}
    assert len(marks) == 2_000
    assert all(0 < mark < 2**31 for mark in marks)
    assert random_id("card:1") == random_id("card:1")


async def test_every_press_is_answered_in_words(vk: VkSandbox, mouth: Mouth) -> None:
    chat, person = vk.chat(), vk.person()
    vk.seat(person, chat)
    await mouth.card(chat, shown())
    press = vk.press(person, vk.cards(chat)[0], "Удалить")
    target = f"{press.event_id}/{person}/{chat}"
    answer = mouth.act(ActionKind.ANSWER_PRESS, chat, target, code="press.refused", alert=True)
    assert ended(await mouth.sends.perform(answer, None)) == DONE
    assert vk.snackbar(press) == "У вас нет роли для этой кнопки. Её может дать владелец"
    again = await mouth.sends.perform(answer, None)
    assert ended(again) == (ActionState.FAILED, "too_old")


async def test_a_press_may_be_answered_without_words_and_within_its_minute_only(
    vk: VkSandbox, mouth: Mouth
) -> None:
    chat, person = vk.chat(), vk.person()
    vk.seat(person, chat)
    await mouth.card(chat, shown())
    silent, late = (vk.press(person, vk.cards(chat)[0], "Удалить") for _ in range(2))
    acts = [
        mouth.act(ActionKind.ANSWER_PRESS, chat, f"{press.event_id}/{person}/{chat}")
        for press in (silent, late)
    ]
    assert ended(await mouth.sends.perform(acts[0], None)) == DONE
    assert vk.snackbar(silent) == ""
    vk.advance(61)
    assert ended(await mouth.sends.perform(acts[1], None)) == (ActionState.FAILED, "too_old")


@pytest.mark.parametrize("target", ["", "abc", "abc/1", "abc/x/2", "/1/2"])
async def test_a_press_that_nobody_can_have_made_is_not_answered(
    vk: VkSandbox, mouth: Mouth, target: str
) -> None:
    answer = mouth.act(ActionKind.ANSWER_PRESS, vk.chat(), target, code="press.refused")
    assert ended(await mouth.sends.perform(answer, None)) == (ActionState.FAILED, "bad_request")


async def test_private_words_are_in_the_readers_language_and_under_what_they_answer(
    vk: VkSandbox, mouth: Mouth
) -> None:
    person = vk.person()
    asked = vk.message(person, "/start")
    there = f"{person}/{asked.cmid}"
    await mouth.say("direct", "say:1", code="setup.owner", language="en", reply_to=there)
    await mouth.say(person, "say:2", code="setup.owner")
    english, russian = vk.said_by_bot(person)
    assert "owner" in english.text
    assert english.reply_to == asked.cmid
    assert "владелец" in russian.text
    assert russian.reply_to is None


async def test_words_for_one_talk_answer_nothing_of_another(vk: VkSandbox, mouth: Mouth) -> None:
    chat, other = vk.chat(), vk.chat()
    assert ended(await mouth.say(chat, code="setup.owner", reply_to=f"{other}/1")) == DONE
    (said,) = vk.said_by_bot(chat)
    assert said.reply_to is None


async def test_the_loss_of_what_is_answered_does_not_silence_an_answer(
    vk: VkSandbox, mouth: Mouth
) -> None:
    chat = vk.chat()
    vk.fail_next("messages.send", code=921)
    outcome = await mouth.say(chat, code="setup.owner", reply_to=f"{chat}/77")
    assert ended(outcome) == DONE
    (said,) = vk.said_by_bot(chat)
    assert said.reply_to is None


async def test_a_person_who_never_wrote_to_us_is_an_outcome(vk: VkSandbox, mouth: Mouth) -> None:
    outcome = await mouth.say(vk.person(), code="setup.owner")
    assert ended(outcome) == (ActionState.FAILED, "blocked")


async def test_a_chat_that_we_are_not_in_is_gone(vk: VkSandbox, mouth: Mouth) -> None:
    outcome = await mouth.card(vk.chat(bot="absent"), shown())
    assert ended(outcome) == (ActionState.FAILED, "chat_gone")


@pytest.mark.parametrize(
    ("code", "made"),
    [
        (9, (ActionState.QUEUED, "flood")),
        (14, (ActionState.QUEUED, "captcha")),
        (912, (ActionState.NOT_ALLOWED, "no_right:send")),
        (914, (ActionState.FAILED, "bad_request")),
        (922, (ActionState.NOT_ALLOWED, "kicked")),
        (950, (ActionState.FAILED, "blocked")),
        (1012, (ActionState.NOT_ALLOWED, "no_right:send")),
    ],
)
async def test_a_refusal_is_an_outcome_that_says_what_to_do(
    vk: VkSandbox, mouth: Mouth, code: int, made: Made
) -> None:
    vk.fail_next("messages.send", code=code)
    outcome = await mouth.card(vk.chat(), shown())
    assert ended(outcome) == made
    assert (outcome.retry_after is None) == (made[0] is not ActionState.QUEUED)


async def test_an_outage_keeps_the_card_for_later(vk: VkSandbox, mouth: Mouth) -> None:
    with vk.down():
        outcome = await mouth.card(vk.chat(), shown())
    assert ended(outcome) == (ActionState.QUEUED, "down")
    assert not outcome.repeated


async def test_a_key_without_the_right_to_write_is_told_as_a_missing_right(
    vk: VkSandbox, mouth: Mouth
) -> None:
    vk.refuse("messages.send")
    outcome = await mouth.card(vk.chat(), shown())
    assert ended(outcome) == (ActionState.NOT_ALLOWED, "no_right:send")


@pytest.mark.parametrize("subcode", [0, 1130])
async def test_what_a_dead_key_could_not_say_is_kept_until_there_is_another(
    vk: VkSandbox, mouth: Mouth, subcode: int
) -> None:
    vk.revoke(vk.token, subcode)
    for _ in range(2):
        outcome = await mouth.card(vk.chat(), shown())
        assert ended(outcome) == (ActionState.QUEUED, "token_refused")
        assert outcome.retry_after


async def test_words_without_a_place_are_an_outcome(mouth: Mouth) -> None:
    outcome = await mouth.say("direct", code="setup.owner")
    assert ended(outcome) == (ActionState.FAILED, "bad_request")


async def test_a_list_keeps_all_its_ways_back(vk: VkSandbox, mouth: Mouth) -> None:
    chat = vk.chat()
    ways: list[Json] = [
        [{"code": "button.undo_item", "args": {"n": n}, "data": f"v1:{n}"}] for n in range(10)
    ]
    assert ended(await mouth.say(chat, code="item.head", buttons=ways)) == DONE
    assert len(vk.buttons(vk.cards(chat)[0])) == 10


async def test_a_restored_message_is_a_quote_in_its_chat(vk: VkSandbox, mouth: Mouth) -> None:
    chat, person = vk.chat(), vk.person()
    vk.seat(person, chat)
    above = vk.say(person, chat, "как дела?")
    there = f"{chat}/{above.cmid}"
    repost = mouth.act(
        ActionKind.REPOST, chat, f"{chat}/7", text="хорошо\nочень", author="Анна", reply_to=there
    )
    assert ended(await mouth.sends.perform(repost, None)) == DONE
    (said,) = vk.said_by_bot(chat)
    assert said.text.endswith("> хорошо\n> очень")
    assert said.reply_to == above.cmid


async def test_a_comment_is_answered_once_in_public(vk: VkSandbox, mouth: Mouth) -> None:
    post = vk.post()
    asked = vk.comment(post, vk.person(), "сколько стоит?")
    reply = mouth.act(ActionKind.REPLY, "wall", f"{post.id}/{asked.id}", text="100 рублей")
    outcome = await mouth.sends.perform(reply, None)
    await mouth.sends.perform(reply, None)
    _, answer = vk.comments(post)
    assert outcome.answer["message_id"] == f"{post.id}/{answer.id}"
    assert (answer.text, answer.author, answer.reply_to) == ("100 рублей", -vk.group_id, asked.id)


async def test_a_comment_that_cannot_be_restored_returns_as_a_quote_in_its_thread(
    vk: VkSandbox, mouth: Mouth
) -> None:
    post = vk.post()
    repost = mouth.act(
        ActionKind.REPOST, "wall", "5/6", text="верните", author="Анна", thread=str(post.id)
    )
    assert ended(await mouth.sends.perform(repost, None)) == DONE
    (said,) = vk.comments(post)
    assert said.text.endswith("Анна писал(а):\n> верните")
    assert said.reply_to is None


def _thing(vk: VkSandbox, place: str) -> Thing:
    made = {"photo": vk.photo, "video": vk.video, "market": vk.item, "board": vk.topic}
    return made[place]()


@pytest.mark.parametrize("place", ["photo", "video", "market", "board"])
async def test_elsewhere_a_managers_key_answers_and_without_it_a_person(
    vk: VkSandbox, place: str
) -> None:
    thing = _thing(vk, place)
    asked = vk.comment(thing, vk.person(), "где?")
    alone, both = Mouth.of(vk), Mouth.of(vk, Token.COMMUNITY, Token.USER)
    reply = alone.act(ActionKind.REPLY, place, f"{thing.id}/{asked.id}", text="тут")
    outcome = await alone.sends.perform(reply, None)
    assert ended(outcome) == (ActionState.NOT_ALLOWED, "by_hand:reply")
    assert vk.comments(thing) == [asked]
    assert ended(await both.sends.perform(reply, None)) == DONE
    assert [one.author for one in vk.comments(thing)][1:] == [-vk.group_id]
    assert vk.surprises == []
    alone.client.close()
    both.client.close()


async def test_a_private_message_is_answered_in_its_talk(vk: VkSandbox, mouth: Mouth) -> None:
    person = vk.person()
    asked = vk.message(person, "где заказ?")
    reply = mouth.act(ActionKind.REPLY, "direct", f"{person}/{asked.cmid}", text="едет")
    assert ended(await mouth.sends.perform(reply, None)) == DONE
    (said,) = vk.said_by_bot(person)
    assert (said.text, said.reply_to) == ("едет", asked.cmid)


async def test_nothing_is_not_said(vk: VkSandbox, mouth: Mouth) -> None:
    reply = mouth.act(ActionKind.REPLY, vk.chat(), text=" ")
    outcome = await mouth.sends.perform(reply, None)
    assert ended(outcome) == (ActionState.FAILED, "nothing_to_say")


async def test_a_press_comes_back_with_the_card_and_the_data_that_were_sent(
    vk: VkSandbox, mouth: Mouth
) -> None:
    chat, person = vk.chat(), vk.person()
    vk.seat(person, chat)
    sent = await mouth.card(chat, shown())
    async with Client(vk.url, vk.token) as client:
        server = await client.ok("groups.getLongPollServer", group_id=vk.group_id)
        vk.press(person, vk.cards(chat)[0], "Удалить")
        (told,) = (await client.poll(server))["updates"]
    (pressed,) = translate(json.dumps(told).encode(), NOW, around())
    assert isinstance(pressed, Pressed)
    assert pressed.card_id == sent.answer["message_id"]
    assert parse(pressed.data).choice is Choice.DELETE
    answer = mouth.act(ActionKind.ANSWER_PRESS, chat, pressed.press_id, code="press.deleted")
    assert ended(await mouth.sends.perform(answer, None)) == DONE
