"""Callback servers by methods: at most ten, each confirmed by a code and with its own switches."""

from sandbox.vk.answers.ask import DONE, Ask, must_manage, own_group
from sandbox.vk.callback import MOST_SERVERS, Server
from sandbox.vk.core import Core
from sandbox.vk.errors import VkApiError
from sandbox.vk.kinds import CALLBACK_KINDS
from sandbox.vk.wire import JsonObject


def _mine(vk: Core, ask: Ask) -> Server:
    _allowed(vk, ask)
    servers = vk.callbacks.servers
    chosen = ask.get("server_id", next(iter(servers), 0))
    if chosen not in servers:
        raise VkApiError(104)
    return servers[chosen]


def _allowed(vk: Core, ask: Ask) -> None:
    own_group(vk, ask)
    must_manage(vk, ask)


def add(vk: Core, ask: Ask) -> JsonObject:
    """groups.addCallbackServer: VK asks it for the code at once."""
    _allowed(vk, ask)
    if len(vk.callbacks.servers) >= MOST_SERVERS:
        raise VkApiError(2000)
    server = vk.callbacks.add(ask.get("url"), ask.get("title"), ask.get("secret_key", ""))
    return {"server_id": server.id}


def edit(vk: Core, ask: Ask) -> int:
    """groups.editCallbackServer: it has to be confirmed again, by another code."""
    server = _mine(vk, ask)
    server.url, server.title = ask.get("url"), ask.get("title")
    server.secret, server.status = ask.get("secret_key", ""), "unconfigured"
    vk.callbacks.renew_code()
    return DONE


def delete(vk: Core, ask: Ask) -> int:
    """groups.deleteCallbackServer."""
    server = _mine(vk, ask)
    del vk.callbacks.servers[server.id]
    vk.callbacks.renew_code()
    return DONE


def listing(vk: Core, ask: Ask) -> JsonObject:
    """groups.getCallbackServers."""
    _allowed(vk, ask)
    wanted = ask.get("server_ids")
    items = [
        {
            "id": server.id,
            "title": server.title,
            "creator_id": vk.key_holder,
            "url": server.url,
            "secret_key": server.secret,
            "status": server.status,
        }
        for server in vk.callbacks.servers.values()
        if not wanted or server.id in wanted
    ]
    return {"count": len(items), "items": items}


def settings(vk: Core, ask: Ask) -> JsonObject:
    """groups.getCallbackSettings."""
    server = _mine(vk, ask)
    events = {kind: int(on) for kind, on in server.switches.items()}
    return {"api_version": server.version, "events": events}


def set_settings(vk: Core, ask: Ask) -> int:
    """groups.setCallbackSettings."""
    server = _mine(vk, ask)
    server.version = str(ask.get("api_version", server.version))
    for kind in CALLBACK_KINDS:
        if kind in ask.params:
            server.switches[kind] = bool(ask.params[kind])
    return DONE


def confirmation_code(vk: Core, ask: Ask) -> JsonObject:
    """groups.getCallbackConfirmationCode."""
    _allowed(vk, ask)
    return {"code": vk.callbacks.code}
