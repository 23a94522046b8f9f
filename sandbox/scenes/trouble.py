"""Customers in trouble and people who quarrel: what must reach a person quickly."""

from sandbox.people.scene import scene
from sandbox.people.stage import Stage
from sandbox.people.trouble import ANGRY, OUTAGE, QUARREL, SAFETY


@scene("angry_customer", starts=6)
async def angry_customer(stage: Stage) -> None:
    """Money was taken, nobody answers, court is next."""
    user = stage.newcomer(stage.brand)
    for phrase in ANGRY:
        await stage.pause(3.5)
        stage.say(user, stage.brand, stage.words((phrase,)))


@scene("outage", starts=26)
async def outage(stage: Stage) -> None:
    """The service is down for several people at once."""
    for _ in range(4):
        stage.say(stage.regular(), stage.chat(), stage.words(OUTAGE))
        await stage.pause(1.2)


@scene("safety", starts=34)
async def safety(stage: Stage) -> None:
    """Somebody's health is in danger."""
    stage.say(stage.regular(), stage.brand, stage.words(SAFETY))


@scene("quarrel", starts=37)
async def quarrel(stage: Stage) -> None:
    """Two people insult each other."""
    one, two = stage.dice.sample(stage.regulars, 2)
    last = stage.say(one, stage.club, "По-моему, вы неправы")
    for number, phrase in enumerate(QUARREL):
        await stage.pause(1.3)
        user, text = (two, one)[number % 2], stage.blame(stage.words((phrase,)))
        last = stage.reply(user, last, text) if last else stage.say(user, stage.club, text)
