"""Our server, the watchdog, the logs and the numbers: what the outside is told, and what never."""

import asyncio
import io
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot.clock import ManualClock, SystemClock
from bot.environment import Supervisor
from bot.health import Health
from bot.http import PortTakenError, serve_http
from bot.logs import JsonFormatter, TerminalFormatter, set_up
from bot.metrics import Metrics
from bot.settings import HttpSection, WatchdogSection
from bot.watchdog import Notifier, Watchdog

SECOND = 1_000_000
TOKEN = "123456789:AAHsecretsecretsecretsecretsecret12"
LOOPBACK = HttpSection(host="127.0.0.1", port=0)


@pytest.fixture
def health() -> Health:
    return Health(ManualClock(7 * SECOND))


async def test_ready_lists_what_is_wrong_and_since_when(health: Health) -> None:
    async with serve_http(LOOPBACK, health, Metrics()) as port, ClientSession() as client:
        url = f"http://127.0.0.1:{port}/readyz"
        async with client.get(url) as response:
            assert (response.status, await response.json()) == (200, {"ready": True, "faults": []})
        health.fault("token_refused:telegram:1")
        async with client.get(url) as response:
            assert response.status == 503
            fault = {"code": "token_refused:telegram:1", "since": 7 * SECOND}
            assert await response.json() == {"ready": False, "faults": [fault]}
        async with client.get(f"http://127.0.0.1:{port}/healthz") as response:
            assert response.status == 200


async def test_a_webhook_answers_on_its_path(health: Health) -> None:
    async def webhook(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async with (
        serve_http(LOOPBACK, health, Metrics(), {"/telegram": webhook}) as port,
        ClientSession() as client,
        client.post(f"http://127.0.0.1:{port}/telegram", data=b"12345") as response,
    ):
        assert await response.text() == "5"


async def test_a_taken_port_is_named_with_what_to_do(health: Health) -> None:
    async with serve_http(LOOPBACK, health, Metrics()) as port:
        taken = HttpSection(host="127.0.0.1", port=port)
        with pytest.raises(PortTakenError, match=f"{port} is taken by another program; choose"):
            async with serve_http(taken, health, Metrics()):
                pytest.fail("it must not come up")


async def test_metrics_speak_the_text_format(health: Health) -> None:
    metrics = Metrics()
    metrics.received("telegram:1", 3, 1)
    metrics.gauges(2, 5 * SECOND, 9 * SECOND, 10)
    async with (
        serve_http(LOOPBACK, health, metrics) as port,
        ClientSession() as client,
        client.get(f"http://127.0.0.1:{port}/metrics") as response,
    ):
        text = await response.text()
    assert 'vakhta_updates_total{account="telegram:1",state="received"} 3.0' in text
    assert "vakhta_backlog_rows 2.0" in text
    assert "vakhta_backlog_oldest_seconds 4.0" in text


async def test_the_watchdog_pings_only_while_we_work(health: Health) -> None:
    pings = asyncio.Queue[str]()

    async def pinged(request: web.Request) -> web.Response:
        pings.put_nowait(request.path)
        return web.Response()

    runner = web.AppRunner(ping_app(pinged))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/uuid"
    watchdog = Watchdog(WatchdogSection(ping_url=SecretStr(url)), health, every=0.01)
    health.fault("storage")
    task = asyncio.get_running_loop().create_task(watchdog.run())
    await asyncio.sleep(0.05)
    assert pings.empty()
    health.mended("storage")
    assert await asyncio.wait_for(pings.get(), 5) == "/uuid"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await runner.cleanup()


def ping_app(handler: object) -> web.Application:
    app = web.Application()
    app.router.add_get("/uuid", handler)  # type: ignore[arg-type]
    return app


async def test_a_ping_that_fails_is_logged_without_its_address(
    health: Health, log_lines: io.StringIO
) -> None:
    url = SecretStr("http://127.0.0.1:1/secret-uuid")
    watchdog = Watchdog(WatchdogSection(ping_url=url), health, every=0.01)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(watchdog.run(), 0.2)
    assert "ping_failed" in log_lines.getvalue()
    assert "secret-uuid" not in log_lines.getvalue()


async def test_systemd_hears_that_we_are_ready_and_alive(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(5)
        notifier = Notifier(Supervisor(address, 0.02), lambda: True)
        task = asyncio.get_running_loop().create_task(notifier.run())
        await asyncio.sleep(0.02)
        assert manager.recv(64) == b"READY=1"
        assert manager.recv(64) == b"WATCHDOG=1"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    out = io.StringIO()
    set_up(["very-secret"], stream=out)
    yield out
    root.handlers[:] = before
    root.setLevel(level)


def test_off_a_terminal_each_record_is_one_json_object(log_lines: io.StringIO) -> None:
    logging.getLogger("bot.test").warning("ping_refused", extra={"status": 500})
    logging.getLogger("bot.test").warning("second")
    first, second = map(json.loads, log_lines.getvalue().splitlines())
    assert (first["event"], first["status"], first["level"]) == ("ping_refused", 500, "warning")
    assert second["event"] == "second"


@pytest.mark.parametrize("secret", [TOKEN, "vk1.a.AbC-d_e", "very-secret"])
@pytest.mark.parametrize("style", [JsonFormatter, TerminalFormatter])
def test_tokens_are_redacted_wherever_they_turn_up(style: type[JsonFormatter], secret: str) -> None:
    record = logging.makeLogRecord(
        {"name": "bot.x", "msg": f"calling /bot{secret}/get", "url": secret}
    )
    line = style(["very-secret"]).format(record)
    assert secret not in line
    assert line.count("[redacted]") == 2


def test_of_other_libraries_neither_arguments_nor_messages_are_logged(
    log_lines: io.StringIO,
) -> None:
    try:
        int("what somebody wrote")
    except ValueError:
        logging.getLogger("sqlalchemy").exception("failed on %s", "what somebody wrote")
        logging.getLogger("bot.lanes").exception("row_failed", extra={"row": 5})
    said = log_lines.getvalue()
    assert "what somebody wrote" not in said
    assert "failed on %s" in said
    assert "ValueError at " in said


class Hands:
    """Two clocks that a test turns."""

    def __init__(self) -> None:
        self.wall = 1_000 * SECOND
        self.monotonic = 0

    def pass_time(self, seconds: int) -> None:
        self.wall += seconds * SECOND
        self.monotonic += seconds * SECOND


def test_a_leap_of_the_wall_clock_is_told_once_and_not_followed() -> None:
    hands, told = Hands(), list[int]()
    clock = SystemClock(told.append, lambda: hands.wall, lambda: hands.monotonic)
    start = clock.now()
    hands.wall += 3600 * SECOND
    hands.pass_time(10)
    assert clock.now() == start + 10 * SECOND
    clock.now()
    assert told == [3600 * SECOND]


def test_a_leap_is_followed_once_a_platform_agrees() -> None:
    hands = Hands()
    clock = SystemClock(None, lambda: hands.wall, lambda: hands.monotonic)
    start = clock.now()
    hands.wall += 3600 * SECOND
    assert not clock.confirm(start)
    assert clock.now() == start
    assert clock.confirm(hands.wall + SECOND)
    assert clock.now() == start + 3600 * SECOND


def test_small_drifts_are_followed_and_time_never_runs_backwards() -> None:
    hands = Hands()
    clock = SystemClock(None, lambda: hands.wall, lambda: hands.monotonic)
    start = clock.now()
    hands.wall += 2 * SECOND
    assert clock.now() == start + 2 * SECOND
    hands.wall -= 3 * SECOND
    assert clock.now() == start + 2 * SECOND
