"""Letters, chats, commands, presses, members and everything else that VK tells."""

import json

import pytest

from models.channel import Place
from models.event import (
    CommandGiven,
    Event,
    GapFound,
    Happened,
    MemberChanged,
    MessageSeen,
    Pressed,
    ReachSeen,
    RightsChanged,
)
from models.person import AuthorKind
from tests.unit.connectors.vk.wires import (
    CHAT,
    DATE,
    GID,
    MODERATORS,
    RECEIVED,
    Wire,
    around,
    letter,
    new,
    read,
    seen,
)


def one(event_type: str, body: object) -> Event:
    (event,) = read(event_type, body)
    return event


def test_a_private_message_is_a_thread_of_the_private_talks() -> None:
    message = seen("message_new", new(letter()))
    assert (message.channel, message.place) == (around().key("direct"), Place.DIRECT)
    assert (message.external_id, message.thread) == ("5/21", "5")
    assert message.author.language == "en"


def test_a_message_of_a_chat_is_in_that_chat() -> None:
    message = seen("message_new", new(letter(peer_id=CHAT, id=0)))
    assert (message.channel, message.place) == (around().key(str(CHAT)), Place.GROUP)
    assert (message.external_id, message.thread) == (f"{CHAT}/21", None)


def test_an_edited_message_is_a_new_version() -> None:
    message = seen("message_edit", letter("Иначе", update_time=DATE + 5))
    assert (message.text, message.edited_at) == ("Иначе", (DATE + 5) * 10**6)


def test_our_own_voice_is_an_echo_unless_a_person_spoke() -> None:
    own = letter(from_id=-GID, out=1)
    assert list(read("message_reply", own)) == []
    message = seen("message_reply", {**own, "admin_author_id": 8})
    assert message.author.kind is AuthorKind.BRAND


@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("/status", "status", ""),
        ("/mute 3h", "mute", "3h"),
        (f"[club{GID}|@polus] /status", "status", ""),
        (f"[club{GID}|Полюс], /status now", "status", "now"),
        ("/status@polus", "status", ""),
    ],
)
@pytest.mark.parametrize("peer", [5, MODERATORS])
def test_commands_are_heard_in_private_and_at_work(
    text: str, name: str, args: str, peer: int
) -> None:
    event = one("message_new", new(letter(text, peer_id=peer)))
    assert isinstance(event, CommandGiven)
    assert (event.name, event.args) == (name, args)


@pytest.mark.parametrize("text", ["/status", f"[club{GID}|@polus] /status"])
def test_in_a_watched_chat_a_command_is_an_ordinary_message(text: str) -> None:
    assert isinstance(one("message_new", new(letter(text, peer_id=CHAT))), MessageSeen)


@pytest.mark.parametrize("text", ["[club9|@other] /status", "/status@other", "о /status"])
def test_what_is_said_to_another_is_no_command_of_ours(text: str) -> None:
    assert isinstance(one("message_new", new(letter(text, peer_id=MODERATORS))), MessageSeen)


def test_the_first_button_of_a_talk_is_a_command() -> None:
    body = letter("Начать", payload=json.dumps({"command": "start"}))
    event = one("message_new", new(body))
    assert isinstance(event, CommandGiven)
    assert event.name == "start"


@pytest.mark.parametrize("payload", [{"d": "k:1"}, json.dumps({"d": "k:1"})])
def test_a_press_carries_what_we_put_into_the_button(payload: object) -> None:
    body = {"user_id": 5, "peer_id": CHAT, "event_id": "abc", "payload": payload}
    event = one("message_event", {**body, "conversation_message_id": 4})
    assert isinstance(event, Pressed)
    assert (event.press_id, event.card_id) == (f"abc/5/{CHAT}", f"{CHAT}/4")
    assert (event.data, event.channel) == ("k:1", around().key(str(CHAT)))


@pytest.mark.parametrize("payload", [None, "{", [1], {"d": 5}, "[]"])
def test_a_forged_press_carries_nothing(payload: object) -> None:
    event = one("message_event", {"user_id": 5, "peer_id": 5, "event_id": "a", "payload": payload})
    assert isinstance(event, Pressed)
    assert event.data == ""


@pytest.mark.parametrize(
    ("action", "change"),
    [
        ({"type": "chat_invite_user", "member_id": 6}, ("6", "left", "member", "")),
        ({"type": "chat_invite_user_by_link"}, ("5", "left", "member", "invite_link")),
        ({"type": "chat_kick_user", "member_id": 6}, ("6", "member", "kicked", "")),
        ({"type": "chat_kick_user", "member_id": 5}, ("5", "member", "left", "")),
    ],
)
def test_who_comes_and_goes_in_a_chat_is_seen(
    action: Wire, change: tuple[str, str, str, str]
) -> None:
    event = one("message_new", new(letter("", peer_id=CHAT, action=action)))
    assert isinstance(event, MemberChanged)
    assert (event.member.external_id, event.old, event.new, event.via) == change


def test_the_bot_itself_comes_without_rights() -> None:
    action = {"type": "chat_invite_user", "member_id": -GID}
    event = one("message_new", new(letter("", peer_id=CHAT, action=action)))
    assert isinstance(event, RightsChanged)
    assert (event.status, event.rights) == ("member", frozenset())


def test_other_service_messages_are_noted_without_their_words() -> None:
    action = {"type": "chat_title_update", "text": "Секрет"}
    event = one("message_new", new(letter("", peer_id=CHAT, action=action)))
    assert isinstance(event, Happened)
    assert event.kind == "chat_title_update"
    assert "Секрет" not in repr(event)


def test_joins_leaves_and_requests_of_the_community_are_seen() -> None:
    joined = one("group_join", {"user_id": 5, "join_type": "join"})
    assert isinstance(joined, MemberChanged)
    assert (joined.channel, joined.old, joined.new) == (around().key("wall"), "left", "member")
    kicked = one("group_leave", {"user_id": 5, "self": 0})
    assert isinstance(kicked, MemberChanged)
    assert kicked.new == "kicked"
    asked = one("group_join", {"user_id": 5, "join_type": "request"})
    assert isinstance(asked, Happened)
    assert asked.kind == "join_request"


def test_a_block_by_hand_is_seen_with_its_admin_reason_and_end() -> None:
    body = {"admin_id": 8, "user_id": 5, "unblock_date": DATE, "reason": 1, "comment": "Секрет"}
    changed, noted = read("user_block", body)
    assert isinstance(changed, MemberChanged)
    assert (changed.new, changed.by.external_id) == ("kicked", "8")
    assert isinstance(noted, Happened)
    assert dict(noted.detail) == {"reason": 1, "unblock_date": DATE}
    assert "Секрет" not in repr((changed, noted))
    lifted = read("user_unblock", {"admin_id": 8, "user_id": 5, "by_end_date": 1})[0]
    assert isinstance(lifted, MemberChanged)
    assert (lifted.old, lifted.new) == ("kicked", "left")


def test_a_new_manager_may_delete_in_every_place_of_the_community() -> None:
    body = {"admin_id": 8, "user_id": 5, "level_old": 0, "level_new": 1}
    events = read("group_officers_edit", body)
    places = {event.channel.external_id for event in events if isinstance(event, MemberChanged)}
    assert places == {"wall", "photo", "video", "market", "board"}
    assert all(event.new == "administrator" and event.may_delete for event in events)  # type: ignore[union-attr]


def test_changed_settings_are_named_and_not_repeated() -> None:
    changes = {"description": {"old_value": "Секрет", "new_value": "x"}, "wall": {}}
    event = one("group_change_settings", {"user_id": 5, "changes": changes})
    assert isinstance(event, Happened)
    assert dict(event.detail) == {"fields": "description,wall"}


def test_likes_are_reach_of_what_they_are_under() -> None:
    body = {"liker_id": 5, "object_owner_id": -GID, "object_id": 12, "post_id": 7}
    up = one("like_add", {**body, "object_type": "comment"})
    down = one("like_remove", {**body, "object_type": "post"})
    assert up == ReachSeen(around().key("wall"), "7/12", RECEIVED, likes=1)
    assert down == ReachSeen(around().key("wall"), "12", RECEIVED, likes=-1)
    assert list(read("like_add", {**body, "object_type": "video"})) == []
    strange = {**body, "object_type": "post", "object_owner_id": -9}
    assert list(read("like_add", strange)) == []


@pytest.mark.parametrize(
    ("event_type", "body", "target"),
    [
        ("message_allow", {"user_id": 5, "key": "x"}, ""),
        ("message_deny", {"user_id": 5}, ""),
        ("donut_subscription_create", {"user_id": 5, "amount": 100}, ""),
        ("donut_subscription_cancelled", {"user_id": 5}, ""),
        ("poll_vote_new", {"user_id": 5, "poll_id": 9, "option_id": 2}, "9"),
        ("market_order_new", {"user_id": 5, "id": 31, "comment": "Секрет"}, "31"),
        ("lead_forms_new", {"user_id": 5, "form_id": 3, "answers": ["Секрет"]}, "3"),
    ],
)
def test_the_rest_is_a_line_of_numbers(event_type: str, body: Wire, target: str) -> None:
    event = one(event_type, body)
    assert isinstance(event, Happened)
    assert (event.kind, event.target) == (event_type, target)
    assert event.author is not None
    assert event.author.external_id == "5"
    assert "Секрет" not in repr(event)


def test_a_repost_is_noted_by_the_post_it_took() -> None:
    body = {"id": 3, "owner_id": 5, "from_id": 5, "date": DATE, "copy_history": [{"id": 7}]}
    event = one("wall_repost", body)
    assert isinstance(event, Happened)
    assert (event.kind, event.target) == ("repost", "7")


def test_a_gap_is_told_when_reading_back_has_ended() -> None:
    body = {"code": "history_lost", "since": 5, "at": 9, "read_back": 2}
    assert one("vakhta_gap", body) == GapFound(around().key("wall"), "history_lost", 9, 5, 2)
    found = one("vakhta_gap", {**body, "pending": True})
    assert isinstance(found, Happened)


@pytest.mark.parametrize("event_type", ["message_read", "hologram_new", "like_storm"])
def test_unknown_types_give_nothing(event_type: str) -> None:
    assert list(read(event_type, {"peer_id": 5})) == []


def test_a_line_edited_into_a_command_is_none() -> None:
    (event,) = read("message_edit", letter("/status", peer_id=MODERATORS))
    assert isinstance(event, MessageSeen)
