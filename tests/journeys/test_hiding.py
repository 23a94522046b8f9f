"""Spam is found wherever a message can hide it, and what has no text is never deleted."""

from collections.abc import Callable

import pytest

from tests.process import JsonObject
from tests.watch import SPAM, Watch

WORDS = "Заработок от 5000 рублей в день без вложений! Удалённая работа, опыт не нужен. Пиши в лс"
BOT, INVITE = "@rabota_tut_bot", "https://t.me/+AbCdEfGh12345"

Hide = Callable[[Watch, int], JsonObject]


def caption(watch: Watch, who: int) -> JsonObject:
    return watch.tg.photo(who, watch.chat, SPAM)


def poll(watch: Watch, who: int) -> JsonObject:
    return watch.tg.poll(who, watch.chat, "Кому?", [WORDS, f"Пиши {BOT} {INVITE}"])


def checklist(watch: Watch, who: int) -> JsonObject:
    return watch.tg.checklist(who, watch.chat, "План", [WORDS, f"{BOT} {INVITE}"])


def rich(watch: Watch, who: int) -> JsonObject:
    return watch.tg.rich(who, watch.chat, [WORDS, f"{BOT} {INVITE}"])


def buttons(watch: Watch, who: int) -> JsonObject:
    return watch.tg.with_buttons(who, watch.chat, ".", [(WORDS, INVITE), (f"Пиши {BOT}", INVITE)])


def quote(watch: Watch, who: int) -> JsonObject:
    above = watch.tg.say(watch.mod, watch.chat, SPAM)
    return watch.tg.quote(who, above, SPAM, "Вот!")


def elsewhere(watch: Watch, who: int) -> JsonObject:
    other = watch.tg.supergroup("Чужой чат", bot="absent")
    return watch.tg.external_reply(
        who, watch.chat, watch.tg.say(watch.mod, other, SPAM), "Смотрите"
    )


def forwarded(watch: Watch, who: int) -> JsonObject:
    channel = watch.tg.channel("Доход", bot="absent")
    return watch.tg.forward(who, watch.tg.post(channel, SPAM), watch.chat)


def hidden_link(watch: Watch, who: int) -> JsonObject:
    return watch.tg.hidden_link(who, watch.chat, f"{WORDS} {BOT} тут", ("тут", INVITE))


@pytest.mark.parametrize(
    "hide",
    [caption, poll, checklist, rich, buttons, quote, elsewhere, forwarded, hidden_link],
    ids=lambda hide: hide.__name__,
)
async def test_spam_in_any_part_of_a_newcomers_message_is_deleted(watch: Watch, hide: Hide) -> None:
    message = hide(watch, watch.somebody())

    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message))
    await watch.handled()

    assert "Удалён спам" in watch.text(watch.tg.cards(watch.moderators)[-1])
    assert "removed" in watch.outcomes()


async def test_what_has_no_text_is_never_deleted_nor_carded(watch: Watch) -> None:
    who = watch.somebody()
    quiet = [
        watch.tg.sticker(who, watch.chat),
        watch.tg.photo(who, watch.chat),
        watch.tg.say(who, watch.chat, "🔥🔥🔥🎉"),
        watch.tg.say(who, watch.chat, ""),
        watch.tg.say(who, watch.chat, "+"),
    ]

    await watch.handled()

    assert [m for m in quiet if watch.tg.is_deleted(m)] == []
    assert watch.tg.cards(watch.moderators) == []


async def test_a_story_of_a_newcomer_is_stored_and_not_deleted(watch: Watch) -> None:
    story = watch.tg.story(watch.somebody(), watch.chat)

    await watch.handled()

    assert not watch.tg.is_deleted(story)
    assert watch.rows("SELECT count(*) FROM message")[0][0] == 1


async def test_an_edit_into_spam_is_deleted_once_and_a_second_edit_changes_nothing(
    watch: Watch,
) -> None:
    message = watch.tg.say(watch.somebody(), watch.chat, "Добрый день, всем хорошего вечера")
    await watch.handled()

    watch.tg.edit(message, SPAM)
    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message))
    await watch.handled()

    assert watch.outcomes() == ["left", "removed"]
    assert len(watch.rows("SELECT id FROM action WHERE kind = 'delete'")) == 1


async def test_an_edit_that_changes_no_word_is_not_judged_again(watch: Watch) -> None:
    message = watch.tg.say(watch.somebody(), watch.chat, "Добрый день, всем хорошего вечера")
    watch.tg.edit(message, "Добрый день, всем хорошего вечера")

    await watch.handled()

    assert watch.outcomes() == ["left"]


@pytest.mark.parametrize("captions", [[SPAM, "", ""], ["", "", SPAM], ["", SPAM, ""]])
async def test_an_album_has_one_verdict_and_goes_as_a_whole(
    watch: Watch, captions: list[str]
) -> None:
    parts = watch.tg.album(watch.somebody(), watch.chat, captions)

    await watch.tg.wait_for(lambda: all(watch.tg.is_deleted(part) for part in parts))
    await watch.handled()

    assert len(watch.tg.cards(watch.moderators)) == 1
    assert watch.rows("SELECT items FROM case_") == [(3,)]


async def test_an_honest_album_stays_as_a_whole(watch: Watch) -> None:
    parts = watch.tg.album(watch.somebody(), watch.chat, ["Наш отдых", "", ""])

    await watch.handled()

    assert [part for part in parts if watch.tg.is_deleted(part)] == []
    assert watch.tg.cards(watch.moderators) == []
