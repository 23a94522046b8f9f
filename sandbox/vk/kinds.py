"""Kinds of events: which a community may switch for Long Poll, and which only Callback knows.

The event settings of `feed.py` and the parameters of `groups.setLongPollSettings` come from here.
"""

_COMMENTED = ("photo_comment", "video_comment", "market_comment", "wall_reply", "board_post")

LONG_POLL_KINDS: tuple[str, ...] = (
    *("message_new", "message_reply", "message_allow", "message_deny", "message_edit"),
    *("message_typing_state", "message_read", "message_event", "message_reaction_event"),
    *("photo_new", "audio_new", "video_new", "wall_post_new", "wall_repost"),
    *(f"{what}_{how}" for what in _COMMENTED for how in ("new", "edit", "delete", "restore")),
    *("poll_vote_new", "group_join", "group_leave", "group_change_settings"),
    *("group_change_photo", "group_officers_edit", "user_block", "user_unblock"),
    *("like_add", "like_remove", "donut_subscription_create", "donut_subscription_prolonged"),
    *("donut_subscription_cancelled", "donut_subscription_price_changed"),
    *("donut_subscription_expired", "donut_money_withdraw", "donut_money_withdraw_error"),
)
"""Kinds with a switch in setLongPollSettings."""

CALLBACK_KINDS: tuple[str, ...] = (
    *LONG_POLL_KINDS,
    *("wall_schedule_post_new", "wall_schedule_post_delete"),
    *("market_order_new", "market_order_edit", "lead_forms_new"),
)
"""Kinds with a switch in setCallbackSettings."""
