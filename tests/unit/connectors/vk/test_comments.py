"""A comment of any of the five kinds becomes the same message in our words."""

import pytest

from models.channel import Place
from models.event import MessageDeleted, MessageRestored, MessageSeen
from models.person import AuthorKind
from tests.unit.connectors.vk.wires import DATE, GID, RECEIVED, Wire, around, comment, read, seen

KINDS = [
    ("wall_reply", "wall", Place.WALL, "post_id"),
    ("photo_comment", "photo", Place.PHOTO, "photo_id"),
    ("video_comment", "video", Place.VIDEO, "video_id"),
    ("market_comment", "market", Place.MARKET, "item_id"),
    ("board_post", "board", Place.BOARD, "topic_id"),
]


def of_kind(field: str, **extra: object) -> Wire:
    return {"id": 12, "from_id": 5, "date": DATE, "text": "Привет", field: 7, **extra}


@pytest.mark.parametrize(("stem", "channel", "place", "field"), KINDS)
def test_a_new_comment_has_the_address_of_its_place(
    stem: str, channel: str, place: Place, field: str
) -> None:
    message = seen(f"{stem}_new", of_kind(field))
    assert (message.channel, message.place) == (around().key(channel), place)
    assert (message.external_id, message.thread) == ("7/12", "7")
    assert message.reply_to == ("7" if place is Place.WALL else None)
    assert (message.text, message.sent_at, message.edited_at) == ("Привет", DATE * 10**6, None)


@pytest.mark.parametrize(("stem", "channel", "place", "field"), KINDS)
def test_an_edit_is_the_same_message_again(
    stem: str, channel: str, place: Place, field: str
) -> None:
    message = seen(f"{stem}_edit", of_kind(field, text="Иначе"))
    assert (message.external_id, message.text, message.edited_at) == ("7/12", "Иначе", RECEIVED)


@pytest.mark.parametrize(("stem", "channel", "place", "field"), KINDS)
def test_a_restored_comment_is_there_again_as_it_reads(
    stem: str, channel: str, place: Place, field: str
) -> None:
    (event,) = read(f"{stem}_restore", of_kind(field))
    assert isinstance(event, MessageRestored)
    assert (event.message.external_id, event.at) == ("7/12", RECEIVED)


@pytest.mark.parametrize(("stem", "channel", "place", "field"), KINDS)
def test_a_deletion_names_whoever_deleted(
    stem: str, channel: str, place: Place, field: str
) -> None:
    body = {"owner_id": -GID, "id": 12, field: 7, "user_id": 5, "deleter_id": 8}
    (event,) = read(f"{stem}_delete", body)
    assert isinstance(event, MessageDeleted)
    assert (event.channel, event.external_id) == (around().key(channel), "7/12")
    assert event.by is not None
    assert event.by.external_id == "8"


def test_the_author_of_a_deleted_photo_comment_is_not_taken_for_the_deleter() -> None:
    (event,) = read("photo_comment_delete", {"id": 12, "photo_id": 7, "user_id": 5})
    assert isinstance(event, MessageDeleted)
    assert event.by is None


def test_a_deletion_without_a_deleter_is_one_all_the_same() -> None:
    (event,) = read("wall_reply_delete", {"owner_id": -GID, "id": 12, "post_id": 7})
    assert isinstance(event, MessageDeleted)
    assert event.by is None


def test_an_answer_points_at_the_comment_it_answers() -> None:
    assert seen("wall_reply_new", comment(reply_to_comment=11)).reply_to == "7/11"
    assert seen("wall_reply_new", comment(parents_stack=[9, 10])).reply_to == "7/10"


def test_authors_are_people_other_communities_and_the_brand() -> None:
    who = {-GID: AuthorKind.BRAND, -5: AuthorKind.CHANNEL, 5: AuthorKind.USER}
    for number, kind in who.items():
        author = seen("wall_reply_new", comment(from_id=number)).author
        assert (author.external_id, author.kind) == (str(number), kind)


def test_names_and_followers_come_from_what_was_laid_beside_the_event() -> None:
    profiles = {"5": {"name": "Анна К.", "username": "anna", "followers": 900}}
    message = seen("wall_reply_new", comment(likes={"count": 3}), profiles=profiles)
    assert (message.author.name, message.author.username) == ("Анна К.", "anna")
    assert (message.reach.followers, message.reach.likes) == (900, 3)
    assert seen("wall_reply_new", comment()).author.name == ""


def test_a_post_of_the_community_is_the_root_of_its_thread() -> None:
    post = {"id": 7, "from_id": -GID, "owner_id": -GID, "date": DATE, "text": "Новинка"}
    message = seen("wall_post_new", {**post, "post_type": "post"})
    assert (message.external_id, message.thread, message.reply_to) == ("7", "7", None)
    assert message.author.kind is AuthorKind.BRAND


def test_a_suggested_post_is_a_message_of_its_author() -> None:
    post = {"id": 7, "from_id": 5, "owner_id": -GID, "date": DATE, "text": "Возьмите"}
    message = seen("wall_post_new", {**post, "post_type": "suggest"})
    assert (message.author.external_id, message.text) == ("5", "Возьмите")


def test_a_postponed_post_is_only_noted() -> None:
    post = {"id": 7, "from_id": -GID, "date": DATE, "text": "Завтра", "post_type": "postpone"}
    (event,) = read("wall_post_new", post)
    assert not isinstance(event, MessageSeen)
