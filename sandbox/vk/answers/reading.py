"""Messages by methods, the reading half: conversations, histories, members; and people's names."""

from sandbox.vk import shapes
from sandbox.vk.answers.ask import Ask, own_group, page
from sandbox.vk.core import Core
from sandbox.vk.errors import VkApiError, bad
from sandbox.vk.talks import Letter, Talk
from sandbox.vk.tokens import USER
from sandbox.vk.wire import JsonObject, is_chat

MOST = 200
MOST_MEMBERS = 1000


def _talk(vk: Core, peer: int) -> Talk:
    talk = vk.state.talks.get(peer)
    if talk is None or (talk.chat and -vk.group_id not in talk.members):
        raise VkApiError(917 if is_chat(peer) else 936)
    return talk


def _extended(vk: Core, ask: Ask, owners: list[int]) -> JsonObject:
    if not ask.get("extended"):
        return {}
    return shapes.people_of(vk.state, owners, tuple(ask.get("fields", ())))


def _letters(vk: Core, ask: Ask, letters: list[Letter]) -> JsonObject:
    items = [shapes.letter_item(vk.state, one) for one in letters if not one.deleted]
    authors = [one.author for one in letters]
    return {"count": len(items), "items": items, **_extended(vk, ask, authors)}


def conversations(vk: Core, ask: Ask) -> JsonObject:
    """messages.getConversations; unanswered and important are filters."""
    talks = [t for t in vk.state.talks.values() if t.letters]
    wanted = ask.get("filter", "all")
    if wanted == "unanswered":
        talks = [t for t in talks if not t.answered]
    elif wanted == "important":
        talks = [t for t in talks if t.important]
    items = []
    for talk in page(talks, ask, 20, MOST):
        last = shapes.letter_item(vk.state, talk.letters[max(talk.letters)])
        items.append({"conversation": shapes.talk_item(talk), "last_message": last})
    peers = [talk.peer for talk in talks if not talk.chat]
    return {"count": len(talks), "items": items, **_extended(vk, ask, peers)}


def conversations_by_id(vk: Core, ask: Ask) -> JsonObject:
    """messages.getConversationsById."""
    talks = [_talk(vk, peer) for peer in ask.get("peer_ids")]
    items = [shapes.talk_item(talk) for talk in talks]
    return {"count": len(items), "items": items, **_extended(vk, ask, [t.peer for t in talks])}


def members(vk: Core, ask: Ask) -> JsonObject:
    """messages.getConversationMembers: of a chat only where the bot is its administrator."""
    talk = _talk(vk, ask.get("peer_id"))
    if talk.chat and not talk.rules(-vk.group_id):
        raise VkApiError(917)
    items = []
    for who, invited_by in talk.members.items():
        item: JsonObject = {"member_id": who, "invited_by": invited_by, "join_date": 1_700_000_000}
        if talk.chat:
            item.update(is_admin=talk.rules(who), can_kick=not talk.rules(who))
            if who == talk.owner:
                item["is_owner"] = True
        items.append(item)
    chosen = page(items, ask, MOST, MOST_MEMBERS)
    found = shapes.people_of(vk.state, list(talk.members), tuple(ask.get("fields", ())))
    return {"count": len(items), "items": chosen, **found}


def history(vk: Core, ask: Ask) -> JsonObject:
    """messages.getHistory, the newest first unless `rev`."""
    talk = _talk(vk, ask.get("peer_id") or ask.get("user_id") or 0)
    letters = [one for one in talk.letters.values() if not one.deleted]
    if not ask.get("rev"):
        letters.reverse()
    body = _letters(vk, ask, page(letters, ask, 20, MOST))
    return {**body, "count": len(letters)}


def by_id(vk: Core, ask: Ask) -> JsonObject:
    """messages.getById by message ids, or by cmids of a peer."""
    if ask.get("cmids"):
        talk = _talk(vk, ask.get("peer_id", 0))
        return _letters(vk, ask, [talk.letters[c] for c in ask.get("cmids") if c in talk.letters])
    wanted = set(ask.get("message_ids", []))
    found = [one for t in vk.state.talks.values() for one in t.letters.values()]
    return _letters(vk, ask, [one for one in found if one.id and one.id in wanted])


def by_cmid(vk: Core, ask: Ask) -> JsonObject:
    """messages.getByConversationMessageId."""
    talk = _talk(vk, ask.get("peer_id"))
    wanted = ask.get("conversation_message_ids")
    return _letters(vk, ask, [talk.letters[c] for c in wanted if c in talk.letters])


def is_allowed(vk: Core, ask: Ask) -> JsonObject:
    """messages.isMessagesFromGroupAllowed."""
    own_group(vk, ask)
    talk = vk.state.talks.get(ask.get("user_id"))
    return {"is_allowed": int(talk is not None and talk.allowed)}


def users(vk: Core, ask: Ask) -> list[JsonObject]:
    """users.get; who is not there is left out of the answer."""
    wanted = [str(one) for one in ask.get("user_ids", [])]
    if not wanted:
        if ask.token.kind != USER:
            raise bad("user_ids is undefined")
        wanted = [str(ask.token.user)]
    fields = tuple(ask.get("fields", ()))
    found = [_user_named(vk, name) for name in wanted]
    return [shapes.profile(vk.state, user, fields) for user in found if user]


def _user_named(vk: Core, name: str) -> int:
    clean = name.removeprefix("id")
    if clean.isdigit():
        return int(clean) if int(clean) in vk.state.users else 0
    named = [u for u, user in vk.state.users.items() if user.get("screen_name") == name]
    return named[0] if named else 0


def resolve(vk: Core, ask: Ask) -> object:
    """utils.resolveScreenName; an empty list where nobody has the name."""
    name = ask.get("screen_name")
    if name in {vk.state.screen_name, f"club{vk.group_id}"}:
        return {"type": "group", "object_id": vk.group_id}
    for group_id, group in vk.state.communities.items():
        if group.get("screen_name") == name:
            return {"type": "group", "object_id": group_id}
    user = _user_named(vk, name)
    return {"type": "user", "object_id": user} if user else []


def server_time(vk: Core, ask: Ask) -> int:
    """utils.getServerTime."""
    del ask
    return vk.now()
