"""The register of scenes. `@scene("name", starts=10)` on an async function is all there is to it.

`starts` is the second of the sixty-second demo day at which the scene begins; None keeps it out of
the day. A scene played alone begins at once.
"""

import asyncio
import importlib
import pkgutil
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

from sandbox.people.stage import STORY_SECONDS, Stage

Play = Callable[[Stage], Coroutine[None, None, None]]


@dataclass(frozen=True)
class Scene:
    """A named piece of the day."""

    name: str
    starts: float | None
    play: Play


SCENES: dict[str, Scene] = {}


def scene(name: str, *, starts: float | None = None) -> Callable[[Play], Play]:
    """Register an async function of a Stage as a scene."""

    def register(play: Play) -> Play:
        if name in SCENES:
            raise ValueError(f"two scenes are called {name}")
        SCENES[name] = Scene(name, starts, play)
        return play

    return register


def load_scenes() -> dict[str, Scene]:
    """Import every module of `sandbox/scenes` and return all scenes by name."""
    package = importlib.import_module("sandbox.scenes")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"sandbox.scenes.{module.name}")
    return SCENES


async def play_day(stage: Stage, names: Sequence[str] = ()) -> None:
    """Play the named scenes at once, or day after day of all of them, until the time is over."""
    scenes = load_scenes()
    chosen = [scenes[name] for name in names] or [
        s for s in scenes.values() if s.starts is not None
    ]
    if names:
        await _until(stage.seconds, [one.play(stage) for one in chosen])
        return
    for number in range(stage.days):
        stage.day = number
        day = [_begin(stage, one) for one in chosen]
        await _until(stage.real(STORY_SECONDS), day)


async def _until(seconds: float, plays: Sequence[Coroutine[None, None, None]]) -> None:
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            for play in plays:
                group.create_task(play)
    except TimeoutError:
        return


async def _begin(stage: Stage, one: Scene) -> None:
    await asyncio.sleep(stage.real(one.starts or 0.0))
    await one.play(stage)
