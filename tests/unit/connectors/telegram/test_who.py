"""An author is who is seen: the chat that speaks where there is one, never a stand-in user."""

import pytest

from bot.connectors.telegram.who import ANONYMOUS_USER, CHANNEL_USER, SERVICE_USER
from models.channel import Place
from models.person import AuthorKind
from tests.unit.connectors.telegram.wires import (
    CHANNEL,
    GROUP,
    Wire,
    around,
    group,
    message,
    seen,
    user,
)

ANONYMOUS = user(ANONYMOUS_USER, "Group", is_bot=True, username="GroupAnonymousBot")
POST: Wire = {
    "from": user(SERVICE_USER, "Telegram"),
    "sender_chat": {"id": CHANNEL, "type": "channel", "title": "Бренд"},
    "is_automatic_forward": True,
    "forward_origin": {"type": "channel", "chat": {"id": CHANNEL, "title": "Бренд"}},
}


def test_a_person_is_known_by_id_name_and_language() -> None:
    author = seen(
        message("!", **{"from": user(5, last_name="К", username="a", language_code="ru")})
    ).author
    assert (author.external_id, author.kind, author.name) == ("5", AuthorKind.USER, "Анна К")
    assert (author.username, author.language) == ("a", "ru")


def test_an_anonymous_administrator_speaks_as_the_group() -> None:
    author = seen(message("!", **{"from": ANONYMOUS}, sender_chat=group())).author
    assert (author.kind, author.external_id) == (AuthorKind.ANONYMOUS_ADMIN, str(GROUP))


def test_a_post_copied_from_the_linked_channel_is_the_channels_and_opens_its_thread() -> None:
    letter = seen(message("пост", **POST))
    assert (letter.author.kind, letter.author.external_id) == (
        AuthorKind.LINKED_CHANNEL,
        str(CHANNEL),
    )
    assert letter.place is Place.COMMENTS
    assert letter.thread == letter.external_id
    assert not letter.features.is_forward


def test_a_person_who_writes_as_a_channel_is_that_channel() -> None:
    sender = {"id": -1007, "type": "channel", "title": "Казино"}
    author = seen(
        message("!", **{"from": user(CHANNEL_USER, "Channel", is_bot=True)}, sender_chat=sender)
    ).author
    assert (author.kind, author.external_id) == (AuthorKind.CHANNEL, "-1007")


def test_the_linked_channel_that_answers_by_hand_is_the_brand() -> None:
    sender = {"id": CHANNEL, "type": "channel", "title": "Бренд"}
    body = message("ответ", **{"from": user(CHANNEL_USER, is_bot=True)}, sender_chat=sender)
    assert seen(body, known=around(linked={str(CHANNEL)})).author.kind is AuthorKind.LINKED_CHANNEL
    assert seen(body).author.kind is AuthorKind.CHANNEL


@pytest.mark.parametrize("stand_in", [SERVICE_USER, ANONYMOUS_USER])
def test_a_stand_in_without_its_chat_is_nobody_to_act_on(stand_in: int) -> None:
    author = seen(message("!", **{"from": user(stand_in)})).author
    assert author.kind is AuthorKind.ANONYMOUS_ADMIN
    assert author.external_id == str(GROUP)


def test_a_bot_is_a_bot() -> None:
    assert seen(message("!", **{"from": user(8, is_bot=True)})).author.kind is AuthorKind.BOT


def test_a_channels_own_post_is_the_channels() -> None:
    chat = {"id": CHANNEL, "type": "channel", "title": "Бренд"}
    letter = seen(
        {"message_id": 1, "date": 1, "chat": chat, "sender_chat": chat, "text": "п"}, "channel_post"
    )
    assert (letter.place, letter.author.kind) == (Place.POSTS, AuthorKind.LINKED_CHANNEL)


def test_a_customer_of_a_business_account_is_told_from_the_business() -> None:
    chat = {"id": 5, "type": "private"}
    asked = seen(message("где заказ?", chat=chat, business_connection_id="bc"), "business_message")
    assert (asked.place, asked.author.kind) == (Place.BUSINESS, AuthorKind.USER)
    assert asked.channel.external_id == "5@bc"
    assert asked.business_connection == "bc"
    answer = message("едет", chat=chat, business_connection_id="bc", **{"from": user(99)})
    assert seen(answer, "business_message").author.kind is AuthorKind.ANONYMOUS_ADMIN


def test_a_channels_direct_messages_have_a_topic_per_person_and_the_channel_answers() -> None:
    chat = group(-1020, is_direct_messages=True)
    topic = {"topic_id": 5, "user": user(5)}
    asked = seen(message("?", chat=chat, direct_messages_topic=topic))
    assert (asked.place, asked.direct_topic) == (Place.CHANNEL_DIRECT, "5")
    sender = {"id": CHANNEL, "type": "channel"}
    reply = seen(message("!", chat=chat, direct_messages_topic=topic, sender_chat=sender))
    assert reply.author.kind is AuthorKind.LINKED_CHANNEL


def test_a_private_chat_is_direct() -> None:
    letter = seen(message("?", chat={"id": 5, "type": "private"}))
    assert (letter.place, letter.channel.external_id) == (Place.DIRECT, "5")
