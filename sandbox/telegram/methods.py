"""The Bot API methods that the sandbox simulates: parameters, types and limits, in one table.

Kept by hand from the published Bot API (10.3), never from a client library, so that a client that
invents or forgets a parameter is caught here. `params.py` reads requests by it; a test compares it
with a machine-readable copy of the specification where one is present.

The notation, one method a paragraph: `name:Type`, `!` after the name where it is required, `[T]`
for an array. Types that start with a capital and are not scalars are JSON-serialized objects.
"""

from dataclasses import dataclass

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER_LIMIT = 200
UPDATES_LIMIT = 100
DELETE_LIMIT = 100
DELETE_AGE_SECONDS = 48 * 3600
FOREVER_BELOW_SECONDS = 30
FOREVER_ABOVE_SECONDS = 366 * 86400

SCALARS = frozenset({"Integer", "String", "Boolean", "InputFile"})

_SEND = """
business_connection_id:String message_thread_id:Integer direct_messages_topic_id:Integer
disable_notification:Boolean protect_content:Boolean allow_paid_broadcast:Boolean
message_effect_id:String suggested_post_parameters:SuggestedPostParameters
reply_parameters:ReplyParameters reply_markup:InlineKeyboardMarkup parse_mode:String
"""
_EPHEMERAL = """
ephemeral_message_parameters:EphemeralMessageParameters receiver_user_id:Integer
callback_query_id:String
"""
_CAPTION = "caption:String caption_entities:[MessageEntity]"
_EDIT = """
business_connection_id:String chat_id:Integer|String message_id:Integer inline_message_id:String
reply_markup:InlineKeyboardMarkup
"""
_MEMBER = "chat_id!:Integer|String user_id!:Integer"
_MESSAGE = "chat_id!:Integer|String message_id!:Integer"
_COMMANDS = "scope:BotCommandScope language_code:String"

_TABLE: dict[str, str] = {
    "getMe": "",
    "getUpdates": "offset:Integer limit:Integer timeout:Integer allowed_updates:[String]",
    "setWebhook": """url!:String certificate:InputFile ip_address:String max_connections:Integer
        allowed_updates:[String] drop_pending_updates:Boolean secret_token:String""",
    "deleteWebhook": "drop_pending_updates:Boolean",
    "getWebhookInfo": "",
    "getChat": "chat_id!:Integer|String",
    "getChatMember": _MEMBER,
    "getChatAdministrators": "chat_id!:Integer|String return_bots:Boolean",
    "getChatMemberCount": "chat_id!:Integer|String",
    "sendMessage": f"""chat_id!:Integer|String text!:String entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions {_SEND} {_EPHEMERAL}""",
    "sendPhoto": f"""chat_id!:Integer|String photo!:InputFile|String {_CAPTION}
        show_caption_above_media:Boolean has_spoiler:Boolean {_SEND} {_EPHEMERAL}""",
    "sendDocument": f"""chat_id!:Integer|String document!:InputFile|String
        thumbnail:InputFile|String disable_content_type_detection:Boolean
        {_CAPTION} {_SEND} {_EPHEMERAL}""",
    "copyMessage": f"""chat_id!:Integer|String from_chat_id!:Integer|String message_id!:Integer
        video_start_timestamp:Integer show_caption_above_media:Boolean {_CAPTION}
        {_SEND.replace("business_connection_id:String", "")}""",
    "forwardMessage": """chat_id!:Integer|String from_chat_id!:Integer|String message_id!:Integer
        message_thread_id:Integer direct_messages_topic_id:Integer video_start_timestamp:Integer
        disable_notification:Boolean protect_content:Boolean message_effect_id:String
        suggested_post_parameters:SuggestedPostParameters""",
    "sendChatAction": """business_connection_id:String chat_id!:Integer|String
        message_thread_id:Integer action!:String""",
    "editMessageText": f"""{_EDIT} text:String parse_mode:String entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions rich_message:InputRichMessage""",
    "editMessageCaption": f"""{_EDIT} {_CAPTION} parse_mode:String
        show_caption_above_media:Boolean""",
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": _MESSAGE,
    "deleteMessages": "chat_id!:Integer|String message_ids!:[Integer]",
    "banChatMember": f"{_MEMBER} until_date:Integer revoke_messages:Boolean",
    "unbanChatMember": f"{_MEMBER} only_if_banned:Boolean",
    "restrictChatMember": f"""{_MEMBER} permissions!:ChatPermissions
        use_independent_chat_permissions:Boolean until_date:Integer""",
    "banChatSenderChat": "chat_id!:Integer|String sender_chat_id!:Integer",
    "unbanChatSenderChat": "chat_id!:Integer|String sender_chat_id!:Integer",
    "setChatPermissions": """chat_id!:Integer|String permissions!:ChatPermissions
        use_independent_chat_permissions:Boolean""",
    "approveChatJoinRequest": _MEMBER,
    "declineChatJoinRequest": _MEMBER,
    "leaveChat": "chat_id!:Integer|String",
    "answerCallbackQuery": """callback_query_id!:String text:String show_alert:Boolean url:String
        cache_time:Integer""",
    "setMessageReaction": f"{_MESSAGE} reaction:[ReactionType] is_big:Boolean",
    "deleteMessageReaction": f"{_MESSAGE} user_id:Integer actor_chat_id:Integer",
    "deleteAllMessageReactions": "chat_id!:Integer|String user_id:Integer actor_chat_id:Integer",
    "setMyCommands": f"commands!:[BotCommand] {_COMMANDS}",
    "getMyCommands": _COMMANDS,
    "deleteMyCommands": _COMMANDS,
    "getBusinessConnection": "business_connection_id!:String",
    "deleteBusinessMessages": "business_connection_id!:String message_ids!:[Integer]",
    "getFile": "file_id!:String",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a method: its accepted types in the notation of this module."""

    name: str
    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Method:
    """One simulated method and its parameters by name."""

    name: str
    parameters: dict[str, Parameter]


def _parameter(source: str) -> Parameter:
    name, _, kinds = source.partition(":")
    return Parameter(name.rstrip("!"), tuple(kinds.split("|")), required=name.endswith("!"))


def _method(name: str, source: str) -> Method:
    parameters = (_parameter(word) for word in source.split())
    return Method(name, {parameter.name: parameter for parameter in parameters})


METHODS: dict[str, Method] = {name: _method(name, source) for name, source in _TABLE.items()}
"""Every simulated method by its exact name."""

BY_LOWER_NAME: dict[str, Method] = {name.lower(): method for name, method in METHODS.items()}
"""The same by lower-case name: the real server does not look at the case."""

UPDATE_KINDS = (
    *("message", "edited_message", "channel_post", "edited_channel_post"),
    *("business_connection", "business_message", "edited_business_message"),
    *("deleted_business_messages", "guest_message", "message_reaction", "message_reaction_count"),
    *("inline_query", "chosen_inline_result", "callback_query", "shipping_query"),
    *("pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member"),
    *("chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot"),
    *("stopped_message_generation", "subscription"),
)
"""Every kind of update, in the order of the documentation."""

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that arrive only where `allowed_updates` names them."""
