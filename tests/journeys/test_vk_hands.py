"""With the community's key alone: what may not be deleted is put into a person's hands."""

import pytest

from sandbox.vk import Comment
from tests.vk_watch import VkWatch
from tests.watch import SPAM


@pytest.fixture
async def alone(vk_watch: VkWatch) -> VkWatch:
    await vk_watch.alone().start()
    return vk_watch


def spam(watch: VkWatch, text: str = SPAM) -> Comment:
    return watch.vk.comment(watch.post, watch.vk.person("Спамер"), text)


async def test_a_removal_by_hand_opens_and_closes_its_card_by_itself(alone: VkWatch) -> None:
    comment = spam(alone)
    card = await alone.card("✋ Удалите вручную:")
    link = f"wall-{alone.vk.group_id}_{alone.post.id}?reply={comment.id}"
    assert link in card.text

    alone.vk.delete_comment_by_hand(alone.mod, comment)
    await alone.vk.wait_for(lambda: "✋ Удалено вручную" not in alone.vk.buttons(card), 10)
    await alone.handled()

    assert alone.rows("SELECT status FROM case_ WHERE kind = 'by_hand'") == [("resolved",)]


async def test_a_card_does_not_say_removed_where_nothing_was(alone: VkWatch) -> None:
    spam(alone)
    await alone.card("Спам, который не удалось удалить: 1 сообщение")


async def test_what_is_restored_opens_the_card_again(alone: VkWatch) -> None:
    comment = spam(alone)
    card = await alone.card("✋ Удалите вручную:")
    alone.vk.delete_comment_by_hand(alone.mod, comment)
    await alone.vk.wait_for(lambda: "✋ Удалено вручную" not in alone.vk.buttons(card), 10)

    alone.vk.restore_comment(comment)
    await alone.until(
        lambda: alone.rows("SELECT is_open FROM case_ WHERE kind = 'by_hand'") == [(1,)]
    )
    await alone.handled()


async def test_a_wave_offers_to_close_the_comments(alone: VkWatch) -> None:
    for number in range(6):
        spam(alone, f"{SPAM} {number}")
    card = await alone.card("✋ Удалите вручную:")
    await alone.vk.wait_for(
        lambda: any("Закрыть комментарии" in word for word in alone.vk.buttons(card)), 15
    )
    await alone.handled()

    await alone.press(alone.owner, card, "Закрыть комментарии")
    await alone.vk.wait_for(lambda: alone.post.closed, 10)
    assert alone.vk.surprises == []


async def test_the_admin_is_told_once_what_the_key_may_not(alone: VkWatch) -> None:
    for number in range(3):
        spam(alone, f"{SPAM} {number}")
    await alone.card("✋ Удалите вручную:")
    await alone.handled()

    notices = alone.rows("SELECT id FROM case_ WHERE kind = 'notice'")
    assert len(notices) == 1
    wanted = alone.rows(
        "SELECT count(*) FROM action WHERE kind = 'delete' AND state = 'not_allowed'"
    )
    assert wanted == [(3,)]
    items = alone.rows(
        "SELECT count(*) FROM case_item i JOIN case_ c ON c.id = i.case_id WHERE c.kind = 'by_hand'"
    )
    assert items == [(3,)], "every wanted removal waits for a person"
