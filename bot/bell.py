"""A bell: somebody rings it when there is work, one worker waits for it. Rings do not add up."""

import asyncio


class Bell:
    """Wakes one waiting worker; a ring while nobody waits is kept for the next wait."""

    def __init__(self) -> None:
        """Start silent."""
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Say that there is work."""
        self._event.set()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for a ring, at most `seconds`; False when the time passed without one."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True
