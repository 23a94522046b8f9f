"""Members, rights, presses, reactions and moves, read from the wire."""

from collections.abc import Mapping

import pytest

from models.channel import ChannelKey, Place
from models.event import ChannelMoved, Happened, MemberChanged, Pressed, RightsChanged
from tests.unit.connectors.telegram.wires import (
    BOT,
    DATE,
    GROUP,
    RECEIVED,
    Wire,
    around,
    group,
    message,
    read,
    user,
)


def member(status: str, user_id: int = 7, **extra: object) -> Wire:
    return {"status": status, "user": user(user_id, "Пётр"), **extra}


def changed(old: Wire, new: Wire, **extra: object) -> Wire:
    return {
        "chat": group(),
        "from": user(),
        "date": DATE,
        "old_chat_member": old,
        "new_chat_member": new,
        **extra,
    }


def only(body: Mapping[str, object], kind: str, **known: object) -> object:
    (event,) = read(body, kind, around(**known))
    return event


@pytest.mark.parametrize(
    ("extra", "via"),
    [
        ({}, ""),
        ({"via_join_request": True, "invite_link": {}}, "join_request"),
        ({"via_chat_folder_invite_link": True}, "folder_link"),
        ({"invite_link": {"invite_link": "https://t.me/+x"}}, "invite_link"),
    ],
)
def test_a_join_says_how_one_came(extra: Wire, via: str) -> None:
    event = only(changed(member("left"), member("member"), **extra), "chat_member")
    assert isinstance(event, MemberChanged)
    assert (event.old, event.new, event.via) == ("left", "member", via)
    assert (event.member.external_id, event.by.external_id) == ("7", "5")


def test_a_new_administrator_is_known_with_the_right_to_delete() -> None:
    new = member("administrator", can_delete_messages=True)
    event = only(changed(member("member"), new), "chat_member")
    assert isinstance(event, MemberChanged)
    assert event.may_delete


def test_who_is_restricted_and_gone_has_left() -> None:
    event = only(changed(member("member"), member("restricted", is_member=False)), "chat_member")
    assert isinstance(event, MemberChanged)
    assert event.new == "left"


def test_our_own_rights_are_named() -> None:
    new = member(
        "administrator",
        BOT,
        can_delete_messages=True,
        can_restrict_members=False,
        can_pin_messages=True,
    )
    event = only(changed(member("member", BOT), new), "my_chat_member")
    assert isinstance(event, RightsChanged)
    assert (event.status, event.rights) == ("administrator", frozenset({"delete", "pin"}))
    assert (event.place, event.title) == (Place.GROUP, "Чат")


def test_being_thrown_out_leaves_no_rights() -> None:
    event = only(changed(member("administrator", BOT), member("kicked", BOT)), "my_chat_member")
    assert isinstance(event, RightsChanged)
    assert (event.status, event.rights) == ("kicked", frozenset())


def test_a_service_message_tells_joins_only_where_we_are_no_administrator() -> None:
    body = message(None, new_chat_members=[user(7), user(8)])
    joined = read(body)
    assert [event.member.external_id for event in joined if isinstance(event, MemberChanged)] == [
        "7",
        "8",
    ]
    assert read(body, known=around(administers={str(GROUP)})) == []


def test_a_service_message_tells_who_left() -> None:
    (event,) = read(message(None, left_chat_member=user(7)))
    assert isinstance(event, MemberChanged)
    assert (event.old, event.new) == ("member", "left")


def test_a_migration_is_known_from_both_sides() -> None:
    from_old = only(
        message(None, chat={"id": -50, "type": "group"}, migrate_to_chat_id=-1050), "message"
    )
    from_new = only(message(None, chat=group(-1050), migrate_from_chat_id=-50), "message")
    assert isinstance(from_old, ChannelMoved)
    assert isinstance(from_new, ChannelMoved)
    for event in (from_old, from_new):
        assert (event.old.external_id, event.new.external_id) == ("-50", "-1050")


def test_a_press_carries_its_card() -> None:
    body = {"id": "q1", "from": user(), "message": message("card"), "data": "v1:del:X:1"}
    event = only(body, "callback_query")
    assert isinstance(event, Pressed)
    assert (event.press_id, event.card_id, event.data) == ("q1", "10", "v1:del:X:1")
    assert (event.channel.external_id, event.at) == (str(GROUP), RECEIVED)


def test_a_press_under_a_message_too_old_to_show_still_counts() -> None:
    inaccessible = {"chat": group(), "message_id": 4, "date": 0}
    event = only(
        {"id": "q", "from": user(), "message": inaccessible, "data": "x"}, "callback_query"
    )
    assert isinstance(event, Pressed)
    assert event.card_id == "4"


def test_a_press_without_a_message_or_data_is_still_a_press() -> None:
    event = only({"id": "q", "from": user(), "game_short_name": "g"}, "callback_query")
    assert isinstance(event, Pressed)
    assert (event.card_id, event.data, event.channel.external_id) == ("", "", "5")


def test_a_reaction_says_who_and_what() -> None:
    body = {
        "chat": group(),
        "message_id": 9,
        "user": user(),
        "date": DATE,
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "🤡"}],
    }
    event = only(body, "message_reaction")
    assert isinstance(event, Happened)
    assert (event.kind, event.target, event.detail["new"]) == ("reaction", "9", "🤡")
    assert event.author is not None
    assert event.author.external_id == "5"


def test_anonymous_reactions_come_as_counts() -> None:
    counts = [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 3}]
    body = {"chat": group(), "message_id": 9, "date": DATE, "reactions": counts}
    event = only(body, "message_reaction_count")
    assert isinstance(event, Happened)
    assert (event.author, dict(event.detail)) == (None, {"👍": 3})


def test_a_join_request_keeps_the_way_to_answer() -> None:
    body = {"chat": group(), "from": user(), "user_chat_id": 5, "date": DATE, "bio": "казино"}
    event = only(body, "chat_join_request")
    assert isinstance(event, Happened)
    assert (event.kind, event.detail["user_chat_id"]) == ("join_request", 5)


def test_a_business_account_lets_us_in_and_out() -> None:
    body = {"id": "bc", "user": user(99), "user_chat_id": 99, "date": DATE, "is_enabled": False}
    event = only(body, "business_connection")
    assert isinstance(event, Happened)
    assert (event.kind, event.target, event.detail["enabled"]) == ("business_connection", "bc", 0)


def test_what_a_customer_deletes_is_one_event_a_message() -> None:
    body = {
        "business_connection_id": "bc",
        "chat": {"id": 5, "type": "private"},
        "message_ids": [1, 2],
    }
    events = read(body, "deleted_business_messages")
    assert [event.target for event in events if isinstance(event, Happened)] == ["1", "2"]
    assert isinstance(events[0], Happened)
    assert events[0].channel == ChannelKey(around().key("").platform, str(BOT), "5@bc")


def test_a_kind_that_nobody_asked_for_gives_nothing() -> None:
    assert read({"id": "1", "query": "x", "from": user()}, "inline_query") == ()
