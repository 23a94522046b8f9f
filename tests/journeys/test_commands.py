"""What may be typed where: work among moderators, intake in private, words in two languages."""

import pytest

from tests.process import JsonObject
from tests.watch import SPAM, URGENT, VIOLATION, Watch


async def asked(watch: Watch, who: int, text: str, to: JsonObject | None = None) -> str:
    """Say a command in the moderators' chat and return the answer to it."""
    if to is None:
        said = watch.tg.say(who, watch.moderators, text)
    else:
        said = watch.tg.reply(who, to, text)

    def answer() -> str:
        for message in watch.tg.said_by_bot(watch.moderators):
            if message.get("reply_to_message", {}).get("message_id") == said["message_id"]:
                return str(message["text"])
        return ""

    found = await watch.tg.wait_for(answer, 10)
    await watch.handled()
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("Команды", "на посту", "Было бы удалено")),
        ("en", ("Commands", "On watch", "Would be removed")),
    ],
)
async def test_commands_answer_in_the_language_of_the_config(
    unstarted: Watch, language: str, words: tuple[str, str, str]
) -> None:
    watch = unstarted
    watch.bot_section = f'language = "{language}"'
    await watch.start()

    answers = [
        await asked(watch, watch.mod, command) for command in ("/help", "/status", f"/test {SPAM}")
    ]
    await watch.stop()

    for answer, word in zip(answers, words, strict=True):
        assert word in answer
    letters = "".join(answers[0] + answers[1])
    assert ("ж" in letters or "и" in letters) is (language == "ru")


async def test_why_and_undo_work_by_number_and_by_reply(watch: Watch) -> None:
    message, card = await watch.show(SPAM)

    why = await asked(watch, watch.mod, "/why", card)
    number = next(word for word in why.split() if word.startswith("M-")).rstrip(",")
    assert "Явный спам" in await asked(watch, watch.mod, f"/why {number}")
    assert "О чём речь" in await asked(watch, watch.mod, "/why C-0000")
    assert "нет роли" in await asked(watch, watch.stranger, f"/undo {number}")
    assert watch.tg.said_by_bot(watch.chat) == []
    assert "Возвращаю" in await asked(watch, watch.lead, "/undo", card)

    assert "Заработок" in watch.tg.said_by_bot(watch.chat)[-1]["text"]
    assert watch.tg.is_deleted(message)


async def test_test_says_what_would_happen_and_does_nothing(watch: Watch) -> None:
    assert "Было бы удалено" in await asked(watch, watch.mod, f"/test {SPAM}")
    assert "Ничего бы не произошло" in await asked(watch, watch.mod, "/test Добрый день, друзья")

    assert watch.outcomes() == []


async def test_an_anonymous_administrators_undo_waits_for_a_person(watch: Watch) -> None:
    _, card = await watch.show(SPAM)
    watch.tg.as_anonymous_admin(watch.moderators, "/undo", reply_to_message=card)
    asking = await watch.card("Вы пишете анонимно")

    assert watch.tg.said_by_bot(watch.chat) == []
    assert (await watch.press(watch.lead, asking, "Отменить")).startswith("Возвращаю")


async def test_a_customers_private_words_are_shown_and_never_deleted(watch: Watch) -> None:
    customer = watch.tg.person("Клиент")
    message = watch.tg.dm(customer, URGENT)
    card = await watch.card("списали деньги")
    await watch.handled()

    assert not any("Удалить" in word for word in watch.tg.buttons(card))
    spam = watch.tg.dm(watch.tg.person("Спамер"), SPAM)
    await watch.card("Заработок от 5000")
    await watch.handled()
    assert not watch.tg.is_deleted(message)
    assert not watch.tg.is_deleted(spam)


async def test_direct_and_business_messages_are_shown_and_never_deleted(watch: Watch) -> None:
    channel = watch.tg.channel("Бренд")
    direct = watch.tg.direct_messages(channel)
    connection = watch.tg.connect_business(watch.owner)
    said = watch.tg.business_message(connection, watch.tg.person("Покупатель"), URGENT)
    await watch.card("списали деньги")
    await watch.handled()

    unbound = watch.tg.direct_message(watch.tg.person("Чужак"), direct, SPAM)
    await watch.handled()

    assert not watch.tg.is_deleted(said)
    assert not watch.tg.is_deleted(unbound)


async def test_a_moderators_private_chat_is_no_intake(watch: Watch) -> None:
    for who in (watch.mod, watch.owner, watch.trainee):
        watch.tg.dm(who, VIOLATION)

    await watch.handled()

    assert watch.outcomes() == []
    assert watch.tg.cards(watch.moderators) == []
