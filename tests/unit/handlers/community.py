"""A VK community beside the group of the other tests: its wall is watched, its keys are few."""

from dataclasses import replace

from models.action import ActionKind, ActionState, Outcome
from models.channel import Channel, ChannelKey, Place, Platform, Purpose
from models.effects import PutChannel
from models.event import MessageDeleted, MessageRestored
from models.message import Message, StoredMessage
from models.person import Author
from tests.unit.handlers.scene import DAY, MINUTE, NOON, Scene

WALL = ChannelKey(Platform.VK, "55", "wall")
SPAMMER = Author(Platform.VK, "900", name="Vlad")
KEEPER = Author(Platform.VK, "901", name="Vera")
NO_KEY = Outcome(ActionState.NOT_ALLOWED, "by_hand:delete_comment")


class Community:
    """A scene with a wall."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    async def bind(self) -> "Community":
        scene = self.scene
        since = NOON - 30 * DAY
        wall = Channel(scene.ids.new(), WALL, Place.WALL, Purpose.WATCHED, since, title="Лавка")
        await scene.commit(PutChannel(wall))
        scene.settings = replace(scene.settings, accounts={Platform.VK: "55"})
        return self

    async def comments(self, text: str, number: int = 1, thread: str = "10") -> StoredMessage:
        return await self.scene.says(
            text,
            channel=WALL,
            place=Place.WALL,
            id=f"{thread}/{number}",
            author=SPAMMER,
            thread=thread,
        )

    async def refused(self) -> None:
        """Let every delete that is queued meet a key that may not."""
        await self.scene.courier(NO_KEY, ActionKind.DELETE)

    async def gone(self, stored: StoredMessage, by: Author | None = KEEPER) -> None:
        event = MessageDeleted(WALL, stored.message.external_id, by, self.scene.clock.at)
        await self.scene.happens(event)

    async def back(self, stored: StoredMessage, by: Author | None = None) -> None:
        message: Message = replace(stored.message, received_at=self.scene.clock.at)
        await self.scene.happens(MessageRestored(message, by, self.scene.clock.at))

    async def wave(self, count: int = 5, text: str = "казино x.casino-a.ru") -> None:
        """Many say the same within minutes, and none of it may be deleted."""
        for number in range(1, count + 1):
            self.scene.clock.at += MINUTE // 2
            await self.comments(f"{text} {number}", number)
        await self.refused()
