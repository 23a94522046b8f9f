"""getUpdates and the webhook: the two exclusive ways in which a bot receives updates."""

from sandbox.telegram.core import Core, Webhook
from sandbox.telegram.errors import OTHER_POLLER, WEBHOOK_ACTIVE, ApiError, bad_request, conflict
from sandbox.telegram.methods import UPDATES_LIMIT
from sandbox.telegram.wire import JsonObject

LONGEST_POLL_SECONDS = 50


async def get_updates(tg: Core, params: JsonObject) -> object:
    """GetUpdates: confirms below the offset, then waits up to the timeout for the next ones.

    A second poller ends the first one with 409, as on the real server.
    """
    if tg.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    tg.poller += 1
    me = tg.poller
    tg.queue.arrived.set()
    tg.queue.allow(params.get("allowed_updates"))
    tg.queue.confirm(int(params.get("offset", 0)))
    tg.journal.pulse()
    limit = min(max(int(params.get("limit", UPDATES_LIMIT)), 1), UPDATES_LIMIT)
    seconds = min(int(params.get("timeout", 0)), LONGEST_POLL_SECONDS)
    await tg.queue.wait(seconds)
    if me != tg.poller:
        raise conflict(OTHER_POLLER)
    if tg.faults.outage:
        raise ApiError(max(tg.faults.outage, 0), "Bad Gateway")
    return tg.queue.take(limit)


def set_webhook(tg: Core, params: JsonObject) -> object:
    """SetWebhook; an empty url takes it away. Any scheme and port serve on loopback."""
    url = str(params.get("url", ""))
    secret = str(params.get("secret_token", ""))
    if secret and not secret.replace("-", "").replace("_", "").isalnum():
        raise bad_request("secret token contains unallowed characters")
    tg.queue.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        tg.queue.clear()
    tg.webhook = Webhook(url, secret, int(params.get("max_connections", 40)))
    tg.poller += 1
    tg.queue.arrived.set()
    return True


def delete_webhook(tg: Core, params: JsonObject) -> object:
    """DeleteWebhook."""
    if params.get("drop_pending_updates"):
        tg.queue.clear()
    tg.webhook = Webhook()
    tg.queue.arrived.set()
    return True


def get_webhook_info(tg: Core, _: JsonObject) -> object:
    """GetWebhookInfo."""
    hook = tg.webhook
    info: JsonObject = {"url": hook.url, "has_custom_certificate": False}
    info["pending_update_count"] = len(tg.queue)
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error:
        info.update(last_error_date=hook.last_error_at, last_error_message=hook.last_error)
    info["allowed_updates"] = sorted(tg.queue.allowed)
    return info
