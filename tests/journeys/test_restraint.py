"""Days on which little may be done: observing, catching up, a contest, and names full of markup."""

import pytest

from tests.watch import ANGRY, SPAM, URGENT, VIOLATION, Watch

MARKUP = '<b>&amp;"_*[x](http://e.com)`</code>'


async def test_observe_mode_does_nothing_and_says_what_would_be(unstarted: Watch) -> None:
    watch = unstarted
    watch.bot_section = 'mode = "observe"'
    await watch.start()
    spam, card = await watch.show(SPAM)
    other, shown = await watch.show(VIOLATION)
    answer = await watch.press(watch.mod, shown, "Удалить и забанить")
    text = watch.text(card)
    await watch.stop()

    assert "Было бы удалено" in text
    assert "Режим наблюдения" in answer
    assert not watch.tg.is_deleted(spam)
    assert not watch.tg.is_deleted(other)
    for method in ("deleteMessage", "deleteMessages", "banChatMember"):
        assert watch.tg.calls_of(method) == []


async def test_what_is_late_comes_as_one_silent_list_with_the_urgent_on_top(watch: Watch) -> None:
    ago = watch.tg.now() - 7200
    others = [ANGRY, VIOLATION, f"{VIOLATION} Тут"]
    for number, text in enumerate([URGENT, *others]):
        who = watch.tg.person(f"Опоздавший {number}")
        watch.tg.say(who, watch.chat, text, date=ago)
    spam = watch.tg.say(watch.newcomer, watch.chat, SPAM, date=ago)
    card = await watch.card("Пока нас не было")
    await watch.tg.wait_for(lambda: watch.tg.is_deleted(spam), 10)
    await watch.handled()

    kinds = [row[0] for row in watch.rows("SELECT kind FROM case_")]
    assert sorted(kinds) == ["catch_up", "removals"]
    for call in watch.tg.calls_of("sendMessage"):
        assert str(call.params["disable_notification"]).lower() == "true"
    await watch.tg.wait_for(lambda: "ещё 1 сообщение" in watch.text(card), 15)
    words = watch.text(card)
    assert "списали деньги" in words
    assert all(words.index("списали") < words.index(text) for text in others if text in words)
    assert watch.rows("SELECT items FROM case_ WHERE kind = 'catch_up'") == [(4,)]


async def test_a_contest_day_deletes_nobody_and_shows_nobody(watch: Watch) -> None:
    words = ["участвую", "Участвую!", "+", "➕", "🔥🔥", "Я участвую", "удачи всем", "плюс", "❤️"]
    said = [
        watch.tg.say(watch.tg.person(f"Гость {number}"), watch.chat, words[number % len(words)])
        for number in range(60)
    ]

    await watch.handled()

    assert [message for message in said if watch.tg.is_deleted(message)] == []
    assert watch.tg.cards(watch.moderators) == []


async def test_names_and_texts_full_of_markup_are_shown_as_they_were_written(
    unstarted: Watch,
) -> None:
    watch = unstarted
    watch.tg.state.chats[watch.chat].wire["title"] = f"Чат {MARKUP}"
    await watch.start()
    who = watch.tg.person(MARKUP, last_name="</a><i>")
    watch.tg.say(who, watch.chat, f"{MARKUP} {VIOLATION}")
    card = await watch.card("Подписывайтесь")
    await watch.handled()
    text = watch.text(card)
    await watch.stop()

    assert text.count(MARKUP) == 3
    assert "</a><i>" in text
    assert watch.tg.calls_of("sendMessage", ok=False) == []


@pytest.mark.parametrize("text", [f"{VIOLATION} " + "слово " * 1600, VIOLATION + "\u202e" * 900])
async def test_a_very_long_message_fits_on_a_card(watch: Watch, text: str) -> None:
    message = watch.tg.say(watch.newcomer, watch.chat, text[:10_000])
    card = await watch.card("Подписывайтесь")
    await watch.handled()

    assert len(watch.text(card)) < 2000
    assert not watch.tg.is_deleted(message)
