"""In a chat that nobody bound nothing is stored, one line is said to whoever added us, we leave."""

import asyncio
from contextlib import suppress

from bot.connectors.telegram import TelegramConnector
from bot.connectors.telegram.doorman import PATIENCE_SECONDS
from bot.ports import RawUpdate
from bot.texts import Texts
from sandbox.telegram import TelegramSandbox
from tests.unit.connectors.telegram.wires import FakeGate


async def batch(connector: TelegramConnector) -> list[RawUpdate]:
    async with asyncio.timeout(3):
        rows, _ = await anext(connector.updates(None))
    return list(rows)


async def some_rounds(connector: TelegramConnector) -> list[RawUpdate]:
    """Read what comes within half a second, so that the doorman works between the batches."""
    found: list[RawUpdate] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(0.5):
            async for rows, _ in connector.updates(None):
                found += rows
    return found


async def test_a_strangers_group_is_left_with_one_line_to_who_added_us(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    gate.private = False
    stranger, chat = tg.person("Чужой"), tg.supergroup(bot="absent")
    tg.dm(stranger, "/start")
    tg.add_bot(chat, by=stranger)
    tg.say(stranger, chat, "/setup WRONG-CODE")
    assert await some_rounds(connector) == []
    assert tg.status(tg.bot["id"], chat)["status"] == "left"
    assert [one["text"] for one in tg.said_by_bot(stranger)] == [Texts("en").say("farewell")]
    assert tg.said_by_bot(chat) == []
    assert connector.counts()["ignored"] >= 2


async def test_who_cannot_be_written_to_does_not_keep_us_there(
    tg: TelegramSandbox, connector: TelegramConnector
) -> None:
    stranger, chat = tg.person("Чужой"), tg.supergroup(bot="absent")
    tg.add_bot(chat, by=stranger)
    assert await some_rounds(connector) == []
    assert tg.status(tg.bot["id"], chat)["status"] == "left"


async def test_while_a_code_is_out_we_wait_for_it_and_hear_only_it(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    gate.codes = {"K7Q2"}
    owner, chat = tg.person("Владелец"), tg.supergroup(bot="absent")
    tg.add_bot(chat, by=owner)
    tg.say(owner, chat, "сейчас подключу")
    tg.say(owner, chat, f"/setup@{tg.bot['username']} K7Q2")
    rows = await some_rounds(connector)
    assert [b"K7Q2" in row.payload for row in rows] == [True]
    assert tg.status(tg.bot["id"], chat)["status"] == "member"
    assert PATIENCE_SECONDS == 600


async def test_a_wrong_code_opens_nothing(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    gate.codes = {"K7Q2"}
    chat = tg.supergroup()
    tg.say(tg.person(), chat, "/setup K7Q3")
    assert await batch(connector) == []


async def test_private_messages_are_heard_only_once_a_place_is_bound(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    gate.private = False
    gate.codes = {"K7Q2"}
    person = tg.person()
    tg.dm(person, "привет")
    tg.dm(person, "/start K7Q2")
    rows = await batch(connector)
    assert [b"K7Q2" in row.payload for row in rows] == [True]
    gate.private = True
    assert len(await batch(connector)) == 2


async def test_a_bound_chat_is_heard_and_never_left(
    tg: TelegramSandbox, connector: TelegramConnector, gate: FakeGate
) -> None:
    chat = tg.supergroup(bot="absent")
    gate.chats = {str(chat)}
    tg.add_bot(chat, by=tg.person())
    assert len(await some_rounds(connector)) == 1
    assert tg.status(tg.bot["id"], chat)["status"] == "member"
