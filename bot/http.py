"""Our own small server: webhooks, /healthz (the loop turns), /readyz (all is well), /metrics.

Webhook handlers come from connectors and answer only after the commit; this module only gives them
a place. Next: whoever watches us.
"""

import errno
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.health import Health
from bot.metrics import Metrics
from bot.settings import HttpSection

_LARGEST_UPDATE = 4 * 1024 * 1024


class PortTakenError(Exception):
    """The address of [http] cannot be listened on; says which and what to do."""


def routes(health: Health, metrics: Metrics, webhooks: Mapping[str, Handler]) -> web.Application:
    """Return the application of this server; webhooks by their path."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_: web.Request) -> web.Response:
        faults = [{"code": code, "since": since} for code, since in health.faults().items()]
        return web.json_response(
            {"ready": not faults, "faults": faults}, status=503 if faults else 200
        )

    async def numbers(_: web.Request) -> web.Response:
        return web.Response(body=metrics.render(), content_type="text/plain", charset="utf-8")

    app = web.Application(client_max_size=_LARGEST_UPDATE)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", numbers)
    for path, handler in webhooks.items():
        app.router.add_post(path, handler)
    return app


@asynccontextmanager
async def serve_http(
    section: HttpSection,
    health: Health,
    metrics: Metrics,
    webhooks: Mapping[str, Handler] | None = None,
) -> AsyncIterator[int]:
    """Serve while the context lasts; yields the port. Raises PortTakenError."""
    runner = web.AppRunner(routes(health, metrics, webhooks or {}), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, section.host, section.port).start()
        except OSError as error:
            raise PortTakenError(_refusal(section, error)) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _refusal(section: HttpSection, error: OSError) -> str:
    where = f"[http] {section.host}:{section.port}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is taken by another program; choose another port (0 takes a free one)"
    return f"{where} cannot be listened on ({errno.errorcode.get(error.errno or 0, 'unknown')})"
