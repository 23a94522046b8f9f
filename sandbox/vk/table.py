"""The VK methods that the sandbox simulates, one line each in the notation of `methods.py`.

`params.py` validates by it, `tokens.py` asks it who may call, `answers/` do what it promises.
"""

from sandbox.vk.kinds import CALLBACK_KINDS, LONG_POLL_KINDS
from sandbox.vk.methods import Method, method_of

_LIKES = "need_likes:bool start_comment_id:int[0..] offset:int"
_PAGE = f"{_LIKES} count:int[0..100]"
_THREAD = "comment_id:int[0..] thread_items_count:int[0..10]"
_NEW = "message:str attachments:list sticker_id:int[0..] guid:str"
_NEW_REPLY = f"{_NEW} from_group:bool reply_to_comment:int"
_GROUP = "group_id!:int[1..]"
_SERVER = "url!:str title!:str<=14 secret_key:str<=50"
_TALK = "extended:bool fields:list group_id:int[0..]"
_ONE = "owner_id:int comment_id!:int"
_SORT = "extended:bool sort:str{asc,desc} fields:list"
_INTENTS = (
    "account_update,bot_ad_invite,bot_ad_promo,confirmed_notification,customer_support,default,"
    "finance_notification,game_notification,moderated_newsletter,non_promo_newsletter,"
    "promo_newsletter,purchase_update"
)


def _switches(kinds: tuple[str, ...]) -> str:
    return " ".join(f"{kind}:bool" for kind in kinds)


_TABLE: dict[str, str] = {
    "wall.get": """us domain:any offset:int[0..] count:int[0..] filter:any extended:bool
        fields:list owner_id:int""",
    "wall.getById": "us posts!:list extended:bool copy_history_depth:int fields:list",
    "wall.getComment": "u owner_id:int comment_id!:int[0..] extended:bool fields:list",
    "wall.getComments": f"""us owner_id:int post_id:int[0..] {_LIKES} count:int[0..]
        sort:str{{asc,desc,smart}} preview_length:int[0..] extended:bool fields:list {_THREAD}""",
    "wall.createComment": f"""ug owner_id:int post_id!:int[0..] from_group:int[0..]
        reply_to_comment:int {_NEW}""",
    "wall.deleteComment": "u owner_id:int post_id:int[0..] comment_id!:int[0..]",
    "wall.restoreComment": f"u {_ONE}",
    "wall.reportComment": """u owner_id!:int comment_id!:int[0..]
        reason!:int[0..]{0,1,2,3,4,5,6,8,11}""",
    "wall.closeComments": "ug owner_id!:int post_id!:int[0..]",
    "wall.openComments": "ug owner_id!:int post_id!:int[0..]",
    "photos.getComments": f"u owner_id:int photo_id!:int {_PAGE} access_key:str {_SORT}",
    "photos.createComment": f"u owner_id:int photo_id!:int {_NEW_REPLY} access_key:str",
    "photos.deleteComment": f"u {_ONE}",
    "photos.restoreComment": f"u {_ONE}",
    "video.getComments": """u owner_id:int video_id!:int[0..] need_likes:bool
        start_comment_id:int offset:int count:int[0..100] sort:str{asc,desc,interest}
        extended:bool fields:list comment_id:int thread_items_count:int[0..10]""",
    "video.createComment": f"""u owner_id:int video_id!:int[0..] {_NEW} from_group:bool
        reply_to_comment:int[0..] track_code:str""",
    "video.deleteComment": f"u {_ONE}",
    "video.restoreComment": f"u {_ONE}",
    "market.getComments": f"""u owner_id!:int item_id!:int[0..] need_likes:bool
        start_comment_id:int[0..] offset:int[0..] count:int[0..100] {_SORT}""",
    "market.createComment": f"""u owner_id!:int item_id!:int[0..] {_NEW} from_group:bool
        reply_to_comment:int[0..]""",
    "market.deleteComment": "u owner_id!:int comment_id!:int[0..]",
    "market.restoreComment": "u owner_id!:int comment_id!:int[0..]",
    "board.getTopics": f"""us {_GROUP} topic_ids:ints order:int{{1,2,-1,-2,0}} offset:int[0..]
        count:int[0..100] extended:bool preview:int{{1,2,0}} preview_length:int[0..]""",
    "board.getComments": f"""us {_GROUP} topic_id!:int[0..] {_PAGE} extended:bool
        sort:str{{asc,desc}}""",
    "board.createComment": f"u {_GROUP} topic_id!:int[0..] {_NEW} from_group:bool",
    "board.deleteComment": f"ug {_GROUP} topic_id!:int[1..] comment_id!:int[1..]",
    "board.restoreComment": f"ug {_GROUP} topic_id!:int[0..] comment_id!:int[0..]",
    "groups.ban": f"""u {_GROUP} owner_id:int end_date:int[0..] reason:int[0..] comment:str
        comment_visible:bool""",
    "groups.unban": f"u {_GROUP} owner_id:int",
    "groups.getBanned": f"""ug {_GROUP} offset:int[0..] count:int[0..200] fields:list
        owner_id:int""",
    "groups.getMembers": """ugs group_id:any sort:str{id_asc,id_desc,time_asc,time_desc}
        offset:int[0..] count:int[0..1000] fields:list filter:str{donut,friends,managers,unsure}""",
    "groups.isMember": "ugs group_id!:any user_id:int[0..] user_ids:ints extended:bool",
    "groups.getById": "ugs group_ids:list group_id:any fields:list",
    "groups.getSettings": "u group_id!:any",
    "groups.edit": f"""ug {_GROUP} title:str description:str screen_name:str access:any
        website:str subject:any email:str phone:str rss:str event_start_date:int[0..]
        event_finish_date:int[0..] event_group_id:int[0..] public_category:int[0..]
        public_subcategory:int[0..] public_date:str wall:any topics:any photos:any video:any
        audio:any links:bool events:bool places:bool contacts:bool docs:any wiki:any messages:bool
        articles:bool addresses:bool age_limits:any market:bool market_buttons:str
        market_comments:bool market_country:ints<=10 market_city:ints<=10 market_currency:any
        market_contact:int[0..] market_wiki:int[0..] obscene_filter:bool obscene_stopwords:bool
        toxic_filter:bool disable_replies_from_groups:bool obscene_words:list
        main_section:int[0..] secondary_section:int[0..] country:int[0..] city:int[0..]""",
    "groups.getLongPollServer": f"ug {_GROUP}",
    "groups.getLongPollSettings": f"ug {_GROUP}",
    "groups.setLongPollSettings": f"""ug {_GROUP} enabled:bool api_version:str
        {_switches(LONG_POLL_KINDS)}""",
    "groups.getTokenPermissions": "g",
    "groups.addCallbackServer": f"ug {_GROUP} {_SERVER}",
    "groups.editCallbackServer": f"ug {_GROUP} server_id!:int[0..] {_SERVER}",
    "groups.deleteCallbackServer": f"ug {_GROUP} server_id!:int[0..]",
    "groups.getCallbackServers": f"ug {_GROUP} server_ids:ints",
    "groups.getCallbackSettings": f"ug {_GROUP} server_id:int[0..]",
    "groups.setCallbackSettings": f"""ug {_GROUP} server_id:int[0..] api_version:str
        {_switches(CALLBACK_KINDS)}""",
    "groups.getCallbackConfirmationCode": f"ug {_GROUP}",
    "messages.send": f"""ug user_id:int random_id:int peer_id:int peer_ids:ints<=100 domain:str
        chat_id:int[0..100000000] message:str<=9000 lat:num long:num attachment:str<=9000
        reply_to:int forward_messages:ints<=1000 forward:json sticker_id:int[0..] group_id:int[0..]
        keyboard:json template:str payload:str<=1000 content_source:str dont_parse_links:bool
        disable_mentions:bool intent:str{{{_INTENTS}}} subscribe_id:int[0..100]""",
    "messages.edit": """ug peer_id!:int message:str<=9000 lat:num long:num attachment:str
        keep_forward_messages:bool keep_snippets:bool group_id:int[0..] dont_parse_links:bool
        disable_mentions:bool message_id:int[0..] cmid:int[0..] template:str keyboard:json""",
    "messages.delete": """ug message_ids:ints<=1000 spam:bool reason:int[0..] group_id:int[0..]
        delete_for_all:bool peer_id:int cmids:ints<=100""",
    "messages.removeChatUser": "ug chat_id!:int[0..100000000] user_id:int member_id:int",
    "messages.sendMessageEventAnswer": """g event_id!:str user_id!:int peer_id!:int
        event_data:str<=1000""",
    "messages.markAsAnsweredConversation": "ug peer_id!:int answered:bool group_id:int[0..]",
    "messages.markAsImportantConversation": "ug peer_id!:int important:bool group_id:int[0..]",
    "messages.markAsRead": """ug message_ids:ints peer_id:int start_message_id:int[0..]
        group_id:int[0..] mark_conversation_as_read:bool up_to_cmid:int[0..]""",
    "messages.setActivity": """ug user_id:int type:str{audiomessage,file,photo,typing,video}
        peer_id:int group_id:int[0..]""",
    "messages.getConversations": f"""ug offset:int[0..] count:int[0..200]
        filter:str{{all,archive,important,sorted_chats,unanswered,unread}}
        start_message_id:int[0..] {_TALK}""",
    "messages.getConversationsById": f"ug peer_ids!:ints<=100 {_TALK}",
    "messages.getConversationMembers": f"""ug peer_id!:int offset:int[0..] count:int[1..1000]
        member_ids:ints {_TALK}""",
    "messages.getHistory": f"""ug offset:int count:int[0..200] user_id:int peer_id:int
        start_message_id:int rev:int{{1,0}} {_TALK}""",
    "messages.getById": f"""ug message_ids:ints<=100 preview_length:int[0..] cmids:ints<=100
        peer_id:int {_TALK}""",
    "messages.getByConversationMessageId": f"""ug peer_id!:int
        conversation_message_ids!:ints<=100 {_TALK}""",
    "messages.isMessagesFromGroupAllowed": f"ug {_GROUP} user_id!:int[1..]",
    "users.get": "ugs user_ids:list<=1000 fields:list name_case:any from_group_id:int",
    "utils.resolveScreenName": "ugs screen_name!:str",
    "utils.getServerTime": "ugs",
    "likes.getList": """us type!:any owner_id:int item_id:int page_url:str
        filter:str{copies,likes} friends_only:int{0,1,2,3} extended:bool offset:int[0..]
        count:int[0..1000] skip_own:bool fields:list""",
    "execute": "ug code:str func_v:int",
}

METHODS: dict[str, Method] = {name: method_of(name, source) for name, source in _TABLE.items()}
"""Every simulated method by its exact name: VK looks at the case."""
