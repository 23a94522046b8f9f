"""VK's Callback server for `doctor`: known to VK, confirmed, and sent what we read."""

from bot.cli.doctor_vk_keys import Bench
from bot.cli.findings import Finding, do, fault, ok, warning
from bot.connectors.vk import delivery
from bot.connectors.vk.errors import VkDown, VkError, VkResting
from models.card import Word

_WORKS = "ok"


async def look_at_callback(bench: Bench) -> list[Finding]:
    """Return what is found of our server, nothing where none is set; raises PlatformDownError."""
    where = bench.section.callback
    if where is None:
        return []
    # Beside the Long Poll a Callback server is a second ear: the first still hears.
    bad = warning if bench.survey.polls else fault
    try:
        server = await _server(bench)
        if server is None:
            return [bad("vk_callback", "no_server", do("no_server", path=where.path))]
        found = [ok("vk_callback", "server_works")]
        if server.status != _WORKS:
            advice = do("server_status", path=where.path)
            found = [bad("vk_callback", "server_status", advice, status=server.status)]
        return [*found, *await _confirmation(bench), _events(server.switches)]
    except (VkDown, VkResting) as error:
        raise bench.survey.silent(error) from None
    except VkError:
        return [warning("vk_callback", "settings_hidden", Word("need.manage"))]


async def mend_callback(bench: Bench) -> list[Finding]:
    """Switch on what our server is not sent; raises PlatformDownError."""
    if bench.section.callback is None:
        return []
    try:
        server = await _server(bench)
        if server is None:
            return []
        off = await delivery.switch_callback_on(bench.client, bench.survey.around, server)
    except (VkDown, VkResting) as error:
        raise bench.survey.silent(error) from None
    except VkError as error:
        return [fault("vk_callback", "refused", Word("need.manage"), why=error.reason)]
    return [ok("vk_callback", "switched_on", events=", ".join(off))] if off else []


async def _server(bench: Bench) -> delivery.Server | None:
    where = bench.section.callback
    secret = where.secret.get_secret_value() if where else ""
    return await delivery.callback_server(bench.client, bench.survey.around, secret)


async def _confirmation(bench: Bench) -> list[Finding]:
    """Compare the line of the configuration, which is used only where VK does not tell it."""
    where = bench.section.callback
    ours = where.confirmation if where else ""
    try:
        theirs = await delivery.confirmation_code(bench.client, bench.survey.around)
    except (VkDown, VkResting):
        raise
    except VkError:
        return [] if ours else [warning("vk_confirmation", "no_code", do("no_code"))]
    if ours and ours != theirs:
        return [warning("vk_confirmation", "other_code", do("other_code"))]
    return [ok("vk_confirmation", "yes")]


def _events(switches: delivery.Switches) -> Finding:
    if not switches.off:
        return ok("vk_events", "all_on")
    say = fault if delivery.is_deaf(switches.off) else warning
    return say("vk_events", "events_off", do("events"), events=", ".join(switches.off))
