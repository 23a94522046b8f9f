"""Who speaks: the brand is never touched; whoever hides behind a channel is, nobody instead."""

import pytest

from tests.watch import SPAM, VIOLATION, Watch


async def test_the_brand_its_staff_and_its_channel_are_never_acted_on(unstarted: Watch) -> None:
    watch, tg = unstarted, unstarted.tg
    channel, admin = tg.channel("Бренд"), tg.person("Админ")
    tg.link(channel, watch.chat)
    tg.promote(admin, watch.chat)
    await watch.start()
    said = [
        tg.as_anonymous_admin(watch.chat, SPAM),
        tg.post(channel, SPAM),
        tg.say(admin, watch.chat, SPAM),
        tg.say(watch.owner, watch.chat, SPAM),
        tg.as_channel(channel, watch.chat, SPAM),
    ]

    await watch.handled()
    await watch.stop()

    assert [message for message in said if tg.is_deleted(message)] == []
    assert tg.cards(watch.moderators) == []
    assert set(watch.outcomes()) == {"left"}
    assert len(watch.outcomes()) == len(said)


async def test_a_comment_under_a_post_shows_the_posts_first_line_on_its_card(
    unstarted: Watch,
) -> None:
    watch, tg = unstarted, unstarted.tg
    channel = tg.channel("Бренд")
    tg.link(channel, watch.chat)
    await watch.start()
    copy = tg.post(channel, "Скидки всю неделю\nи ещё две строки")
    tg.comment(watch.somebody(), copy, VIOLATION)

    card = await watch.card("Подписывайтесь")
    await watch.handled()
    text = watch.text(card)
    await watch.stop()

    assert "Скидки всю неделю" in text
    assert "и ещё две строки" not in text


async def test_a_person_who_posts_as_a_channel_is_banned_as_that_channel(watch: Watch) -> None:
    mask = watch.tg.channel("Маска", bot="absent")
    message = watch.tg.as_channel(mask, watch.chat, VIOLATION)
    card = await watch.card("Подписывайтесь")

    await watch.press(watch.lead, card, "Удалить и забанить")

    assert watch.tg.is_deleted(message)
    assert mask in watch.tg.state.chats[watch.chat].banned_senders
    assert watch.tg.calls_of("banChatMember") == []

    await watch.press(watch.lead, card, "Отменить")

    assert mask not in watch.tg.state.chats[watch.chat].banned_senders


async def test_of_two_people_with_one_text_each_is_banned_for_his_own(watch: Watch) -> None:
    first = watch.tg.say(watch.somebody("Первый"), watch.chat, VIOLATION)
    card = await watch.card("Подписывайтесь")
    await watch.press(watch.mod, card, "Удалить и забанить")
    second = watch.tg.say(watch.somebody("Второй"), watch.chat, VIOLATION)
    await watch.tg.wait_for(lambda: len(watch.tg.cards(watch.moderators)) > 1)
    await watch.handled()

    assert watch.tg.status(first["from"]["id"], watch.chat)["status"] == "kicked"
    assert watch.tg.status(second["from"]["id"], watch.chat)["status"] == "member"
    assert not watch.tg.is_deleted(second)

    await watch.press(watch.mod, watch.tg.cards(watch.moderators)[-1], "Удалить и забанить")

    assert watch.tg.status(second["from"]["id"], watch.chat)["status"] == "kicked"


async def test_a_raid_of_fifty_accounts_gives_one_card_and_leaves_nothing(watch: Watch) -> None:
    raid = [
        watch.tg.say(watch.tg.person(f"Бот {number}"), watch.chat, f"{SPAM} Набор {number}")
        for number in range(50)
    ]

    await watch.tg.wait_for(lambda: all(watch.tg.is_deleted(message) for message in raid), 15)
    await watch.handled()

    assert len(watch.tg.cards(watch.moderators)) == 1
    assert watch.rows("SELECT kind, items FROM case_") == [("removals", 50)]
    assert len(watch.tg.calls_of("sendMessage")) == 1


async def test_undo_gives_back_exactly_the_rights_that_were_before_the_ban(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    author, chat = message["from"]["id"], watch.tg.state.chats[watch.chat]
    muted = {
        "user": watch.tg.state.users[author],
        "status": "restricted",
        "is_member": True,
        "until_date": 0,
        **dict.fromkeys(chat.permissions, True),
        "can_send_polls": False,
        "can_send_photos": False,
    }
    chat.members[author] = muted

    await watch.press(watch.lead, card, "Удалить и забанить")
    assert watch.tg.status(author, watch.chat)["status"] == "kicked"
    await watch.press(watch.lead, card, "Отменить")

    after = watch.tg.status(author, watch.chat)
    rights = {key: value for key, value in muted.items() if key.startswith("can_")}
    assert after["status"] == "restricted"
    assert {key: after[key] for key in rights} == rights


async def test_a_regular_who_turns_spammer_is_shown_and_not_deleted(watch: Watch) -> None:
    regular = watch.tg.person("Старожил")
    for number in range(4):
        watch.tg.say(regular, watch.chat, f"Спасибо большое, заказ номер {number} пришёл")
    await watch.handled()
    week = 8 * 86_400 * 1_000_000
    watch.write("UPDATE standing SET first_seen_at = first_seen_at - ?", week)

    message = watch.tg.say(regular, watch.chat, "Я тебя зарежу, понял? Найду и убью")
    await watch.card("зарежу")
    await watch.handled()

    assert not watch.tg.is_deleted(message)


@pytest.mark.parametrize("place", ["chat", "moderators"])
async def test_another_bots_words_are_not_our_own(watch: Watch, place: str) -> None:
    other = watch.tg.person("Бот", is_bot=True, username="other_bot")
    message = watch.tg.say(other, getattr(watch, place), SPAM)

    await watch.handled()

    assert watch.tg.is_deleted(message) is (place == "chat")
