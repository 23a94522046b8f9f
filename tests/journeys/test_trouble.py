"""When the platform is in trouble: outages, refusals, floods, lost answers; nothing is lost."""

import asyncio

import aiohttp
import pytest

from bot.parts import StartError
from tests.process import Process, free_port
from tests.watch import SPAM, VIOLATION, Watch


async def faults(watch: Process) -> list[str]:
    """What /readyz says is wrong."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{watch.port}/readyz") as answer,
    ):
        return [fault["code"].partition(":")[0] for fault in (await answer.json())["faults"]]


async def until_ready(watch: Process, wanted: str, *, there: bool) -> None:
    for _ in range(400):
        if (wanted in await faults(watch)) is there:
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(await faults(watch))


@pytest.mark.parametrize("status", [-1, 502])
async def test_an_outage_delays_and_loses_nothing(watch: Watch, status: int) -> None:
    with watch.tg.down(status):
        message = watch.tg.say(watch.newcomer, watch.chat, SPAM)
        await asyncio.sleep(0.3)
        assert not watch.tg.is_deleted(message)

    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message), 15)
    await watch.card("Удалён спам")
    await watch.handled()


async def test_dropped_connections_are_tried_again(watch: Watch) -> None:
    watch.tg.drop_connections(3)
    message = watch.tg.say(watch.newcomer, watch.chat, SPAM)

    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message), 15)
    await watch.card("Удалён спам")
    await watch.handled()


async def test_a_token_that_is_refused_at_start_is_no_start_and_says_three(
    unstarted: Watch,
) -> None:
    unstarted.tg.fail_next("getMe", error_code=401, times=9)

    with pytest.raises(StartError) as refused:
        await unstarted.start()

    assert refused.value.exit_code == 3
    assert unstarted.tg.token not in str(refused.value)


@pytest.mark.parametrize(("code", "fault"), [(401, "token_refused"), (409, "conflict")])
async def test_a_refusal_in_the_middle_is_a_fault_and_no_crash(
    unstarted: Watch, code: int, fault: str
) -> None:
    watch = unstarted
    watch.port = free_port()
    await watch.start()
    watch.tg.fail_next("getUpdates", error_code=code, times=4)
    watch.tg.say(watch.newcomer, watch.chat, "раз")

    await until_ready(watch, fault, there=True)
    await watch.stop()


async def test_a_conflict_that_ended_is_no_fault_though_nobody_writes(unstarted: Watch) -> None:
    watch = unstarted
    watch.port = free_port()
    await watch.start()
    watch.tg.fail_next("getUpdates", error_code=409, times=3)
    with watch.tg.down():
        await asyncio.sleep(0.05)
    await until_ready(watch, "conflict", there=True)

    await until_ready(watch, "conflict", there=False)
    await watch.stop()


async def test_a_storm_of_429_loses_no_card(watch: Watch) -> None:
    watch.tg.fail_next("sendMessage", retry_after=1, times=3)
    watch.tg.fail_next("deleteMessage", retry_after=1, times=2)
    message = watch.tg.say(watch.newcomer, watch.chat, SPAM)
    watch.tg.say(watch.somebody(), watch.chat, VIOLATION)

    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message), 15)
    await watch.card("Удалён спам")
    await watch.card("Подписывайтесь")
    await watch.handled()

    assert len(watch.tg.cards(watch.moderators)) == 2


async def test_a_card_whose_answer_was_lost_is_repeated_once_at_most_and_audited(
    watch: Watch,
) -> None:
    watch.tg.fail_next("sendMessage", error_code=0, after=True)
    watch.tg.say(watch.newcomer, watch.chat, SPAM)
    await watch.tg.wait_for(lambda: len(watch.tg.calls_of("sendMessage")) > 1, 15)
    await watch.handled()

    cards = len(watch.tg.cards(watch.moderators))
    assert 1 <= cards <= 2
    assert len(watch.audit("repeated")) == cards - 1


async def test_a_card_that_somebody_deleted_stops_nothing(watch: Watch) -> None:
    message, card = await watch.show(VIOLATION)
    words = watch.data_of(card, "🗑 Удалить")
    query = watch.tg.press(watch.mod, card, words)
    watch.tg.delete(card)
    await watch.tg.wait_for(lambda: watch.tg.answer_to(query), 10)
    await watch.handled()

    assert watch.tg.is_deleted(message)
    await watch.show(SPAM)
