"""VK away from the wall: under a photo, in a discussion, and a comment that changes its mind.

People of a community write in six places, and a watch over the wall alone would miss the others.
"""

from sandbox.people.scene import scene
from sandbox.people.stage import Stage
from sandbox.people.talk import GRUMBLES, POSTS, QUESTIONS, THANKS
from sandbox.people.trouble import CASINO, INNOCENT, JOBS
from sandbox.scenes.vk import awake_town


@scene("vk_photo", starts=9)
async def vk_photo(stage: Stage) -> None:
    """Praise under a photo, and an advertisement under the praise."""
    town = await awake_town(stage)
    if town is None:
        return
    photo = town.vk.photo("Новая витрина")
    town.comment(photo, town.regular(), stage.words(THANKS))
    await stage.pause(2)
    town.comment(photo, town.spammer(), stage.spam(CASINO))


@scene("vk_board", starts=20)
async def vk_board(stage: Stage) -> None:
    """Discontent and a question in a discussion."""
    town = await awake_town(stage)
    if town is None:
        return
    topic = town.vk.topic("Доставка и возврат")
    for phrases in (GRUMBLES, QUESTIONS):
        town.comment(topic, town.regular(), stage.words(phrases))
        await stage.pause(3)


@scene("vk_edited_into_spam", starts=22)
async def vk_edited_into_spam(stage: Stage) -> None:
    """An innocent comment turns into an advertisement."""
    town = await awake_town(stage)
    if town is None:
        return
    post = town.vk.post(stage.words(POSTS))
    comment = town.comment(post, town.spammer(), stage.words(INNOCENT))
    await stage.pause(4)
    if comment is not None and not comment.deleted:
        town.vk.edit_comment(comment, stage.spam(JOBS))
