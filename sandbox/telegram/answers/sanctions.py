"""Methods that act on people: ban, restrict, let in; and on channels that people write as."""

from sandbox.telegram import members
from sandbox.telegram.answers import reach
from sandbox.telegram.core import Core
from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods import FOREVER_ABOVE_SECONDS, FOREVER_BELOW_SECONDS
from sandbox.telegram.state import Chat
from sandbox.telegram.wire import JsonObject


def _until(tg: Core, params: JsonObject) -> int:
    """`until_date` as the server keeps it: too near or too far is forever, which is 0."""
    until = int(params.get("until_date", 0))
    ahead = until - tg.now()
    return until if FOREVER_BELOW_SECONDS <= ahead <= FOREVER_ABOVE_SECONDS else 0


def _group(tg: Core, params: JsonObject) -> Chat:
    chat = reach.chat_of(tg, params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    return chat


def ban_chat_member(tg: Core, params: JsonObject) -> object:
    """BanChatMember: in a supergroup all that the person wrote there goes too."""
    chat = _group(tg, params)
    reach.need(tg, chat, "can_restrict_members")
    member = reach.target(tg, chat, params["user_id"])
    until, gone = _until(tg, params) if chat.kind != "group" else 0, 0
    tg.set_member(chat, members.kicked(member["user"], until), tg.bot)
    if chat.kind == "supergroup" or params.get("revoke_messages"):
        gone = len(tg.purge(chat, params["user_id"]))
    tg.journal.tell("banned", chat=chat.id, user=params["user_id"], until=until, messages=gone)
    return True


def unban_chat_member(tg: Core, params: JsonObject) -> object:
    """UnbanChatMember: without only_if_banned a person who is present is put out of the chat."""
    chat = _group(tg, params)
    if chat.kind == "group":
        raise bad_request("method is available for supergroup and channel chats only")
    reach.need(tg, chat, "can_restrict_members")
    member = reach.target(tg, chat, params["user_id"])
    banned = member["status"] == "kicked"
    if banned or (members.is_present(member) and not params.get("only_if_banned")):
        tg.set_member(chat, members.left(member["user"]), tg.bot)
        tg.journal.tell("unbanned", chat=chat.id, user=params["user_id"])
    return True


def restrict_chat_member(tg: Core, params: JsonObject) -> object:
    """RestrictChatMember: permissions are kept; all of them lift the restriction."""
    chat = _group(tg, params)
    if chat.kind != "supergroup":
        raise bad_request("method is available only for supergroups")
    reach.need(tg, chat, "can_restrict_members")
    member = reach.target(tg, chat, params["user_id"])
    independent = bool(params.get("use_independent_chat_permissions"))
    given = members.implied(params["permissions"], independent=independent)
    present, user = members.is_present(member), member["user"]
    until = _until(tg, params)
    new = members.restricted(user, given, until, is_member=present)
    if _lifts(given):
        new = members.member(user) if present else members.left(user)
    tg.set_member(chat, new, tg.bot)
    told = "unrestricted" if _lifts(given) else "restricted"
    tg.journal.tell(told, chat=chat.id, user=user["id"], until=until)
    return True


def _lifts(given: JsonObject) -> bool:
    return all(given[name] for name in members.PERMISSIONS[:11])


def ban_chat_sender_chat(tg: Core, params: JsonObject) -> object:
    """BanChatSenderChat."""
    chat = _group(tg, params)
    reach.need(tg, chat, "can_restrict_members")
    sender = params["sender_chat_id"]
    if sender in {chat.id, chat.linked}:
        raise bad_request("can't ban the chat itself or its linked channel")
    if sender not in tg.state.chats:
        raise bad_request("invalid sender_chat_id specified")
    chat.banned_senders.add(sender)
    tg.journal.tell("channel_banned", chat=chat.id, sender_chat=sender)
    return True


def unban_chat_sender_chat(tg: Core, params: JsonObject) -> object:
    """UnbanChatSenderChat."""
    chat = _group(tg, params)
    reach.need(tg, chat, "can_restrict_members")
    chat.banned_senders.discard(params["sender_chat_id"])
    tg.journal.tell("channel_unbanned", chat=chat.id, sender_chat=params["sender_chat_id"])
    return True


def _request(tg: Core, params: JsonObject) -> tuple[Chat, JsonObject]:
    chat = _group(tg, params)
    reach.need(tg, chat, "can_invite_users", "not enough rights to manage chat join requests")
    request = chat.join_requests.pop(params["user_id"], None)
    if request is None:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, request


def approve_chat_join_request(tg: Core, params: JsonObject) -> object:
    """ApproveChatJoinRequest."""
    chat, request = _request(tg, params)
    tg.set_member(chat, members.member(request["from"]), tg.bot, via_join_request=True)
    tg.journal.tell("join_approved", chat=chat.id, user=params["user_id"])
    return True


def decline_chat_join_request(tg: Core, params: JsonObject) -> object:
    """DeclineChatJoinRequest."""
    chat, _ = _request(tg, params)
    tg.journal.tell("join_declined", chat=chat.id, user=params["user_id"])
    return True
