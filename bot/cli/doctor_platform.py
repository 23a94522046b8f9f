"""The platforms' part of `doctor`: each network by itself, who decides, and the clock."""

from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.cli.doctor_places import bound_places
from bot.cli.doctor_telegram import look_at_telegram
from bot.cli.doctor_vk import look_at_vk
from bot.cli.findings import Finding, do, fault, ok, warning
from bot.clock import SystemClock
from bot.config import Config
from models.channel import Purpose

_PATIENCE = ClientTimeout(total=10)
_OFF_SECONDS = 5.0
_WRONG_SECONDS = 60.0


async def look_at_platforms(config: Config) -> list[Finding]:
    """Return what is found on every network that is on, and about the clock."""
    bound = await bound_places(config)
    found = [*await look_at_telegram(config, bound), *await look_at_vk(config, bound)]
    if Purpose.MODERATORS not in bound.places.values():
        found.append(warning("moderators", "no_moderators", do("no_moderators")))
    return [*found, await look_at_clock(config)]


async def look_at_clock(config: Config) -> Finding:
    """Compare our clock with a platform's HTTP Date, which is exact to a second."""
    section = config.telegram or config.vk
    api = section.api if section else ""
    ours = SystemClock().now() / 1e6
    try:
        async with ClientSession(timeout=_PATIENCE) as client, client.get(api) as response:
            date = response.headers.get("Date", "")
        off = ours - parsedate_to_datetime(date).timestamp()
    except (ClientError, TimeoutError, ValueError):
        return warning("clock", "no_time")
    if abs(off) > _WRONG_SECONDS:
        return fault("clock", "off", do("off"), off=f"{off:+.0f}")
    if abs(off) > _OFF_SECONDS:
        return warning("clock", "off", do("off"), off=f"{off:+.0f}")
    return ok("clock", "agrees", off=f"{off:+.1f}")
