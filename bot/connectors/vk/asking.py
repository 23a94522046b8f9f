"""What reading VK asks of the client: one call. `client.VkClient` is it; tests bring their own."""

from typing import Protocol

from bot.connectors.vk.tokens import Token


class Asks(Protocol):
    """A way to VK's methods."""

    async def call(
        self, method: str, *, token: Token, background: bool = False, **params: object
    ) -> object:
        """Return the `response` of one call; raises a VkError. `background` lets acts pass."""
