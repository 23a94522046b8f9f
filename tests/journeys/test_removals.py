"""A card of many removals: its list, one taken back, all taken back; and who may."""

from tests.process import JsonObject
from tests.watch import SPAM, Watch


async def removed(watch: Watch, count: int) -> tuple[list[JsonObject], JsonObject]:
    """Some spam of different people, gone, on one card."""
    messages = [
        watch.tg.say(watch.somebody(f"Спамер {n}"), watch.chat, f"{SPAM} Набор номер {n}")
        for n in range(count)
    ]
    await watch.tg.wait_for(lambda: all(watch.tg.is_deleted(one) for one in messages), 15)
    card = await watch.card("Удалён спам")
    await watch.handled()
    await watch.press(watch.mod, card, "Список")  # its counters may still be on their way
    return messages, card


def back(watch: Watch) -> list[str]:
    return [str(message["text"]) for message in watch.tg.said_by_bot(watch.chat)]


async def test_undo_all_brings_every_removed_message_back_once(watch: Watch) -> None:
    _, card = await removed(watch, 3)
    all_of_it = watch.data_of(await listed(watch), "№").rpartition(":")[0]

    assert "роли" in await watch.press_data(watch.stranger, card, all_of_it)
    assert back(watch) == []
    assert (await watch.press_data(watch.lead, card, all_of_it)).startswith("Возвращаю")

    said = back(watch)
    assert len(said) == 3
    for number in range(3):
        assert sum(f"Набор номер {number}" in text for text in said) == 1
    assert watch.rows("SELECT DISTINCT state FROM case_item") == [("restored",)]
    assert watch.rows("SELECT DISTINCT state FROM action WHERE kind = 'delete'") == [("undone",)]
    assert not (await watch.press_data(watch.lead, card, all_of_it)).startswith("Возвращаю")
    assert len(back(watch)) == 3


async def test_one_of_a_list_is_taken_back_alone_and_then_the_rest(watch: Watch) -> None:
    await removed(watch, 3)
    below = await listed(watch)
    assert [word[-1] for word in watch.tg.buttons(below)] == ["1", "2", "3"]
    second = watch.tg.buttons(below)[1]

    assert (await watch.press(watch.lead, below, second)).startswith("Возвращаю")

    assert len(back(watch)) == 1
    assert "Набор номер 1" in back(watch)[0]
    states = watch.rows("SELECT state FROM case_item ORDER BY id")
    assert states == [("removed",), ("restored",), ("removed",)]
    assert not (await watch.press(watch.lead, below, second)).startswith("Возвращаю")

    card = await watch.card("Удалён спам")
    rest = watch.data_of(below, "№").rpartition(":")[0]
    await watch.press_data(watch.lead, card, rest)

    for number in range(3):
        assert sum(f"Набор номер {number}" in text for text in back(watch)) == 1
    assert len(back(watch)) == 3


async def test_the_card_itself_offers_undo_all(watch: Watch) -> None:
    _, card = await removed(watch, 2)
    await watch.tg.wait_for(
        lambda: any("Отменить вс" in word for word in watch.tg.buttons(card)), 15
    )

    assert (await watch.press(watch.owner, card, "Отменить вс")).startswith("Возвращаю")

    assert len(back(watch)) == 2


async def listed(watch: Watch) -> JsonObject:
    """The list that was said under the card last."""
    found = await watch.tg.wait_for(
        lambda: [
            one
            for one in watch.tg.cards(watch.moderators)
            if any("№" in word for word in watch.tg.buttons(one))
        ],
        10,
    )
    return found[-1]
