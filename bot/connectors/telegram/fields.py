"""The fields of a Bot API message (10.3) that need no guessing: read elsewhere, or nobody's words.

A field in neither set is new to us: `letter` takes every text it finds there.
"""

from typing import Final

SERVICE: Final = frozenset(
    """
    boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left
    chat_shared checklist_tasks_done connected_website delete_chat_photo
    direct_message_price_changed forum_topic_closed forum_topic_created forum_topic_edited
    forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden
    giveaway_completed giveaway_created group_chat_created left_chat_member
    managed_bot_created message_auto_delete_timer_changed migrate_from_chat_id
    migrate_to_chat_id new_chat_members new_chat_photo new_chat_title
    paid_message_price_changed passport_data pinned_message poll_option_deleted
    proximity_alert_triggered refunded_payment successful_payment
    suggested_post_approval_failed suggested_post_approved suggested_post_declined
    suggested_post_paid suggested_post_refunded supergroup_chat_created users_shared
    video_chat_ended video_chat_participants_invited video_chat_scheduled video_chat_started
    web_app_data write_access_allowed
    """.split()  # noqa: SIM905 - a hundred quoted words hide the list
)
"""Fields that make a message a service message, with nothing in it that a person wrote."""

KNOWN: Final = frozenset(
    """
    animation audio author_signature business_connection_id caption caption_entities chat
    checklist checklist_tasks_added contact date dice direct_messages_topic document edit_date
    effect_id entities ephemeral_message_id external_reply forward_date forward_from
    forward_from_chat forward_from_message_id forward_origin forward_sender_name
    forward_signature from game gift gift_upgrade_sent giveaway giveaway_winners
    guest_bot_caller_chat guest_bot_caller_user guest_query_id has_media_spoiler
    has_protected_content invoice is_automatic_forward is_from_offline is_paid_post
    is_topic_message left_chat_participant link_preview_options live_photo location
    media_group_id message_id message_thread_id new_chat_member new_chat_participant
    paid_media paid_star_count photo poll poll_option_added quote receiver_user reply_markup
    reply_to_checklist_task_id reply_to_message reply_to_poll_option_id reply_to_story
    rich_message sender_boost_count sender_business_bot sender_chat sender_tag
    show_caption_above_media sticker story suggested_post_info text unique_gift venue via_bot
    video video_note voice
    """.split()  # noqa: SIM905 - likewise
)
"""Fields of other messages that are read, or that hold nothing anybody wrote."""
