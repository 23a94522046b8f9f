"""Presses that come twice, late, forged, or from somebody nobody can know."""

import asyncio

from tests.watch import SPAM, URGENT, VIOLATION, Watch


async def test_of_two_presses_at_once_the_first_wins_and_the_second_is_told(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    await watch.press(watch.mod, (await watch.show(URGENT))[1], "Готово")

    first = watch.tg.press(watch.mod, card, "Не нарушение")
    second = watch.tg.press(watch.lead, card, "Удалить и забанить")
    await watch.tg.wait_for(lambda: watch.tg.answer_to(first) and watch.tg.answer_to(second))
    await watch.handled()

    assert (watch.tg.answer_to(first) or {})["text"] == "Отмечено: не нарушение"
    assert (watch.tg.answer_to(second) or {})["text"] == "Уже решено: Марк"
    assert not watch.tg.is_deleted(message)
    assert watch.tg.status(message["from"]["id"], watch.chat)["status"] == "member"
    assert "kept" in watch.acts()
    assert "banned" not in watch.acts()


async def test_a_button_of_an_earlier_state_does_nothing_and_says_so(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    stale = watch.data_of(card, "Удалить и забанить")
    await watch.press(watch.mod, card, "Не нарушение")
    await watch.press(watch.mod, card, "Отменить")

    assert "изменилась" in await watch.press_data(watch.mod, card, stale)

    assert not watch.tg.is_deleted(message)


async def test_a_card_of_an_earlier_run_works_after_a_restart_and_its_old_button_does_not(
    watch: Watch,
) -> None:
    message, card = await watch.show(VIOLATION)
    old = watch.data_of(card, "Не нарушение")
    await watch.stop()
    await watch.start()

    assert await watch.press(watch.mod, card, "🗑 Удалить") == "Удаляю"
    assert "Уже решено" in await watch.press_data(watch.lead, card, old)

    assert watch.tg.is_deleted(message)
    assert watch.acts().count("deleted") == 1
    assert "kept" not in watch.acts()


async def test_a_press_made_while_we_were_away_is_done_at_the_next_start(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    await watch.stop()
    watch.tg.press(watch.mod, card, "🗑 Удалить")
    await watch.start()

    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message))
    await watch.handled()

    assert "Удалено: 1" in watch.text(card)


async def test_forged_data_is_answered_audited_and_does_nothing(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    true = watch.data_of(card, "🗑 Удалить")
    forged = [
        "",
        "v1:del",
        true + ":'; DROP TABLE case_",
        true.replace("v1", "v2"),
        true.replace(":1", ":-1"),
        true[:6] + "0000000000001" + true[19:],
        "я" * 30,
    ]

    for data in forged:
        assert "не действует" in await watch.press_data(watch.mod, card, data), data

    assert not watch.tg.is_deleted(message)
    assert {line["why"] for line in watch.audit("press_refused")} <= {"forged", "no_case"}
    assert await watch.press(watch.mod, card, "🗑 Удалить") == "Удаляю"


async def test_the_button_of_one_card_under_another_does_nothing(watch: Watch) -> None:
    first, card = await watch.show(VIOLATION)
    second, other = await watch.show(URGENT)

    answer = await watch.press_data(watch.mod, other, watch.data_of(card, "🗑 Удалить"))

    assert "не действует" in answer
    assert not watch.tg.is_deleted(first)
    assert not watch.tg.is_deleted(second)


async def test_an_anonymous_administrator_presses_as_the_person_that_he_is(watch: Watch) -> None:
    hidden = watch.tg.person("Тайный")
    watch.tg.promote(hidden, watch.moderators, can_delete_messages=True, is_anonymous=True)
    message, card = await watch.show(VIOLATION)

    assert await watch.press(hidden, card, "🗑 Удалить") == "Удаляю"

    assert watch.tg.is_deleted(message)


async def test_whoever_loses_his_rights_loses_the_buttons_at_once(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    watch.tg.demote(watch.mod, watch.moderators)

    assert "нет роли" in await watch.press(watch.mod, card, "🗑 Удалить")

    assert not watch.tg.is_deleted(message)


async def test_the_owner_gives_a_role_by_a_press_and_nobody_else_can(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    await watch.press(watch.stranger, card, "🗑 Удалить")
    offer = await watch.card("Дать роль участнику Чужой?")

    assert "только владелец" in await watch.press(watch.stranger, offer, "🛡 Модератор")
    assert "только владелец" in await watch.press(watch.lead, offer, "🛡 Модератор")
    assert await watch.press(watch.owner, offer, "🛡 Модератор") == "Роль дана: модератор"

    assert await watch.press(watch.stranger, card, "🗑 Удалить") == "Удаляю"
    assert watch.tg.is_deleted(message)
    assert watch.audit("role_given")[-1]["role"] == "moderator"


async def test_undo_is_done_once_however_often_it_is_pressed(watch: Watch) -> None:
    _, card = await watch.show(SPAM)
    words = next(word for word in watch.tg.buttons(card) if "Отменить" in word)

    presses = [watch.tg.press(who, card, words) for who in (watch.lead, watch.owner)]
    await watch.tg.wait_for(lambda: all(watch.tg.answer_to(press) for press in presses))
    await watch.handled()

    said = sorted(str((watch.tg.answer_to(press) or {})["text"]) for press in presses)
    assert said[0].startswith("Возвращаю")
    assert not said[1].startswith("Возвращаю")
    assert len(watch.tg.said_by_bot(watch.chat)) == 1
    assert watch.acts().count("undone") == 1


async def test_presses_of_many_at_once_are_all_answered(watch: Watch) -> None:
    _, card = await watch.show(VIOLATION)
    words = watch.tg.buttons(card)[-1]

    presses = [watch.tg.press(watch.mod, card, words) for _ in range(30)]

    await asyncio.wait_for(
        watch.tg.wait_for(lambda: all(watch.tg.answer_to(press) for press in presses), 9), 10
    )
