"""The people of the demo on VK: silent until a bot listens, and a moderator who deletes by hand."""

import json
from itertools import islice

from sandbox.load_vk import Mix, make_comments, play_comments
from sandbox.people.scene import load_scenes, play_day
from sandbox.people.stage import Stage
from sandbox.scenes.vk import NARROWED, WAVE
from sandbox.telegram import TelegramSandbox
from sandbox.vk import VkSandbox
from sandbox.vk.client import Client

ON_VK = {"vk_regulars", "vk_angry_customer", "vk_spam_wave", "vk_letter", "vk_product"}


def test_the_scenes_of_vk_are_part_of_the_day() -> None:
    scenes = load_scenes()
    assert scenes.keys() >= ON_VK
    assert all(scenes[name].starts is not None for name in ON_VK)


async def test_nobody_talks_on_vk_until_a_bot_listens(vk: VkSandbox) -> None:
    stage = Stage(TelegramSandbox(), seed=1, seconds=1.0, vk=vk)
    await play_day(stage)
    assert vk.comments() == []


async def test_a_stage_without_vk_plays_without_it() -> None:
    stage = Stage(TelegramSandbox(), seed=1, seconds=0.2)
    await play_day(stage, sorted(ON_VK))
    assert stage.town is None


async def test_the_day_on_vk_has_all_kinds_of_people(vk: VkSandbox) -> None:
    stage = Stage(TelegramSandbox(), seed=1, seconds=2.0, vk=vk)
    assert stage.town is not None
    stage.town.open = True
    await play_day(stage)
    texts = [comment.text for comment in vk.comments()]
    assert len([text for text in texts if text in stage.guilty]) == WAVE + NARROWED + 2
    assert len(texts) > 30
    assert {comment.place for comment in vk.comments()} == {"wall", "market", "photo", "board"}
    assert any(not talk.chat and talk.letters for talk in vk.state.talks.values())


async def test_the_moderator_deletes_by_hand_what_a_card_shows(vk: VkSandbox, api: Client) -> None:
    stage = Stage(TelegramSandbox(), seed=1, seconds=1.0, vk=vk)
    town = stage.town
    assert town is not None
    town.open = True
    spam = vk.comment(vk.post(), town.spammer(), stage.blame("казино бонусы регистрация"))
    other = vk.comment(vk.post(), town.spammer(), stage.blame("удалёнка без карточки и опыта"))
    action = {"type": "callback", "label": "✋ Удалено вручную", "payload": json.dumps({"d": "x"})}
    keyboard = json.dumps({"inline": True, "buttons": [[{"action": action}]]})
    card = {"peer_ids": town.moderators, "random_id": 1, "keyboard": keyboard}
    await api.ok("messages.send", message=f"Удалите сами: {spam.text}", **card)
    await play_day(stage, ["vk_moderator"])
    assert vk.deleted_comments(by=town.moderator) == [spam]
    assert not other.deleted


async def test_the_moderator_leaves_to_the_bot_what_the_bot_may_delete(
    vk: VkSandbox, api: Client
) -> None:
    stage = Stage(TelegramSandbox(), seed=1, seconds=1.0, vk=vk)
    town = stage.town
    assert town is not None
    town.open = True
    spam = vk.comment(vk.post(), town.spammer(), stage.blame("казино бонусы регистрация"))
    action = {"type": "callback", "label": "🗑 Удалить", "payload": json.dumps({"d": "x"})}
    keyboard = json.dumps({"inline": True, "buttons": [[{"action": action}]]})
    card = {"peer_ids": town.moderators, "random_id": 1, "keyboard": keyboard}
    await api.ok("messages.send", message=f"Похоже на спам: {spam.text}", **card)
    await play_day(stage, ["vk_moderator"])
    assert vk.presses
    assert not spam.deleted


async def test_a_stream_of_comments_has_the_shares_that_were_asked_for(vk: VkSandbox) -> None:
    posts = [vk.post(str(number)) for number in range(3)]
    mix = Mix(seed=2, rate=4000.0, spam=0.2, urgent=0.1)
    items = list(islice(make_comments(vk, mix, posts), 600))
    kinds = [item.kind for item in items]
    assert 80 < kinds.count("spam") < 160
    assert 30 < kinds.count("urgent") < 90
    again = islice(make_comments(vk, mix, posts), 600)
    assert [item.text for item in again] == [item.text for item in items]
    written = await play_comments(vk, items[:100])
    assert [comment.text for comment in written] == [item.text for item in items[:100]]
