"""The quiet part of the day: regulars, newcomers, questions, thanks, grumbling."""

from sandbox.people.names import MARKUP_NAME
from sandbox.people.scene import scene
from sandbox.people.stage import Stage
from sandbox.people.talk import (
    CHATTER,
    GRUMBLES,
    NEWCOMER,
    POSTS,
    QUESTIONS,
    THANKS,
    UNANSWERED,
)


@scene("regulars", starts=0)
async def regulars(stage: Stage) -> None:
    """People who know each other talk, now and then in reply."""
    last = None
    while True:
        text, user = stage.words(CHATTER), stage.regular()
        if last is not None and stage.dice.random() < 0.3:  # noqa: PLR2004 - every third answers
            stage.reply(user, last, text)
        else:
            last = stage.say(user, stage.chat(), text)
        await stage.pause(0.9)


@scene("posts", starts=1)
async def posts(stage: Stage) -> None:
    """The channel posts, a few comment it."""
    for _ in range(2):
        post = stage.tg.post(stage.channel, stage.words(POSTS))
        for _ in range(4):
            await stage.pause(1.0)
            stage.comment(stage.regular(), post, stage.words((*THANKS, *QUESTIONS, *CHATTER)))
        await stage.pause(18)


@scene("newcomers", starts=4)
async def newcomers(stage: Stage) -> None:
    """New people come in, say hello, ask something."""
    for _ in range(5):
        chat = stage.chat()
        user = stage.newcomer(chat)
        await stage.pause(1.0)
        stage.say(user, chat, stage.words(NEWCOMER))
        await stage.pause(4)
        stage.say(user, chat, stage.words(QUESTIONS))
        await stage.pause(4)


@scene("grumbling", starts=8)
async def grumbling(stage: Stage) -> None:
    """Ordinary discontent, that nobody may delete."""
    for _ in range(6):
        stage.say(stage.regular(), stage.brand, stage.words(GRUMBLES))
        await stage.pause(7)


@scene("thanks", starts=11)
async def thanks(stage: Stage) -> None:
    """Somebody is content."""
    for _ in range(4):
        stage.say(stage.regular(), stage.chat(), stage.words(THANKS))
        await stage.pause(12)


@scene("unanswered", starts=15)
async def unanswered(stage: Stage) -> None:
    """A question that nobody answers, and is asked again."""
    user = stage.regular()
    stage.say(user, stage.brand, stage.words(QUESTIONS))
    await stage.pause(14)
    stage.say(user, stage.brand, stage.words(UNANSWERED))


@scene("markup", starts=18)
async def markup(stage: Stage) -> None:
    """A person whose name and texts are full of markup is unhappy."""
    user = stage.newcomer(stage.brand, name=MARKUP_NAME, last_name="")
    await stage.pause(1)
    stage.say(
        user, stage.brand, "Верните деньги!!! <b>Срочно</b> & `немедленно`, <a href=x>суд</a>"
    )
    await stage.pause(5)
    stage.say(user, stage.brand, "</b></i> Кто-нибудь [ответит](http://example.com)? *жду* _час_")
