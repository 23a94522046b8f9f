"""Telegram and VK at once: cards go to both places, a press in one is seen in the other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.telegram import TelegramSandbox
from sandbox.vk import VkSandbox
from tests.vk_watch import VkWatch
from tests.watch import SPAM, URGENT, Watch


@pytest.fixture
async def both(tg: TelegramSandbox, vk: VkSandbox, tmp_path: Path) -> AsyncIterator[VkWatch]:
    watch = VkWatch(vk, tmp_path, beside=Watch(tg, tmp_path))
    await watch.start()
    yield watch
    await watch.stop()


async def test_a_press_in_vk_updates_the_card_in_telegram(
    both: VkWatch, tg: TelegramSandbox
) -> None:
    assert both.beside is not None
    both.vk.comment(both.post, both.vk.person("Анна"), URGENT)
    here, there = await both.card("списали деньги"), await both.beside.card("списали деньги")

    await both.press(both.mod, here, "Готово")

    await tg.wait_for(lambda: "Готово" not in " ".join(tg.buttons(tg.current(there))), 10)


async def test_a_press_in_telegram_updates_the_card_in_vk(both: VkWatch) -> None:
    assert both.beside is not None
    watch = both.beside
    watch.tg.say(watch.newcomer, watch.chat, URGENT)
    here, there = await both.card("списали деньги"), await watch.card("списали деньги")

    await watch.press(watch.mod, there, "Готово")

    await both.vk.wait_for(lambda: "Готово" not in " ".join(both.vk.buttons(here)), 10)


async def test_telegram_presses_undo_what_was_removed_in_vk(both: VkWatch) -> None:
    assert both.beside is not None
    comment = both.vk.comment(both.post, both.vk.person("Спамер"), SPAM)
    await both.vk.wait_for(lambda: comment.deleted, 10)
    card = await both.beside.card("Удалён спам")

    await both.beside.press(both.beside.mod, card, "Отменить")

    await both.vk.wait_for(lambda: not comment.deleted, 10)


async def test_vk_keeps_working_while_telegram_is_down(both: VkWatch, tg: TelegramSandbox) -> None:
    with tg.down(502):
        comment = both.vk.comment(both.post, both.vk.person("Спамер"), SPAM)
        await both.vk.wait_for(lambda: comment.deleted, 10)
        await both.card("Удалён спам")
