"""Text is found wherever a spammer hides it, and links are known with their real targets."""

import pytest

from models.message import PartKind
from tests.unit.connectors.telegram.wires import GROUP, Wire, message, seen, user

BAD = "заработок 5000 в день"

HIDING_PLACES: list[tuple[str, Wire, PartKind, str]] = [
    ("text", {"text": BAD}, PartKind.TEXT, BAD),
    ("caption", {"photo": [{"file_unique_id": "p"}], "caption": BAD}, PartKind.CAPTION, BAD),
    ("quote", {"text": "+", "quote": {"text": BAD, "position": 0}}, PartKind.QUOTE, BAD),
    (
        "name of who is forwarded",
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": BAD}},
        PartKind.FORWARD,
        BAD,
    ),
    (
        "channel that is forwarded",
        {"forward_origin": {"type": "channel", "chat": {"id": -7, "title": BAD, "username": "ch"}}},
        PartKind.FORWARD,
        f"{BAD} @ch",
    ),
    (
        "external reply to a channel",
        {"external_reply": {"origin": {"type": "channel", "chat": {"id": -7, "title": BAD}}}},
        PartKind.EXTERNAL_REPLY,
        BAD,
    ),
    (
        "giveaway in an external reply",
        {"external_reply": {"origin": {}, "giveaway": {"prize_description": BAD, "chats": []}}},
        PartKind.EXTERNAL_REPLY,
        BAD,
    ),
    (
        "label of a button",
        {"text": "!", "reply_markup": {"inline_keyboard": [[{"text": BAD, "url": "https://e.x"}]]}},
        PartKind.BUTTON,
        BAD,
    ),
    (
        "option of a poll",
        {"poll": {"question": "Как?", "options": [{"text": "да"}, {"text": BAD}]}},
        PartKind.POLL,
        f"Как?\nда\n{BAD}",
    ),
    (
        "description and explanation of a poll",
        {"poll": {"question": "Как?", "options": [], "description": "тут", "explanation": BAD}},
        PartKind.POLL,
        f"Как?\nтут\n{BAD}",
    ),
    ("option added to a poll", {"poll_option_added": {"option_text": BAD}}, PartKind.POLL, BAD),
    (
        "task of a checklist",
        {"checklist": {"title": "Дела", "tasks": [{"id": 1, "text": BAD}]}},
        PartKind.CHECKLIST,
        f"Дела\n{BAD}",
    ),
    (
        "task added to a checklist",
        {"checklist_tasks_added": {"tasks": [{"id": 2, "text": BAD}]}},
        PartKind.CHECKLIST,
        BAD,
    ),
    (
        "name of a shared contact",
        {"contact": {"phone_number": "+7900", "first_name": BAD}},
        PartKind.CONTACT,
        f"{BAD}\n+7900",
    ),
    ("story", {"story": {"id": 3, "chat": {"id": -7, "title": BAD}}}, PartKind.STORY, BAD),
    ("venue", {"venue": {"title": BAD, "address": "тут"}}, PartKind.CAPTION, f"{BAD}\nтут"),
    ("game", {"game": {"title": BAD, "description": "!"}}, PartKind.CAPTION, f"{BAD}\n!"),
    ("bot it came through", {"text": "!", "via_bot": user(9, username="b")}, PartKind.LINK, "@b"),
    (
        "page of the preview",
        {"text": "!", "link_preview_options": {"url": "https://e.x"}},
        PartKind.LINK,
        "https://e.x",
    ),
    ("field of the next Bot API", {"hologram": {"caption": BAD}}, PartKind.RICH, BAD),
]


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [row[1:] for row in HIDING_PLACES],
    ids=[row[0] for row in HIDING_PLACES],
)
def test_words_are_found_in(body: Wire, kind: PartKind, words: str) -> None:
    assert (kind, words) in [(part.kind, part.text) for part in seen(message(**body)).parts]


def test_own_words_come_first_and_quotes_are_not_ones_own() -> None:
    letter = seen(message("моё", quote={"text": "чужое"}))
    assert letter.text == "моё\nчужое"
    assert letter.own_text == "моё"


def test_the_target_of_a_text_link_is_known_and_read() -> None:
    entity = {"type": "text_link", "offset": 0, "length": 3, "url": "https://evil.example/"}
    letter = seen(message("тут", entities=[entity]))
    assert letter.features.links == ("https://evil.example/",)
    assert "evil.example" in letter.text
    assert letter.own_text == "тут"


def test_offsets_count_utf16_units_so_emoji_do_not_shift_a_link() -> None:
    text = "😀😀 https://t.me/x да"
    entity = {"type": "url", "offset": 5, "length": 14}
    assert seen(message(text, entities=[entity])).features.links == ("https://t.me/x",)


def test_mentions_by_name_and_by_id_and_custom_emoji_are_counted() -> None:
    entities = [
        {"type": "mention", "offset": 0, "length": 5},
        {"type": "text_mention", "offset": 6, "length": 4, "user": user(77)},
        {"type": "custom_emoji", "offset": 0, "length": 1, "custom_emoji_id": "1"},
    ]
    features = seen(message("@boss Иван", entities=entities)).features
    assert features.mentions == ("@boss", "tg://user?id=77")
    assert features.custom_emoji == 1


def test_broken_entities_cost_nothing() -> None:
    entities = [
        {"type": "url", "offset": -5, "length": 2},
        {"type": "url", "offset": "x"},
        {"type": "text_link", "url": 7},
        "text",
        {"type": "mention", "offset": 100, "length": 5},
    ]
    letter = seen(message("привет", entities=entities))
    assert letter.text == "привет"
    assert letter.features.links == letter.features.mentions == ()


def test_buttons_are_counted_with_their_hidden_targets() -> None:
    rows = [
        [{"text": "Жми", "url": "https://a.x"}, {"text": "App", "web_app": {"url": "https://b.x"}}],
        [{"text": "Код", "copy_text": {"text": "PROMO"}}],
    ]
    letter = seen(message(None, reply_markup={"inline_keyboard": rows}))
    assert letter.features.buttons == 3
    assert letter.features.links == ("https://a.x", "https://b.x", "PROMO")


def test_a_reply_into_another_chat_is_told_from_one_across_topics() -> None:
    elsewhere = {"origin": {}, "chat": {"id": -7, "type": "channel"}, "message_id": 1}
    same_forum = {"origin": {}, "chat": {"id": GROUP, "type": "supergroup"}, "message_id": 1}
    assert seen(message("+", external_reply=elsewhere)).features.is_external_reply
    assert not seen(message("+", external_reply=same_forum)).features.is_external_reply


def test_a_sticker_without_words_has_media_and_no_text() -> None:
    letter = seen(message(None, sticker={"file_unique_id": "cat", "emoji": "🐈"}))
    assert letter.text == ""
    assert [(media.kind, media.unique_id) for media in letter.media] == [("sticker", "cat")]


def test_an_animation_is_one_attachment_and_a_photo_is_known_by_its_largest_size() -> None:
    gif = seen(message(None, animation={"file_unique_id": "g"}, document={"file_unique_id": "g"}))
    assert [media.kind for media in gif.media] == ["animation"]
    photo = seen(message(None, photo=[{"file_unique_id": "s"}, {"file_unique_id": "l"}]))
    assert [media.unique_id for media in photo.media] == ["l"]


def test_lone_surrogates_and_nul_become_storable() -> None:
    text = seen(message("a\ud83dб\0в")).text
    text.encode()
    assert "\0" not in text
    assert text.startswith("a")


def test_a_rich_message_is_read_block_by_block_unknown_kinds_included() -> None:
    sentence = [
        "Пиши ",
        {"type": "bold", "text": "сюда"},
        {"type": "url", "text": " тут", "url": "https://e.x"},
    ]
    item = {"label": "•", "blocks": [{"type": "paragraph", "text": "пункт"}]}
    blocks = [
        {"type": "heading", "text": "Акция", "size": 1},
        {"type": "paragraph", "text": sentence},
        {"type": "table", "cells": [[{"text": "1"}, {"text": "2"}]]},
        {"type": "list", "items": [item]},
        {"type": "photo", "photo": [{"file_id": "zzz"}], "caption": {"text": "подпись"}},
        {"type": "hologram", "slogan": "новое", "inside": {"deep": [{"text": "глубоко"}]}},
    ]
    letter = seen(message(None, rich_message={"blocks": blocks}))
    (rich,) = [part.text for part in letter.parts if part.kind is PartKind.RICH]
    assert rich.splitlines() == [
        "Акция",
        "Пиши сюда тут",
        "1",
        "2",
        "•",
        "пункт",
        "подпись",
        "новое",
        "глубоко",
    ]
    assert letter.features.links == ("https://e.x",)


def test_a_rich_nest_made_to_choke_is_cut_not_followed() -> None:
    deep: object = "дно"
    for _ in range(200):
        deep = {"type": "details", "blocks": [{"type": "paragraph", "text": "этаж"}] * 50 + [deep]}
    letter = seen(message("ок", rich_message={"blocks": [deep]}))
    assert letter.text.startswith("ок")
    assert "этаж" in letter.text
    assert "дно" not in letter.text
