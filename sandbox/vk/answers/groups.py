"""The community by methods: who it is, its people, blocks, filters and the Long Poll's settings."""

from sandbox.vk import deeds, shapes
from sandbox.vk.answers.ask import DONE, Ask, actor, must_manage, own_group, page
from sandbox.vk.core import Core
from sandbox.vk.errors import VkApiError, bad
from sandbox.vk.kinds import LONG_POLL_KINDS
from sandbox.vk.state import Ban
from sandbox.vk.tokens import SERVICE
from sandbox.vk.wire import DAY_SECONDS, JsonObject

YEAR_SECONDS = 366 * DAY_SECONDS
MOST_BANNED = 200
MOST_MEMBERS = 1000
_NOT_SETTINGS = frozenset({"group_id"})


def get_by_id(vk: Core, ask: Ask) -> JsonObject:
    """groups.getById; without ids the token's own community."""
    wanted = [str(one) for one in ask.get("group_ids", []) or [ask.get("group_id", vk.group_id)]]
    groups = []
    for name in wanted:
        clean = name.removeprefix("club").removeprefix("public")
        number = int(clean) if clean.isdigit() else _group_named(vk, name)
        group = vk.state.group(number)
        if not group:
            raise VkApiError(100, "group_ids is undefined")
        groups.append(group)
    return {"groups": groups, "profiles": []}


def _group_named(vk: Core, name: str) -> int:
    if name == vk.state.screen_name:
        return vk.group_id
    named = [g for g, group in vk.state.communities.items() if group.get("screen_name") == name]
    return named[0] if named else 0


def get_members(vk: Core, ask: Ask) -> JsonObject:
    """groups.getMembers; managers only for those who speak for the community."""
    own_group(vk, ask)
    if ask.get("filter") != "managers":
        members = sorted(vk.state.members)
        return {"count": len(members), "items": page(members, ask, 1000, MOST_MEMBERS)}
    if ask.token.kind == SERVICE:
        raise VkApiError(15)
    must_manage(vk, ask)
    fields, items = tuple(ask.get("fields", ())), []
    for user, role in vk.state.managers.items():
        shape = shapes.profile(vk.state, user, fields) if fields else {"id": user}
        items.append({**shape, "role": role, "permissions": ["ads"]})
    return {"count": len(items), "items": page(items, ask, 1000, MOST_MEMBERS)}


def is_member(vk: Core, ask: Ask) -> object:
    """groups.isMember of one or of several."""
    own_group(vk, ask)
    several = ask.get("user_ids")
    if several:
        return [{"user_id": u, "member": int(u in vk.state.members)} for u in several]
    return int(ask.get("user_id", 0) in vk.state.members)


def ban(vk: Core, ask: Ask) -> int:
    """groups.ban: managers cannot be blocked, a term is at most a year."""
    own_group(vk, ask)
    must_manage(vk, ask)
    user, until = ask.get("owner_id", 0), ask.get("end_date", 0)
    if user in vk.state.managers:
        raise VkApiError(15, "can't ban a manager of the community")
    if user not in vk.state.users and -user not in vk.state.communities:
        raise bad("owner_id is invalid")
    if until and not vk.now() < until <= vk.now() + YEAR_SECONDS:
        raise bad("end_date is invalid")
    block = Ban(user, ask.token.user, vk.now(), until, ask.get("reason", 0))
    block.comment, block.visible = ask.get("comment", ""), bool(ask.get("comment_visible"))
    deeds.block(vk, block)
    return DONE


def unban(vk: Core, ask: Ask) -> int:
    """groups.unban."""
    own_group(vk, ask)
    must_manage(vk, ask)
    if ask.get("owner_id") not in vk.state.bans:
        raise VkApiError(104)
    deeds.unblock(vk, ask.get("owner_id"), actor(vk, ask))
    return DONE


def get_banned(vk: Core, ask: Ask) -> JsonObject:
    """groups.getBanned, of all or of one owner."""
    own_group(vk, ask)
    deeds.end_bans(vk)
    owner = ask.get("owner_id")
    if owner and owner not in vk.state.bans:
        raise VkApiError(104)
    bans = [b for b in vk.state.bans.values() if not owner or b.user == owner]
    chosen = page(bans, ask, 20, MOST_BANNED)
    return {"count": len(bans), "items": [shapes.ban_item(vk.state, one) for one in chosen]}


def edit(vk: Core, ask: Ask) -> int:
    """groups.edit: the list of stop words is replaced, never added to."""
    own_group(vk, ask)
    must_manage(vk, ask)
    for name, value in ask.params.items():
        if name not in _NOT_SETTINGS:
            vk.state.settings[name] = value
    return DONE


def get_settings(vk: Core, ask: Ask) -> JsonObject:
    """groups.getSettings: the only way to read the stop words back, and not for community keys."""
    own_group(vk, ask)
    must_manage(vk, ask)
    return {"title": vk.state.title, "obscene_words": [], **vk.state.settings}


def token_permissions(vk: Core, ask: Ask) -> JsonObject:
    """groups.getTokenPermissions."""
    del ask
    rights = vk.tokens.rights
    permissions = [{"name": name, "setting": bit} for name, bit in rights.items()]
    return {"mask": sum(rights.values()), "permissions": permissions}


def long_poll_server(vk: Core, ask: Ask) -> JsonObject:
    """groups.getLongPollServer: on this sandbox itself."""
    own_group(vk, ask)
    must_manage(vk, ask)
    if not vk.feed.enabled:
        raise bad("longpoll for this group is not enabled")
    vk.feed.found_again()
    server = f"{vk.url}/lp/{vk.group_id}"
    return {"key": vk.feed.key, "server": server, "ts": str(vk.feed.ts)}


def long_poll_settings(vk: Core, ask: Ask) -> JsonObject:
    """groups.getLongPollSettings."""
    own_group(vk, ask)
    events = {kind: int(on) for kind, on in vk.feed.switches.items()}
    return {"is_enabled": vk.feed.enabled, "api_version": vk.feed.version, "events": events}


def set_long_poll_settings(vk: Core, ask: Ask) -> int:
    """groups.setLongPollSettings: kinds that are not named stay as they are."""
    own_group(vk, ask)
    must_manage(vk, ask)
    vk.feed.enabled = bool(ask.get("enabled", vk.feed.enabled))
    vk.feed.version = str(ask.get("api_version", vk.feed.version))
    for kind in LONG_POLL_KINDS:
        if kind in ask.params:
            vk.feed.switches[kind] = bool(ask.params[kind])
    vk.journal.pulse()
    return DONE
