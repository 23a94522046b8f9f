"""Threads, replies, albums, edits and commands of messages."""

from dataclasses import replace

import pytest

from models.channel import Place
from models.event import CommandGiven, MessageSeen
from tests.unit.connectors.telegram.wires import (
    DATE,
    GROUP,
    MODERATORS,
    RECEIVED,
    FakeGate,
    Wire,
    around,
    group,
    message,
    read,
    seen,
    user,
)

ROOT = {"message_id": 3, "chat": group(), "date": 1, "is_automatic_forward": True}


def test_times_are_microseconds_and_ids_are_words() -> None:
    letter = seen(message("!"))
    assert (letter.sent_at, letter.received_at) == (DATE * 1_000_000, RECEIVED)
    assert (letter.external_id, letter.channel.external_id) == ("10", str(GROUP))
    assert letter.place is Place.GROUP


def test_a_comment_stands_in_the_thread_of_its_post() -> None:
    letter = seen(message("!", message_thread_id=3, reply_to_message=ROOT))
    assert (letter.place, letter.thread, letter.reply_to) == (Place.COMMENTS, "3", "3")


def test_a_comment_on_a_comment_stays_in_the_thread_of_the_post() -> None:
    answered = {"message_id": 8, "chat": group(), "date": 1, "from": user()}
    body = message("!", message_thread_id=3, reply_to_message=answered)
    letter = seen(body, known=around(discussions={str(GROUP)}))
    assert (letter.place, letter.thread, letter.reply_to) == (Place.COMMENTS, "3", "8")


def test_a_plain_reply_in_a_group_opens_no_thread() -> None:
    answered = {"message_id": 8, "chat": group(), "date": 1, "from": user()}
    letter = seen(message("!", message_thread_id=8, reply_to_message=answered))
    assert (letter.thread, letter.reply_to) == (None, "8")


def test_a_forum_topic_is_a_thread_and_its_opening_is_no_answer() -> None:
    opening = {"message_id": 2, "chat": group(), "date": 1, "forum_topic_created": {"name": "Т"}}
    body = message("!", message_thread_id=2, is_topic_message=True, reply_to_message=opening)
    letter = seen(body)
    assert (letter.thread, letter.reply_to) == ("2", None)


def test_album_parts_share_their_album() -> None:
    assert seen(message(None, media_group_id="a1", photo=[])).album == "a1"


def test_an_edit_is_the_same_message_with_its_time() -> None:
    letter = seen(message("спам", edit_date=DATE + 60), "edited_message")
    assert (letter.external_id, letter.edited_at) == ("10", (DATE + 60) * 1_000_000)


@pytest.mark.parametrize(
    "body",
    [
        {"new_chat_title": "Казино"},
        {"pinned_message": {"text": "старое"}},
        {"forum_topic_created": {"name": "Тема"}},
        {"video_chat_started": {}},
    ],
)
def test_what_a_chat_says_of_itself_is_no_message(body: Wire) -> None:
    assert read(message(None, **body)) == []


def command(text: str, known: object = None, **extra: object) -> object:
    (event,) = read(message(text, **extra), known=known)  # type: ignore[arg-type]
    return event


@pytest.mark.parametrize("text", ["/why C-1", "/WHY@Vakhta_Bot C-1", "  /why   C-1 "])
def test_a_command_in_the_moderators_chat_is_ours(text: str) -> None:
    event = command(text, chat=group(MODERATORS))
    assert isinstance(event, CommandGiven)
    assert (event.name, event.args) == ("why", "C-1")


def test_a_command_keeps_all_lines_of_its_text() -> None:
    event = command("/test первая\nвторая", chat=group(MODERATORS))
    assert isinstance(event, CommandGiven)
    assert event.args == "первая\nвторая"


def test_a_command_in_private_is_ours() -> None:
    assert isinstance(command("/start", chat={"id": 5, "type": "private"}), CommandGiven)


@pytest.mark.parametrize("text", ["/start казино", "/setup ABC", "/ban", "/why@vakhta_bot"])
def test_a_line_with_a_slash_in_a_watched_group_is_an_ordinary_message(text: str) -> None:
    assert isinstance(command(text), MessageSeen)


def test_a_live_code_is_a_command_anywhere() -> None:
    known = around(gate=FakeGate(codes={"K7Q2"}))
    event = command("/start@vakhta_bot K7Q2", known)
    assert isinstance(event, CommandGiven)
    assert (event.name, event.args) == ("start", "K7Q2")


def test_moderators_may_talk_to_another_bot() -> None:
    assert read(message("/stat@other_bot", chat=group(MODERATORS))) == []
    assert isinstance(command("/stat@other_bot"), MessageSeen)


def test_a_command_that_is_edited_is_not_given_again() -> None:
    body = message("/undo", chat=group(MODERATORS), edit_date=DATE)
    assert isinstance(read(body, "edited_message")[0], MessageSeen)


def test_reading_twice_gives_the_same() -> None:
    assert seen(message("!")) == replace(seen(message("!")))
