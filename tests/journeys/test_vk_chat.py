"""A VK chat as the moderators' place: commands answered, roles taken from the community."""

from sandbox.vk import Letter
from tests.vk_watch import VkWatch
from tests.watch import SPAM, URGENT


async def answer(watch: VkWatch, who: int, words: str, **more: object) -> str:
    """Say something in the moderators' chat and return what the bot answered."""
    before = len(watch.vk.said_by_bot(watch.moderators))
    watch.vk.say(who, watch.moderators, words, **more)
    await watch.vk.wait_for(lambda: len(watch.vk.said_by_bot(watch.moderators)) > before, 10)
    await watch.handled()
    said: list[Letter] = watch.vk.said_by_bot(watch.moderators)
    return said[-1].text


async def test_the_status_says_what_the_keys_may(vk_watch: VkWatch) -> None:
    await vk_watch.alone().start()
    vk_watch.vk.comment(vk_watch.post, vk_watch.vk.person("Спамер"), SPAM)
    await vk_watch.card("✋ Удалите вручную:")
    await vk_watch.handled()
    said = await answer(vk_watch, vk_watch.owner, "/status")
    assert "Лавка" in said
    assert "это делают люди" in said


async def test_a_trial_text_is_judged_and_explained(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    said = await answer(vk_watch, vk_watch.mod, f"/test {SPAM}")
    assert "спам" in said.lower()


async def test_a_guest_in_the_chat_commands_nothing(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    await answer(vk_watch, vk_watch.guest, "/status")
    said = [one.text for one in vk_watch.vk.said_by_bot(vk_watch.moderators)]
    assert any(text.startswith("У вас нет роли для этой команды") for text in said)
    assert not any("Вахта на посту" in text for text in said)


async def test_a_manager_who_is_dismissed_presses_no_more(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    vk_watch.vk.comment(vk_watch.post, vk_watch.vk.person("Анна"), URGENT)
    card = await vk_watch.card("списали деньги")
    vk_watch.vk.officer(vk_watch.mod, "")
    await vk_watch.handled()

    said = await vk_watch.press(vk_watch.mod, card, "Готово")

    assert said.startswith("У вас нет роли")
    assert "Готово" in " ".join(vk_watch.vk.buttons(card))
    await vk_watch.press(vk_watch.owner, card, "Готово")
    assert "Готово" not in " ".join(vk_watch.vk.buttons(card))


async def test_stop_words_are_never_pushed_before_the_list_was_given(vk_watch: VkWatch) -> None:
    await vk_watch.alone().start()
    for number in range(6):
        spammer = vk_watch.vk.person("Спамер")
        vk_watch.vk.comment(vk_watch.post, spammer, f"{SPAM} Подробнее: rabota-vip.ru {number}")
    card = await vk_watch.card("✋ Удалите вручную:")
    await vk_watch.vk.wait_for(
        lambda: any("стоп-слова" in word for word in vk_watch.vk.buttons(card)), 15
    )
    await vk_watch.handled()

    await vk_watch.press(vk_watch.owner, card, "стоп-слова")
    assert vk_watch.vk.calls_of("groups.edit") == []

    await answer(vk_watch, vk_watch.owner, "/stopwords = ругань, спамер")
    await vk_watch.press(vk_watch.owner, card, "стоп-слова")
    await vk_watch.vk.wait_for(lambda: vk_watch.vk.calls_of("groups.edit"), 10)
    words = vk_watch.vk.state.stop_words()
    assert words[:2] == ["ругань", "спамер"]
    assert len(words) > 2
