"""The road of a VK comment: from the community to a verdict, an act, a person, and back."""

from sandbox.vk import Comment
from tests.journeys.test_setup import code_of
from tests.vk_watch import VkWatch
from tests.watch import ANGRY, SPAM, URGENT, VIOLATION


def spam(watch: VkWatch, text: str = SPAM) -> Comment:
    return watch.vk.comment(watch.post, watch.vk.person("Спамер"), text)


async def test_spam_goes_and_comes_back_at_a_press(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    comment = spam(vk_watch)
    await vk_watch.vk.wait_for(lambda: comment.deleted, 10)
    card = await vk_watch.card("Удалён спам")

    said = await vk_watch.press(vk_watch.mod, card, "Отменить")
    await vk_watch.vk.wait_for(lambda: not comment.deleted, 10)
    await vk_watch.handled()

    assert said
    assert vk_watch.acts().count("verdict") == 1, "what we restored is not judged again"
    assert not comment.deleted


async def test_a_complaint_brings_a_card_with_the_words_and_the_link(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    comment = vk_watch.vk.comment(vk_watch.post, vk_watch.vk.person("Анна", "Петрова"), URGENT)
    card = await vk_watch.card("списали деньги")

    link = f"wall-{vk_watch.vk.group_id}_{vk_watch.post.id}?reply={comment.id}"
    assert "Анна Петрова" in card.text
    assert link in card.text
    assert not comment.deleted
    await vk_watch.press(vk_watch.mod, card, "Готово")
    assert "Готово" not in " ".join(vk_watch.vk.buttons(card))


async def test_a_stranger_in_the_chat_presses_in_vain(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    comment = spam(vk_watch, VIOLATION)
    card = await vk_watch.card("Подписывайтесь")

    said = await vk_watch.press(vk_watch.guest, card, "Удалить")

    assert said.startswith("У вас нет роли")
    assert not comment.deleted
    await vk_watch.press(vk_watch.mod, card, "Удалить")
    await vk_watch.vk.wait_for(lambda: comment.deleted, 10)


async def test_an_edit_into_spam_is_judged_again(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    comment = spam(vk_watch, "Добрый день")
    await vk_watch.handled()
    vk_watch.vk.edit_comment(comment, SPAM)
    await vk_watch.vk.wait_for(lambda: comment.deleted, 10)
    assert vk_watch.outcomes()[-1] == "removed"


async def test_every_place_of_the_community_is_watched(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    vk, who = vk_watch.vk, vk_watch.vk.person("Спамер")
    comments = [
        vk.photo_comment(who, SPAM),
        vk.video_comment(vk.person("Спамер"), f"{SPAM} 2"),
        vk.market_comment(vk.person("Спамер"), f"{SPAM} 3"),
        vk.board_comment(vk.person("Спамер"), f"{SPAM} 4"),
    ]
    await vk.wait_for(lambda: all(comment.deleted for comment in comments), 10)
    await vk_watch.handled()
    places = {row[0] for row in vk_watch.rows("SELECT DISTINCT place FROM channel")}
    assert places >= {
        "board",
        "market",
        "photo",
        "video",
        "wall",
    }


async def test_private_messages_and_suggested_posts_reach_a_person(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    anna = vk_watch.vk.person("Анна")
    vk_watch.vk.message(anna, URGENT)
    await vk_watch.card("списали деньги")
    vk_watch.vk.suggest(vk_watch.vk.person("Олег"), f"{ANGRY}, предлагаю обсудить")
    await vk_watch.card("предлагаю обсудить")


async def test_managers_and_the_community_itself_are_never_acted_on(vk_watch: VkWatch) -> None:
    await vk_watch.start()
    vk = vk_watch.vk
    by_manager = vk.comment(vk_watch.post, vk_watch.mod, SPAM)
    by_owner = vk.comment(vk_watch.post, vk_watch.owner, f"{SPAM} 2")
    first = vk.comment(vk_watch.post, vk.person("Анна"), "Добрый день")
    by_brand = vk.answer_comment(first, f"{SPAM} 3")
    await vk_watch.handled()

    assert not any(one.deleted for one in (by_manager, by_owner, by_brand))
    assert vk.calls_of("wall.deleteComment") == []


async def test_a_chat_of_the_community_is_watched_like_its_wall(vk_watch: VkWatch) -> None:
    vk = vk_watch.vk
    chat = vk.chat("Чат покупателей", owner=vk_watch.owner)
    vk_watch.section = f"chats = [{chat}]\n"
    spammer = vk.person("Спамер")
    vk.seat(spammer, chat)
    await vk_watch.start()
    letter = vk.say(spammer, chat, SPAM)
    await vk.wait_for(lambda: letter.deleted, 10)
    await vk_watch.handled()


async def test_a_code_binds_a_chat_as_the_moderators_place(vk_watch: VkWatch) -> None:
    vk_watch.bound = False
    await vk_watch.start()
    vk_watch.vk.say(vk_watch.owner, vk_watch.moderators, f"/setup {code_of(vk_watch)}")
    await vk_watch.handled()

    spam(vk_watch)
    await vk_watch.card("Удалён спам")
