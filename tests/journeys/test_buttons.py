"""Every button of every kind of card: who may press it, what it does, and what the audit says."""

from collections.abc import Awaitable, Callable

import pytest

from tests.process import JsonObject
from tests.watch import ANGRY, QUESTION, SPAM, URGENT, VIOLATION, Watch

Shown = Callable[[Watch], Awaitable[JsonObject]]


async def violation(watch: Watch) -> JsonObject:
    return (await watch.show(VIOLATION))[1]


async def removals(watch: Watch) -> JsonObject:
    return (await watch.show(SPAM))[1]


async def urgent(watch: Watch) -> JsonObject:
    return (await watch.show(URGENT))[1]


async def negatives(watch: Watch) -> JsonObject:
    return (await watch.show(ANGRY))[1]


async def question(watch: Watch) -> JsonObject:
    return (await watch.show(QUESTION))[1]


async def late(watch: Watch) -> JsonObject:
    watch.tg.say(watch.somebody(), watch.chat, ANGRY, date=watch.tg.now() - 7200)
    return await watch.card("Пока нас не было")


async def notice(watch: Watch) -> JsonObject:
    watch.tg.set_bot_rights(watch.chat, can_delete_messages=False)
    return await watch.card("Нет права")


CARDS: list[tuple[Shown, list[str]]] = [
    (violation, ["Удалить", "Удалить и забанить", "Не нарушение", "Почему"]),
    (removals, ["Отменить", "Почему"]),
    (urgent, ["Готово", "Удалить", "Почему"]),
    (negatives, ["Готово", "Список"]),
    (question, ["Готово", "Список"]),
    (late, ["Готово", "Список"]),
    (notice, ["Готово"]),
]
READING = ("Почему", "Список")


def named(value: object) -> str:
    return getattr(value, "__name__", "")


@pytest.mark.parametrize(("kind", "buttons"), CARDS, ids=named)
async def test_a_stranger_presses_nothing_and_a_trainee_only_reads(
    watch: Watch, kind: Shown, buttons: list[str]
) -> None:
    card = await kind(watch)
    await watch.handled()
    before = watch.text(card)

    assert [word.split(" ", 1)[1] for word in watch.tg.buttons(card)] == buttons
    for word in watch.tg.buttons(card):
        assert await watch.press(watch.stranger, card, word) == (
            "У вас нет роли для этой кнопки. Её может дать владелец"
        )
        answer = await watch.press(watch.trainee, card, word)
        assert ("ниже" if word.endswith(READING) else "стажёр") in answer

    deciding = [word for word in buttons if not word.endswith(READING)]
    refused = [line["why"] for line in watch.audit("press_refused")]
    assert refused.count("no_role") == len(buttons)
    assert refused.count("trainee") == len(deciding)
    assert watch.text(card) == before


DECISIONS = [
    (violation, "🗑 Удалить", "Удаляю", "deleted"),
    (violation, "Удалить и забанить", "Удаляю и баню автора", "banned"),
    (violation, "Не нарушение", "Отмечено: не нарушение", "kept"),
    (removals, "Отменить", "Возвращаю", "undone"),
    (urgent, "Готово", "Отмечено: готово", "done"),
    (urgent, "Удалить", "Удаляю", "deleted"),
    (negatives, "Готово", "Отмечено: готово", "done"),
    (question, "Готово", "Отмечено: готово", "done"),
    (late, "Готово", "Отмечено: готово", "done"),
    (notice, "Готово", "Отмечено: готово", "done"),
]


@pytest.mark.parametrize(("kind", "button", "said", "act"), DECISIONS, ids=named)
async def test_a_decision_is_answered_audited_and_shown_on_the_card(
    watch: Watch, kind: Shown, button: str, said: str, act: str
) -> None:
    card = await kind(watch)
    await watch.handled()
    before = watch.text(card)
    presser = watch.lead if kind is removals else watch.mod

    assert (await watch.press(presser, card, button)).startswith(said)

    written = watch.audit(act)
    assert len(written) == 1
    assert written[0]["actor"].startswith("identity:")
    assert written[0]["entity"].startswith("C-")
    assert watch.text(card) != before
    assert button not in watch.tg.buttons(card)


@pytest.mark.parametrize("who", ["mod", "lead", "owner"])
async def test_every_role_that_decides_may_delete_ban_and_take_it_back(
    watch: Watch, who: str
) -> None:
    presser = getattr(watch, who)
    message, card = await watch.show(VIOLATION)

    await watch.press(presser, card, "Удалить и забанить")

    author = message["from"]["id"]
    assert watch.tg.is_deleted(message)
    assert watch.tg.status(author, watch.chat)["status"] == "kicked"
    assert "Забанено: 1" in watch.text(card)
    assert "Удалено: 1" in watch.text(card)

    await watch.press(presser, card, "Отменить")

    assert watch.tg.status(author, watch.chat)["status"] != "kicked"
    assert VIOLATION[:30] in watch.tg.said_by_bot(watch.chat)[-1]["text"]
    assert "undone" in watch.acts()


@pytest.mark.parametrize("kind", [violation, removals, urgent], ids=named)
async def test_why_answers_under_the_card_with_words_rules_and_ids(
    watch: Watch, kind: Shown
) -> None:
    card = await kind(watch)

    answer = await watch.press(watch.mod, card, "Почему")

    told = watch.tg.said_by_bot(watch.moderators)[-1]
    assert told["reply_to_message"]["message_id"] == card["message_id"]
    assert answer.removeprefix("Объяснение ниже: ") in told["text"]
    assert "• Правило «" in told["text"]
    assert "M-" in told["text"]


@pytest.mark.parametrize("kind", [negatives, question, late], ids=named)
async def test_a_list_quotes_what_the_rolling_card_gathers(watch: Watch, kind: Shown) -> None:
    card = await kind(watch)
    await watch.handled()

    assert await watch.press(watch.mod, card, "Список") == "Список ниже"

    told = watch.tg.said_by_bot(watch.moderators)[-1]
    assert told["reply_to_message"]["message_id"] == card["message_id"]
    assert "Гость" in told["text"]
