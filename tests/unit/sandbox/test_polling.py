"""getUpdates: what is confirmed when, what is kept, who is thrown out."""

import asyncio

from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client


async def test_an_update_stays_until_a_higher_offset_confirms_it(
    tg: TelegramSandbox, api: Client
) -> None:
    anna, chat = tg.person(), tg.supergroup()
    for number in range(3):
        tg.say(anna, chat, f"раз {number}")
    first = await api.ok("getUpdates", limit=2)
    assert await api.ok("getUpdates", limit=2) == first
    rest = await api.ok("getUpdates", offset=first[-1]["update_id"] + 1)
    assert [u["message"]["text"] for u in rest] == ["раз 2"]
    assert tg.confirmed_offset == first[-1]["update_id"] + 1
    assert await api.ok("getUpdates", offset=rest[-1]["update_id"] + 1) == []


async def test_a_negative_offset_forgets_all_but_the_last(tg: TelegramSandbox, api: Client) -> None:
    anna, chat = tg.person(), tg.supergroup()
    for number in range(5):
        tg.say(anna, chat, str(number))
    last = await api.ok("getUpdates", offset=-2)
    assert [u["message"]["text"] for u in last] == ["3", "4"]
    assert len(await api.ok("getUpdates")) == 2


async def test_a_long_poll_returns_as_soon_as_something_happens(
    tg: TelegramSandbox, api: Client
) -> None:
    anna, chat = tg.person(), tg.supergroup()
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(api.ok("getUpdates", timeout=30))
        await tg.wait_for(lambda: tg.calls_of("getUpdates"))
        tg.say(anna, chat, "вот")
    assert poll.result()[0]["message"]["text"] == "вот"


async def test_a_second_poller_ends_the_first_one(tg: TelegramSandbox, api: Client) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(api.call("getUpdates", timeout=30))
        await tg.wait_for(lambda: tg.calls_of("getUpdates"))
        second = await api.call("getUpdates")
    assert second["ok"]
    assert first.result()["error_code"] == 409
    assert first.result()["description"].startswith("Conflict: terminated by other getUpdates")


async def test_allowed_updates_persist_and_do_not_touch_what_is_queued(
    tg: TelegramSandbox, api: Client
) -> None:
    anna, chat = tg.person(), tg.supergroup()
    tg.say(anna, chat, "прежде")
    await api.ok("getUpdates", allowed_updates=["callback_query"])
    tg.say(anna, chat, "после")
    kept = await api.ok("getUpdates")
    assert [u["message"]["text"] for u in kept] == ["прежде"]


async def test_members_and_reactions_come_only_when_named(tg: TelegramSandbox, api: Client) -> None:
    anna, chat = tg.person(), tg.supergroup()
    await api.ok("getUpdates", allowed_updates=[])
    message = tg.say(anna, chat, "привет")
    assert tg.react(anna, message) is None
    assert tg.join(tg.person(), chat) is None
    await api.ok("getUpdates", allowed_updates=["message_reaction", "chat_member"])
    assert tg.react(anna, message) is not None
    assert tg.join(tg.person(), chat) is not None


async def test_a_duplicate_comes_once_more_under_its_old_id(
    tg: TelegramSandbox, api: Client
) -> None:
    tg.say(tg.person(), tg.supergroup(), "раз")
    first = await api.ok("getUpdates")
    after = first[0]["update_id"] + 1
    assert await api.ok("getUpdates", offset=after) == []
    tg.duplicate_last()
    assert await api.ok("getUpdates", offset=after) == first
    assert await api.ok("getUpdates", offset=after) == []


async def test_ids_may_start_anywhere_after_a_silent_week(tg: TelegramSandbox, api: Client) -> None:
    anna, chat = tg.person(), tg.supergroup()
    tg.say(anna, chat, "прежде")
    first = await api.ok("getUpdates")
    await api.ok("getUpdates", offset=first[0]["update_id"] + 1)
    tg.jump_update_ids(555)
    tg.say(anna, chat, "после")
    found = await api.ok("getUpdates", offset=first[0]["update_id"] + 1)
    assert [u["update_id"] for u in found] == [555]


async def test_poison_is_handed_out_as_it_is(tg: TelegramSandbox, api: Client) -> None:
    tg.push_raw({"message": {"no": "shape"}})
    found = await api.ok("getUpdates")
    assert found[0]["message"] == {"no": "shape"}


async def test_the_time_of_delivery_is_the_first_hand_out(tg: TelegramSandbox, api: Client) -> None:
    message = tg.say(tg.person(), tg.supergroup(), "раз")
    assert tg.delivered_at(message) is None
    await api.ok("getUpdates")
    first = tg.delivered_at(message)
    await api.ok("getUpdates")
    assert first is not None
    assert tg.delivered_at(message) == first


async def test_batches_of_a_hundred_sustain_three_thousand_a_second(
    tg: TelegramSandbox, api: Client
) -> None:
    anna, chat = tg.person(), tg.supergroup()
    body = tg.say(anna, chat, "раз")
    tg.queue.clear()
    tg.queue.push_many({"message": body} for _ in range(6000))
    started, offset, got = asyncio.get_running_loop().time(), 0, 0
    while got < 6000:
        batch = await api.ok("getUpdates", offset=offset, limit=100)
        offset, got = batch[-1]["update_id"] + 1, got + len(batch)
    took = asyncio.get_running_loop().time() - started
    print(f"{6000 / took:.0f} updates a second")
    assert got == 6000
