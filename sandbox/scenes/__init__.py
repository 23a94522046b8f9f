"""Scenes, one or a few a file; a new file here is found by itself.

from sandbox.people.scene import scene
from sandbox.people.stage import Stage

@scene("birthday", starts=20)
async def birthday(stage: Stage) -> None:
    who = stage.regular()
    for _ in range(5):
        stage.say(stage.regular(), stage.brand, stage.words(["[С днём рождения|Поздравляю]! 🎂"]))
        await stage.pause(0.8)
    stage.say(who, stage.brand, "Спасибо, друзья!")
"""
