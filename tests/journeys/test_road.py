"""From a message on the wire to a verdict, an act, a card, a press and its undo."""

from tests.watch import SPAM, URGENT, Watch


async def test_spam_of_a_newcomer_is_deleted_and_shown_on_a_silent_card(watch: Watch) -> None:
    message = watch.tg.say(watch.newcomer, watch.chat, SPAM)

    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message))
    card = await watch.card("Заработок от 5000")

    assert watch.tg.calls_of("sendMessage")[-1].params["disable_notification"] in {
        True,
        "true",
        "True",
    }
    assert any("Отменить" in button for button in watch.tg.buttons(card))
    await watch.handled()
    assert "verdict" in watch.acts()


async def test_a_clean_message_is_left_alone(watch: Watch) -> None:
    message = watch.tg.say(watch.newcomer, watch.chat, "Добрый день, всем хорошего вечера")

    await watch.handled()

    assert not watch.tg.is_deleted(message)
    assert not watch.tg.cards(watch.moderators)


async def test_an_urgent_complaint_rings_and_is_never_deleted(watch: Watch) -> None:
    message = watch.tg.say(watch.newcomer, watch.chat, URGENT)

    await watch.card("списали деньги")
    await watch.handled()

    assert not watch.tg.is_deleted(message)
    sent = watch.tg.calls_of("sendMessage")[-1].params
    assert not sent.get("disable_notification")


async def test_undo_brings_the_words_back_as_a_quote(watch: Watch) -> None:
    watch.tg.say(watch.newcomer, watch.chat, SPAM)
    card = await watch.card("Заработок от 5000")
    await watch.handled()

    answer = await watch.press(watch.mod, card, "Отменить")

    assert answer
    back = watch.tg.said_by_bot(watch.chat)
    assert "Заработок от 5000" in back[-1]["text"]


async def test_a_stranger_may_not_press_and_is_told_so(watch: Watch) -> None:
    message = watch.tg.say(watch.newcomer, watch.chat, SPAM)
    card = await watch.card("Заработок от 5000")
    await watch.handled()

    answer = await watch.press(watch.stranger, card, "Отменить")

    assert answer
    assert not watch.tg.said_by_bot(watch.chat)
    assert watch.tg.is_deleted(message)
