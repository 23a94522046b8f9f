"""The long poll outlives all that VK and the net do to it, and confirms only what is stored."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web

from bot.connectors.vk import longpoll
from bot.connectors.vk.envelope import Batch, EnvelopeError, Failed, open_envelope
from bot.connectors.vk.errors import VkDown, VkError, VkFlood, VkNoAccess, VkTokenDead
from bot.connectors.vk.gap import Gap, Progress
from bot.connectors.vk.longpoll import LongPoll, Polling
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.translate import translate
from bot.ports import Cursor, MalformedUpdateError, PlatformDownError, RawUpdate, TokenRefusedError
from models.event import Event, GapFound, MessageSeen
from sandbox.vk import VkSandbox
from tests.unit.connectors.vk.wires import FakeApi, SandboxApi, around, arrival, comment, event

Stream = AsyncIterator[tuple[Sequence[RawUpdate], Cursor]]
SOURCE = "vk:210000001"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(longpoll, "_FIRST_PAUSE", 0.001)


@pytest.fixture
async def poll(api: SandboxApi) -> AsyncIterator[LongPoll]:
    made = LongPoll(api, arrival(api), SOURCE, Polling(wait=1))
    yield made
    await made.close()


async def started(poll: LongPoll) -> tuple[Stream, Cursor]:
    stream = poll.updates(None)
    rows, cursor = await anext(stream)
    assert not rows
    return stream, cursor


async def until(stream: Stream, wanted: type[Event]) -> tuple[list[Event], Cursor]:
    """Read on until an event of this kind has come."""
    events: list[Event] = []
    async with asyncio.timeout(10):
        async for rows, cursor in stream:
            for row in rows:
                events += translate(row.payload, row.received_at, around())
            if any(isinstance(one, wanted) for one in events):
                return events, cursor
    raise AssertionError("the stream ended")


def texts(events: Sequence[Event]) -> list[str]:
    return [one.message.text for one in events if isinstance(one, MessageSeen)]


async def test_the_place_to_read_from_is_stored_before_the_first_poll(
    vk: VkSandbox, poll: LongPoll
) -> None:
    _, cursor = await started(poll)
    assert cursor == Cursor(SOURCE, str(vk.feed.ts))
    assert vk.feed.polls == 0


async def test_a_comment_comes_with_the_name_of_its_author(vk: VkSandbox, poll: LongPoll) -> None:
    stream, _ = await started(poll)
    vk.comment(vk.post("Пост"), vk.person("Анна", "Кузнецова"), "Сколько?")
    events, _ = await until(stream, MessageSeen)
    messages = [one.message for one in events if isinstance(one, MessageSeen)]
    assert [m.text for m in messages] == ["Пост", "Сколько?"]
    assert messages[1].author.name == "Анна Кузнецова"
    assert messages[1].reach.followers == 42


async def test_nothing_is_confirmed_before_it_is_stored(vk: VkSandbox, poll: LongPoll) -> None:
    stream, first = await started(poll)
    vk.post("Пост")
    await until(stream, MessageSeen)
    assert vk.feed.unconfirmed == 1
    again = poll.updates(first.value)
    events, cursor = await until(again, MessageSeen)
    assert texts(events) == ["Пост"]
    assert Progress.read(cursor.value).ts == str(vk.feed.ts)


async def test_failed_1_goes_on_from_the_new_ts_and_tells_the_gap(
    vk: VkSandbox, poll: LongPoll
) -> None:
    stream, _ = await started(poll)
    vk.post("Потеряно")
    vk.feed.lose_history()
    events, _ = await until(stream, GapFound)
    (gap,) = [one for one in events if isinstance(one, GapFound)]
    assert (gap.code, gap.read_back) == ("history_outdated", None)
    vk.post("После")
    assert texts((await until(stream, MessageSeen))[0]) == ["После"]


async def test_failed_2_takes_a_new_key_and_loses_nothing(vk: VkSandbox, poll: LongPoll) -> None:
    stream, _ = await started(poll)
    vk.post("Пост")
    vk.feed.expire_key()
    events, _ = await until(stream, MessageSeen)
    assert texts(events) == ["Пост"]
    assert not [one for one in events if isinstance(one, GapFound)]


async def test_failed_3_takes_key_and_ts_and_tells_the_gap(vk: VkSandbox, poll: LongPoll) -> None:
    stream, _ = await started(poll)
    vk.post("Потеряно")
    vk.feed.lose_all()
    events, _ = await until(stream, GapFound)
    assert [one.code for one in events if isinstance(one, GapFound)] == ["history_lost"]
    vk.post("После")
    assert texts((await until(stream, MessageSeen))[0]) == ["После"]


@pytest.mark.parametrize("code", [4, 9])
async def test_any_other_failed_is_asked_with_pauses_and_told(
    vk: VkSandbox, poll: LongPoll, code: int
) -> None:
    stream, _ = await started(poll)
    polls = vk.feed.polls
    vk.feed.force(code, times=3)
    with pytest.raises(PlatformDownError):
        await anext(stream)
    assert vk.feed.polls == polls + 3
    vk.post("Пост")
    assert texts((await until(poll.updates("100"), MessageSeen))[0]) == ["Пост"]


@pytest.mark.parametrize("html", [502, 200, 0])
async def test_a_page_or_a_dropped_connection_is_waited_out(
    vk: VkSandbox, poll: LongPoll, html: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stream, cursor = await started(poll)
    with vk.down(html):
        with pytest.raises(PlatformDownError) as raised:
            await anext(stream)
        assert vk.feed.key not in repr(raised.value)
        assert raised.value.__context__ is None
    vk.post("Пост")
    assert texts((await until(poll.updates(cursor.value), MessageSeen))[0]) == ["Пост"]
    assert vk.feed.key not in caplog.text
    assert vk.token not in caplog.text


async def test_the_first_good_answer_after_a_failure_is_told_at_once(
    vk: VkSandbox, poll: LongPoll
) -> None:
    stream, cursor = await started(poll)
    vk.feed.force(4, times=1)
    async with asyncio.timeout(0.9):
        rows, again = await anext(stream)
    assert not rows
    assert again == cursor


POISONS = [{"type": "wall_reply_new", "object": None, "group_id": 210_000_001, "event_id": "p"}]


@pytest.mark.parametrize(
    "poison", [*POISONS, None, 5, {"type": "message_new", "object": {}, "event_id": "q"}]
)
async def test_one_malformed_event_costs_none_of_its_neighbours(
    vk: VkSandbox, poll: LongPoll, poison: object
) -> None:
    stream, _ = await started(poll)
    vk.post("До")
    vk.push_raw(poison)
    vk.post("После")
    rows, _ = await anext(stream)
    read: list[str] = []
    for row in rows:
        try:
            read += texts(translate(row.payload, 1, around()))
        except MalformedUpdateError:
            read.append("malformed")
    assert read == ["До", "malformed", "После"]


async def test_unknown_types_are_kept_and_counted(vk: VkSandbox, api: SandboxApi) -> None:
    door = arrival(api)
    poll = LongPoll(api, door, SOURCE, Polling(wait=1))
    stream, _ = await started(poll)
    vk.push_raw(event("hologram_new", {"id": 1}))
    rows, _ = await anext(stream)
    assert [list(translate(row.payload, 1, around())) for row in rows] == [[]]
    assert door.unknown == {"hologram_new": 1}
    await poll.close()


async def test_every_row_is_known_by_its_event_id(vk: VkSandbox, poll: LongPoll) -> None:
    stream, _ = await started(poll)
    post = vk.post("Пост")
    rows, _ = await anext(stream)
    assert [row.update_key for row in rows] == [vk.event_id(post)]
    assert rows[0].lane_key == f"vk:{vk.group_id}:wall"


async def test_a_held_poll_ends_at_once_when_cancelled(vk: VkSandbox, api: SandboxApi) -> None:
    poll = LongPoll(api, arrival(api), SOURCE, Polling(wait=25))
    stream, _ = await started(poll)
    task = asyncio.ensure_future(anext(stream))  # noqa: TID251 - it is cancelled below
    await vk.wait_for(lambda: vk.feed.polls == 1)
    before = asyncio.get_running_loop().time()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.get_running_loop().time() - before < 1
    await poll.close()


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (VkTokenDead("m", 5), TokenRefusedError),
        (VkNoAccess("m", 15), TokenRefusedError),
        (VkError("m", 100), TokenRefusedError),
        (VkFlood("m", 29), PlatformDownError),
        (VkDown("m", 10), PlatformDownError),
        ({"server": "x"}, PlatformDownError),
        (None, PlatformDownError),
    ],
)
async def test_what_keeps_us_from_polling_is_told_by_its_kind(
    failure: object, told: type[Exception]
) -> None:
    api = FakeApi({"groups.getLongPollServer": failure})
    poll = LongPoll(api, arrival(api), SOURCE, Polling(wait=1))
    with pytest.raises(told):
        await anext(poll.updates(None))
    assert len(api.asked) <= 3


async def test_a_strange_chat_is_left_with_one_line(vk: VkSandbox, poll: LongPoll) -> None:
    stream, _ = await started(poll)
    chat = vk.chat("Чужой", bot="")
    vk.invite_bot(chat)
    vk.say(vk.key_holder, chat, "Секрет")
    vk.post("Пост")
    events, _ = await until(stream, MessageSeen)
    assert texts(events) == ["Пост"]
    vk.post("Ещё")
    await until(stream, MessageSeen)
    assert [letter.text for letter in vk.said_by_bot(chat)] == ["Прощайте"]
    assert not vk.is_in_chat(-vk.group_id, chat)


# --- gaps and reading back ---


def reading(api: SandboxApi, token: Token | None = Token.SERVICE) -> LongPoll:
    return LongPoll(api, arrival(api), SOURCE, Polling(wait=1, reader=lambda: token))


async def test_lost_comments_and_replies_are_read_back(vk: VkSandbox, api: SandboxApi) -> None:
    poll = reading(api)
    stream, _ = await started(poll)
    anna, post = vk.person(), vk.post("Пост")
    first = vk.comment(post, anna, "Потеряно")
    vk.comment(post, anna, "И ответ", reply_to=first)
    vk.feed.lose_history()
    events, cursor = await until(stream, GapFound)
    assert set(texts(events)) == {"Пост", "Потеряно", "И ответ"}
    (gap,) = [one for one in events if isinstance(one, GapFound)]
    assert gap.read_back == 3
    assert Progress.read(cursor.value).gap is None
    await poll.close()


async def test_a_crash_while_reading_back_forgets_nothing(vk: VkSandbox, api: SandboxApi) -> None:
    poll = reading(api)
    stream, _ = await started(poll)
    vk.comment(vk.post("Пост"), vk.person(), "Потеряно")
    vk.feed.lose_all()
    _, cursor = await anext(stream)
    assert Progress.read(cursor.value).gap is not None
    await poll.close()
    after = reading(api)
    events, cursor = await until(after.updates(cursor.value), GapFound)
    assert set(texts(events)) == {"Пост", "Потеряно"}
    assert Progress.read(cursor.value).gap is None
    await after.close()


async def test_live_events_come_while_a_gap_is_read_back(vk: VkSandbox, api: SandboxApi) -> None:
    poll = reading(api)
    stream, _ = await started(poll)
    for number in range(5):
        vk.comment(vk.post(f"Пост {number}"), vk.person(), "Потеряно")
    vk.feed.lose_history()
    await anext(stream)
    vk.comment(vk.post("Живой"), vk.person(), "Сейчас")
    rows, cursor = await anext(stream)
    read = [one for row in rows for one in translate(row.payload, 1, around())]
    assert "Сейчас" in texts(read)
    assert Progress.read(cursor.value).gap is not None
    await poll.close()


async def test_a_key_that_may_not_read_ends_the_gap_unread(vk: VkSandbox, api: SandboxApi) -> None:
    vk.refuse("wall.get", "service")
    poll = reading(api)
    stream, _ = await started(poll)
    vk.feed.lose_history()
    vk.post("Потеряно")
    vk.feed.lose_history()
    events, _ = await until(stream, GapFound)
    (gap,) = [one for one in events if isinstance(one, GapFound)]
    assert gap.read_back is None
    await poll.close()


async def test_a_failed_step_of_reading_back_is_made_again(vk: VkSandbox, api: SandboxApi) -> None:
    poll = reading(api)
    stream, _ = await started(poll)
    vk.comment(vk.post("Пост"), vk.person(), "Потеряно")
    vk.feed.lose_history()
    vk.fail_next("wall.get", 10)
    events, _ = await until(stream, GapFound)
    assert set(texts(events)) == {"Пост", "Потеряно"}
    await poll.close()


@pytest.mark.parametrize(
    "progress",
    [
        Progress(),
        Progress("17"),
        Progress("17", 5),
        Progress("17", 5, Gap("history_lost", None, 9)),
        Progress("17", None, Gap("history_outdated", 4, 9)),
    ],
)
def test_progress_reads_back_as_it_was_written(progress: Progress) -> None:
    assert Progress.read(progress.word) == progress


def test_a_loss_during_another_keeps_the_earlier_beginning() -> None:
    once = Progress("1", 5).lost("history_outdated", "2", 7)
    twice = Progress("2", 6, once.gap).lost("history_lost", "3", 9)
    assert twice == Progress("3", 6, Gap("history_lost", 5, 9))


@pytest.mark.parametrize("word", [None, "", "странное слово", "17!x"])
def test_an_unreadable_cursor_is_a_first_start(word: str | None) -> None:
    assert Progress.read(word) == Progress()


# --- the envelope ---


@pytest.mark.parametrize("poison", [b"[" * 3000 + b"]" * 3000, b"1" + b"0" * 5000])
@pytest.mark.parametrize("ts_first", [True, False])
def test_an_answer_that_cannot_be_parsed_whole_is_cut(poison: bytes, *, ts_first: bool) -> None:
    good = json.dumps(event("wall_reply_new", comment("]}{")), ensure_ascii=False).encode()
    ts, updates = b'"ts":"17"', b'"updates":[' + good + b',{"x":' + poison + b"}," + good + b"]"
    body = b"{" + (ts + b"," + updates if ts_first else updates + b"," + ts) + b"}"
    batch = open_envelope(body)
    assert isinstance(batch, Batch)
    assert batch.ts == "17"
    assert [piece.update is None for piece in batch.pieces] == [False, True, False]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"failed":1,"ts":5}', Failed(1, "5")),
        (b'{"failed":1,"ts":"5"}', Failed(1, "5")),
        (b'{"failed":3}', Failed(3)),
        (b'{"failed":"3"}', Failed(0)),
    ],
)
def test_failed_is_read_whatever_type_its_ts_has(body: bytes, read: Failed) -> None:
    assert open_envelope(body) == read


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"ts":"1"}', b'{"updates":[', b""])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_envelope(body)


async def test_an_answer_cut_off_in_the_middle_is_asked_again() -> None:
    answers = [b'{"ts":"2","updates":[{"type":', b'{"ts":"2","updates":[]}']
    asked: list[str] = []

    async def serve(request: web.Request) -> web.Response:
        asked.append(request.query["ts"])
        return web.Response(body=answers.pop(0) if len(answers) > 1 else answers[0])

    app = web.Application()
    app.router.add_get("/lp", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    server = {"server": f"http://{host}:{port}/lp", "key": "k", "ts": "1"}
    api = FakeApi({"groups.getLongPollServer": server})
    poll = LongPoll(api, arrival(api), SOURCE, Polling(wait=1))
    stream = poll.updates("1")
    _, cursor = await anext(stream)
    assert (cursor.value, asked) == ("2", ["1", "1"])
    await poll.close()
    await runner.cleanup()
