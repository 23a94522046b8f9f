"""The same day on VK: under posts and products, in private, and a moderator who deletes by hand.

Towards the end VK takes from all keys the right to delete on the wall: the bot shows the moderator
which comment waits for a hand, and sees it go.
"""

import json

from sandbox.people.scene import scene
from sandbox.people.stage import Stage
from sandbox.people.talk import CHATTER, POSTS, QUESTIONS, THANKS
from sandbox.people.town import Town
from sandbox.people.trouble import ANGRY, SAFETY, SPAM
from sandbox.scenes.moderators import DELETE, DONE, INNOCENT, RECOGNISED
from sandbox.vk import Comment, Letter

WAVE = 14
BY_HAND = ("вручную", "by hand")
"""Words of the button that tells of a removal by hand."""
NARROWED = 3
PLAIN = (
    "Заработок от [5000|6000|7000] рублей в день без вложений! Удалённая работа, опыт не нужен. "
    "Пиши в лс @rabota_[tut|zdes|doma]_bot или переходи https://t.me/+AbCdEfGh12345"
)
"""Nothing disguises it: it is about what happens where no key may delete."""


async def awake_town(stage: Stage) -> Town | None:
    """Return the town once a bot listens there; None where there is none."""
    if stage.town is not None:
        await stage.town.awake()
    return stage.town


@scene("vk_regulars", starts=1)
async def vk_regulars(stage: Stage) -> None:
    """The community posts, people comment and answer one another."""
    town = await awake_town(stage)
    while town is not None:
        post, last = town.vk.post(stage.words(POSTS)), None
        for _ in range(6):
            await stage.pause(2.0)
            text = stage.words((*CHATTER, *THANKS, *QUESTIONS))
            last = town.comment(post, town.regular(), text, last if last and not last.top else None)
            if last is not None and stage.dice.random() < 0.4:  # noqa: PLR2004 - now and then
                town.vk.like(town.regular(), last)


@scene("vk_angry_customer", starts=7)
async def vk_angry_customer(stage: Stage) -> None:
    """A customer is angry under a post, and others agree with a like."""
    town = await awake_town(stage)
    if town is None:
        return
    post, who, last = town.vk.post(stage.words(POSTS)), town.regular(), None
    for phrase in ANGRY[:3]:
        await stage.pause(3.5)
        last = town.comment(post, who, stage.words((phrase,)), last or None)
        for fan in town.regulars[:5]:
            if last is not None:
                town.vk.like(fan, last)


@scene("vk_spam_wave", starts=29)
async def vk_spam_wave(stage: Stage) -> None:
    """Many accounts under one post, every one in another disguise."""
    town = await awake_town(stage)
    if town is None:
        return
    post = town.vk.post(stage.words(POSTS))
    for _ in range(WAVE):
        await stage.pause(0.6)
        town.comment(post, town.spammer(), stage.spam(SPAM))


@scene("vk_key_narrowed", starts=40)
async def vk_key_narrowed(stage: Stage) -> None:
    """On the last day VK takes a right from the manager's key: what follows goes by hand."""
    town = await awake_town(stage)
    if town is None or stage.day + 1 < stage.days:
        return
    for kind in ("user", "group"):
        town.vk.refuse("wall.deleteComment", kind)
    town.vk.journal.tell("key_narrowed")
    post = town.vk.post(stage.words(POSTS))
    for _ in range(NARROWED):
        town.comment(post, town.spammer(), stage.blame(stage.words((PLAIN,))))
        await stage.pause(2.5)


@scene("vk_letter", starts=17)
async def vk_letter(stage: Stage) -> None:
    """Somebody writes to the community in private, urgently."""
    town = await awake_town(stage)
    if town is not None:
        town.vk.message(town.regular(), stage.words(SAFETY[:1]))


@scene("vk_product", starts=12)
async def vk_product(stage: Stage) -> None:
    """Questions under a product."""
    town = await awake_town(stage)
    if town is None:
        return
    for _ in range(3):
        town.comment(town.product, town.regular(), stage.words(QUESTIONS))
        await stage.pause(8)


@scene("vk_moderator", starts=2)
async def vk_moderator(stage: Stage) -> None:
    """Reads the cards in either network, presses, and deletes by hand what a card asks for."""
    town = await awake_town(stage)
    seen: set[int] = set()
    while town is not None:
        await stage.pause(1.0)
        shown = _shown(stage, town)
        for comment in _waiting(stage, town, shown)[:2]:
            await stage.pause(0.8)
            if not comment.deleted:
                town.vk.delete_comment_by_hand(town.moderator, comment)
        fresh = [c for c in town.vk.cards(town.moderators) if c.cmid not in seen][:1]
        for card in fresh:
            seen.add(card.cmid)
            await stage.pause(1.0)
            _press(stage, town, card)


def _shown(stage: Stage, town: Town) -> str:
    """All that the cards of both places say which ask for a person's hand now."""
    here = [card.text for card in town.vk.cards(town.moderators) if _asks(card.keyboard)]
    cards = stage.tg.cards(stage.moderators)
    there = [str(card.get("text") or "") for card in cards if _asks(card.get("reply_markup"))]
    return "\n".join((*here, *there))


def _asks(buttons: object) -> bool:
    shown = json.dumps(buttons, ensure_ascii=False).lower()
    return any(word in shown for word in BY_HAND)


def _waiting(stage: Stage, town: Town, shown: str) -> list[Comment]:
    guilty = [comment for comment in town.vk.comments() if comment.text in stage.guilty]
    return [comment for comment in guilty if comment.text[:RECOGNISED] in shown]


def _press(stage: Stage, town: Town, card: Letter) -> None:
    guilty = any(part[:RECOGNISED] in card.text for part in stage.guilty)
    for word in DELETE if guilty else (*INNOCENT, *DONE):
        try:
            town.vk.press(town.moderator, card, word)
        except LookupError:
            continue
        return
