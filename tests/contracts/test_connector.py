"""What every connector keeps: memory, dry, and Telegram against the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.connectors.dry import DryConnector
from bot.connectors.memory import MemoryConnector
from bot.connectors.telegram import TelegramConnector, TelegramSettings
from bot.ports import CardView, Connector, InboxRow, MalformedUpdateError
from bot.texts import Texts
from models.action import SETTLED, Action, ActionKind, ActionState
from models.card import Card, Word
from models.channel import ChannelKey, Place, Platform
from models.event import MessageSeen
from models.message import Message
from models.person import Author
from sandbox.telegram import Limits, TelegramSandbox

NAMES = ["memory", "dry", "telegram"]


@dataclass
class Bench:
    """A connector with the hand that makes somebody write."""

    connector: Connector
    say: Callable[[str], Awaitable[str]]
    """Writes a text and returns the message's external id."""
    channel: ChannelKey
    place: ChannelKey
    """The moderators' place."""
    acts: bool = True


class OpenGate:
    def admits(self, channel_external_id: str) -> bool:
        return True

    def admits_private(self) -> bool:
        return True

    def opens(self, word: str) -> bool:
        return False

    def expecting(self) -> bool:
        return False


def memory_bench() -> Bench:
    connector = MemoryConnector()
    channel = ChannelKey(Platform.MEMORY, "1", "chat")

    async def say(text: str) -> str:
        number = str(len(connector._events) + 1)
        author = Author(Platform.MEMORY, "5")
        message = Message(channel, Place.GROUP, number, author, 1, 1)
        connector.put([MessageSeen(message)])
        return number

    return Bench(connector, say, channel, ChannelKey(Platform.MEMORY, "1", "mods"))


@asynccontextmanager
async def telegram_bench() -> AsyncIterator[Bench]:
    async with TelegramSandbox(limits=Limits.off()) as tg:
        settings = TelegramSettings(tg.token, tg.url)
        loop = asyncio.get_running_loop()
        connector = TelegramConnector(settings, OpenGate(), Texts("en"), lambda: 1, loop.time)
        person, chat, mods = tg.person(), tg.supergroup(), tg.supergroup("Mods")
        account = tg.token.partition(":")[0]

        async def say(text: str) -> str:
            return str(tg.say(person, chat, text)["message_id"])

        def key(chat_id: int) -> ChannelKey:
            return ChannelKey(Platform.TELEGRAM, account, str(chat_id))

        await connector.open()
        yield Bench(connector, say, key(chat), key(mods))
        await connector.close()


@pytest.fixture(params=NAMES)
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        if request.param == "telegram":
            yield await stack.enter_async_context(telegram_bench())
        else:
            made = memory_bench()
            if request.param == "dry":
                made.connector = DryConnector(made.connector, lambda key: key == made.place)
                made.acts = False
            yield made


def delete(bench: Bench, target: str, number: int = 1) -> Action:
    return Action(number, ActionKind.DELETE, bench.channel, f"delete:{target}", target)


def card(bench: Bench, number: int = 9) -> tuple[Action, CardView]:
    action = Action(number, ActionKind.SEND_CARD, bench.place, f"card:{number}", str(number))
    return action, CardView(Card(1 << 50, 1, Word("card.title.urgent")))


async def test_a_batch_is_confirmed_only_when_the_next_is_asked_for(bench: Bench) -> None:
    first = await bench.say("one")
    reader = bench.connector.updates(None)
    rows, cursor = await anext(reader)
    assert len(rows) == 1
    assert cursor.source == bench.connector.account
    again, _ = await anext(bench.connector.updates(None))
    assert [row.payload_hash for row in again] == [row.payload_hash for row in rows]
    second = await bench.say("two")
    rows, _ = await anext(bench.connector.updates(cursor.value))
    ids = [
        event.message.external_id
        for number, row in enumerate(rows)
        for event in bench.connector.translate(InboxRow(number, row))
        if isinstance(event, MessageSeen)
    ]
    assert first not in ids
    assert second in ids


async def test_translation_is_pure(bench: Bench) -> None:
    await bench.say("one")
    rows, _ = await anext(bench.connector.updates(None))
    row = InboxRow(1, rows[0])
    assert bench.connector.translate(row) == bench.connector.translate(row)


async def test_every_update_names_its_account_and_lane(bench: Bench) -> None:
    await bench.say("one")
    rows, _ = await anext(bench.connector.updates(None))
    assert f"{rows[0].platform}:{rows[0].account_id}" == bench.connector.account
    assert rows[0].lane_key
    assert rows[0].update_key


async def test_bytes_that_are_no_update_are_malformed_and_nothing_else(bench: Bench) -> None:
    await bench.say("one")
    rows, _ = await anext(bench.connector.updates(None))
    poison = type(rows[0])(
        rows[0].platform, rows[0].account_id, "2", "h", rows[0].lane_key, 1, b'{"x": '
    )
    with pytest.raises(MalformedUpdateError):
        bench.connector.translate(InboxRow(2, poison))


async def test_a_delete_is_done_and_its_repeat_is_settled_too(bench: Bench) -> None:
    action = delete(bench, await bench.say("spam"))
    first = await bench.connector.perform(action, None)
    again = await bench.connector.perform(action, None)
    done = ActionState.DONE if bench.acts else ActionState.OBSERVED
    assert first.state is done
    assert again.state in SETTLED
    assert again.state is not ActionState.FAILED


async def test_deletes_of_one_channel_coalesce_and_keep_their_order(bench: Bench) -> None:
    actions = [delete(bench, await bench.say(str(one)), one) for one in range(3)]
    assert bench.connector.coalesces(actions[0], actions[1])
    assert not bench.connector.coalesces(actions[0], card(bench)[0])
    outcomes = await bench.connector.perform_many(actions)
    done = ActionState.DONE if bench.acts else ActionState.OBSERVED
    assert [outcome.state for outcome in outcomes] == [done] * 3


async def test_a_card_reaches_the_moderators_and_says_where_it_is(bench: Bench) -> None:
    outcome = await bench.connector.perform(*card(bench))
    assert outcome.state is ActionState.DONE
    assert outcome.answer["message_id"]
    assert outcome.answer["rendered_hash"]


async def test_a_foreign_target_is_an_outcome_and_no_exception(bench: Bench) -> None:
    outcome = await bench.connector.perform(delete(bench, "not-a-number"), None)
    assert outcome.state in SETTLED


async def test_a_reader_ends_at_once_when_it_is_cancelled(bench: Bench) -> None:
    reader = bench.connector.updates(None)
    task = asyncio.ensure_future(anext(reader))  # noqa: TID251 - the test cancels it
    await asyncio.sleep(0.05)
    async with asyncio.timeout(1):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_capabilities_name_what_and_where(bench: Bench) -> None:
    capabilities = await bench.connector.capabilities()
    assert all(one.name and one.where for one in capabilities)
