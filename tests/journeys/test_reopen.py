"""A customer who was answered and is still in trouble writes again: one case, open once more."""

from tests.process import JsonObject
from tests.watch import URGENT, Watch


async def test_who_writes_again_after_done_opens_the_same_case_with_a_sound(watch: Watch) -> None:
    message, card = await watch.show(URGENT)
    await watch.press(watch.mod, card, "Готово")
    assert "Обработано" in watch.text(card)
    author = message["from"]["id"]

    second = watch.tg.say(author, watch.chat, f"{URGENT} Второй раз пишу!")
    await watch.tg.wait_for(lambda: "Автор написал снова" in str(said(watch)))
    await watch.handled()

    assert watch.rows("SELECT kind, items, reopened, is_open FROM case_") == [("urgent", 2, 1, 1)]
    alarm = watch.tg.calls_of("sendMessage")[-1].params
    assert not alarm.get("disable_notification")
    assert said(watch)[-1]["reply_to_message"]["message_id"] == card["message_id"]
    assert "Второй раз пишу" in watch.text(card)
    assert "Открывали заново: 1" in watch.text(card)
    assert len(watch.tg.cards(watch.moderators)) == 1

    await watch.press(watch.lead, card, "Удалить")

    assert watch.tg.is_deleted(second)
    assert not watch.tg.is_deleted(message)
    assert watch.acts().count("reopened") == 1


async def test_a_thank_you_after_done_opens_nothing(watch: Watch) -> None:
    message, card = await watch.show(URGENT)
    await watch.press(watch.mod, card, "Готово")

    watch.tg.say(message["from"]["id"], watch.chat, "Спасибо большое, всё вернули")
    await watch.handled()

    assert watch.rows("SELECT status, reopened FROM case_") == [("resolved", 0)]


def said(watch: Watch) -> list[JsonObject]:
    return watch.tg.said_by_bot(watch.moderators)
