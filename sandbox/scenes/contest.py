"""A contest day: hundreds of equal short messages that look like a raid and are none."""

from sandbox.people.scene import scene
from sandbox.people.stage import Stage
from sandbox.people.talk import CONTEST, CONTEST_POST

ENTRIES_A_DAY = 70
MANY = 300


async def _enter(stage: Stage, entries: int, gap: float) -> None:
    post = stage.tg.post(stage.channel, CONTEST_POST)
    for number in range(entries):
        new = number % 3 == 0
        user = (
            stage.tg.person(stage.words(("Лена", "Гость", "Оля", "Макс")))
            if new
            else stage.regular()
        )
        stage.comment(user, post, stage.words(CONTEST))
        await stage.pause(gap)


@scene("contest", starts=20)
async def contest(stage: Stage) -> None:
    """«Участвую», pluses, emoji and tagged friends, from newcomers too; none may be deleted."""
    await _enter(stage, ENTRIES_A_DAY, 0.34)


@scene("contest_rush")
async def contest_rush(stage: Stage) -> None:
    """The same with three hundred entries, for a day of its own."""
    await _enter(stage, MANY, 0.18)
