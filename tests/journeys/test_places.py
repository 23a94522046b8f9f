"""Which chats are ours: a channel's direct messages are, a chat that nobody bound is not."""

import asyncio

import pytest

from bot.connectors.telegram import doorman
from tests.watch import SPAM, URGENT, Watch


async def test_direct_messages_of_a_bound_channel_are_shown_and_never_deleted(
    unstarted: Watch,
) -> None:
    watch, tg = unstarted, unstarted.tg
    channel = tg.channel("Бренд")
    direct = tg.direct_messages(channel)
    watch.more = [channel]
    await watch.start()
    customer = tg.person("Покупатель")
    said = tg.direct_message(customer, direct, URGENT)
    card = await watch.card("списали деньги")
    spam = tg.direct_message(tg.person("Спамер"), direct, SPAM)
    await watch.card("Заработок от 5000")
    await watch.handled()
    words = tg.buttons(card)
    asked = [call.params["chat_id"] for call in tg.calls_of("getChat")]
    await watch.stop()

    assert not any("Удалить" in word for word in words)
    assert not tg.is_deleted(said)
    assert not tg.is_deleted(spam)
    assert tg.said_by_bot(direct) == []
    assert asked.count(direct) == 1
    assert watch.outcomes() == ["alerted", "carded"]


async def test_direct_messages_are_not_confirmed_before_their_channel_is_known(
    unstarted: Watch,
) -> None:
    watch, tg = unstarted, unstarted.tg
    channel = tg.channel("Бренд")
    direct = tg.direct_messages(channel)
    watch.more = [channel]
    await watch.start()
    tg.fail_next("getChat", error_code=502, times=2)
    tg.direct_message(tg.person("Покупатель"), direct, URGENT)

    await watch.card("списали деньги")
    await watch.handled()
    await watch.stop()

    assert watch.outcomes() == ["alerted"]


async def test_direct_messages_of_a_strange_channel_leave_no_trace(watch: Watch) -> None:
    channel = watch.tg.channel("Чужой канал")
    direct = watch.tg.direct_messages(channel)
    await watch.handled()
    before = watch.rows("SELECT count(*) FROM inbox")

    watch.tg.direct_message(watch.tg.person("Чужак"), direct, URGENT)
    await watch.handled()

    assert watch.outcomes() == []
    assert watch.tg.said_by_bot(direct) == []
    assert watch.rows("SELECT count(*) FROM inbox") == before


@pytest.mark.parametrize("kind", ["supergroup", "group", "channel"])
async def test_a_chat_that_we_sit_in_and_nobody_bound_is_left_without_a_word(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(doorman, "GRACE_SECONDS", 0.2)
    tg = watch.tg
    theirs = getattr(tg, kind)("Логово Неведомского", id=-1007777777777)
    resident = tg.person("Неведомский")
    said = [
        tg.post(theirs, text) if kind == "channel" else tg.say(resident, theirs, text)
        for text in (SPAM, "/status", "и ещё")
    ]

    await tg.wait_for(lambda: tg.status(tg.bot["id"], theirs)["status"] == "left", 10)
    tg.push_raw({"channel_post" if kind == "channel" else "message": said[-1]})  # queued before
    await tg.confirmed(10)
    await asyncio.sleep(1.5)
    message = tg.say(watch.somebody(), watch.chat, SPAM)
    await tg.wait_for(lambda: tg.is_deleted(message), 10)
    await watch.handled()
    await watch.stop()

    assert tg.said_by_bot(theirs) == []
    assert len(tg.calls_of("leaveChat")) == 1
    kept = b"".join(p.read_bytes() for p in watch.database.parent.iterdir() if p.is_file())
    for trace in ("7777777777", str(resident), "Неведомск"):
        assert trace.encode() not in kept


async def test_a_chat_that_could_not_be_left_is_left_later(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorman, "GRACE_SECONDS", 0.1)
    tg = watch.tg
    tg.fail_next("leaveChat", retry_after=1)
    theirs = tg.supergroup("Чужой чат")
    tg.say(tg.person("Кто-то"), theirs, "привет")

    await tg.wait_for(lambda: tg.status(tg.bot["id"], theirs)["status"] == "left", 40)
