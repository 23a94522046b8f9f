"""Method -> what answers it, one line each: the table of contents of the simulated Bot API."""

from collections.abc import Callable

from sandbox.telegram.answers import chats, edits, polling, removals, sanctions, sends
from sandbox.telegram.core import Core
from sandbox.telegram.wire import JsonObject

Answer = Callable[[Core, JsonObject], object]
"""Takes typed parameters, returns the result or an awaitable of it, raises ApiError."""

ANSWERS: dict[str, Answer] = {
    "getMe": chats.get_me,
    "getUpdates": polling.get_updates,
    "setWebhook": polling.set_webhook,
    "deleteWebhook": polling.delete_webhook,
    "getWebhookInfo": polling.get_webhook_info,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatAdministrators": chats.get_chat_administrators,
    "getChatMemberCount": chats.get_chat_member_count,
    "leaveChat": chats.leave_chat,
    "setChatPermissions": chats.set_chat_permissions,
    "setMyCommands": chats.set_my_commands,
    "getMyCommands": chats.get_my_commands,
    "deleteMyCommands": chats.delete_my_commands,
    "getBusinessConnection": chats.get_business_connection,
    "getFile": chats.get_file,
    "sendMessage": sends.send_message,
    "sendPhoto": sends.send_photo,
    "sendDocument": sends.send_document,
    "copyMessage": sends.copy_message,
    "forwardMessage": sends.forward_message,
    "sendChatAction": sends.send_chat_action,
    "editMessageText": edits.edit_message_text,
    "editMessageCaption": edits.edit_message_caption,
    "editMessageReplyMarkup": edits.edit_message_reply_markup,
    "answerCallbackQuery": edits.answer_callback_query,
    "deleteMessage": removals.delete_message,
    "deleteMessages": removals.delete_messages,
    "deleteBusinessMessages": removals.delete_business_messages,
    "setMessageReaction": removals.set_message_reaction,
    "deleteMessageReaction": removals.delete_message_reaction,
    "deleteAllMessageReactions": removals.delete_all_message_reactions,
    "banChatMember": sanctions.ban_chat_member,
    "unbanChatMember": sanctions.unban_chat_member,
    "restrictChatMember": sanctions.restrict_chat_member,
    "banChatSenderChat": sanctions.ban_chat_sender_chat,
    "unbanChatSenderChat": sanctions.unban_chat_sender_chat,
    "approveChatJoinRequest": sanctions.approve_chat_join_request,
    "declineChatJoinRequest": sanctions.decline_chat_join_request,
}
