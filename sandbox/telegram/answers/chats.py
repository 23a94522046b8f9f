"""Methods that look at chats and members, and those that change the bot's own place in them."""

from sandbox.telegram import members
from sandbox.telegram.answers import reach
from sandbox.telegram.core import Core
from sandbox.telegram.errors import bad_request
from sandbox.telegram.wire import JsonObject

_GIFTS = (
    *("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"),
    "gifts_from_channels",
)


def get_me(tg: Core, _: JsonObject) -> object:
    """GetMe."""
    return {
        **tg.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not tg.settings.private_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": True,
        "has_main_web_app": False,
    }


def get_chat(tg: Core, params: JsonObject) -> object:
    """GetChat: ChatFullInfo with the linked chat, permissions and what a person shows."""
    chat = reach.chat_of(tg, params)
    full: JsonObject = {**chat.wire, "accent_color_id": 0, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(_GIFTS, False)
    if chat.kind in {"group", "supergroup"}:
        full["permissions"] = chat.permissions
    if chat.linked is not None:
        full["linked_chat_id"] = chat.linked
    full.update({key: value for key, value in chat.full.items() if key != "greeted"})
    return full


def get_chat_member(tg: Core, params: JsonObject) -> object:
    """GetChatMember."""
    chat = reach.chat_of(tg, params)
    if params["user_id"] not in tg.state.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return tg.state.member(chat, params["user_id"])


def get_chat_administrators(tg: Core, params: JsonObject) -> object:
    """GetChatAdministrators, without other bots unless asked for."""
    chat = reach.chat_of(tg, params)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        member
        for member in chat.members.values()
        if members.is_admin(member) and (params.get("return_bots") or _counts(tg, member))
    ]


def _counts(tg: Core, member: JsonObject) -> bool:
    user = member["user"]
    return not user.get("is_bot") or user["id"] == tg.bot["id"]


def get_chat_member_count(tg: Core, params: JsonObject) -> object:
    """GetChatMemberCount."""
    chat = reach.chat_of(tg, params)
    if chat.kind == "private":
        return 2
    return sum(members.is_present(member) for member in chat.members.values())


def leave_chat(tg: Core, params: JsonObject) -> object:
    """LeaveChat."""
    chat = reach.chat_of(tg, params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    tg.set_member(chat, members.left(tg.bot), tg.bot)
    tg.journal.tell("bot_left", chat=chat.id)
    return True


def set_chat_permissions(tg: Core, params: JsonObject) -> object:
    """SetChatPermissions."""
    chat = reach.chat_of(tg, params)
    reach.need(tg, chat, "can_restrict_members", "not enough rights to change chat permissions")
    independent = bool(params.get("use_independent_chat_permissions"))
    chat.permissions = members.implied(params["permissions"], independent=independent)
    return True


def set_my_commands(tg: Core, params: JsonObject) -> object:
    """SetMyCommands."""
    for command in params["commands"]:
        name = str(command.get("command", ""))
        if not (1 <= len(name) <= 32 and name == name.lower()):  # noqa: PLR2004 - Bot API's figure
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:  # noqa: PLR2004
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    tg.commands[_scope(params)] = params["commands"]
    return True


def get_my_commands(tg: Core, params: JsonObject) -> object:
    """GetMyCommands."""
    return tg.commands.get(_scope(params), [])


def delete_my_commands(tg: Core, params: JsonObject) -> object:
    """DeleteMyCommands."""
    tg.commands.pop(_scope(params), None)
    return True


def _scope(params: JsonObject) -> str:
    scope = params.get("scope", {})
    parts = (scope.get("type", "default"), scope.get("chat_id", ""), scope.get("user_id", ""))
    return "/".join(str(part) for part in (*parts, params.get("language_code", "")))


def get_business_connection(tg: Core, params: JsonObject) -> object:
    """GetBusinessConnection."""
    return reach.business(tg, params["business_connection_id"])


def get_file(tg: Core, params: JsonObject) -> object:
    """GetFile; the content is served under /file/bot<token>/<file_path>."""
    file_id = params["file_id"]
    content = tg.state.files.get(file_id)
    if content is None:
        raise bad_request("invalid file_id")
    unique = file_id[-16:]
    shape = {"file_id": file_id, "file_unique_id": unique, "file_size": len(content)}
    return {**shape, "file_path": f"files/{file_id}"}
