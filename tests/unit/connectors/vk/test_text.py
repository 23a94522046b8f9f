"""Words and links are found wherever they hide, and only the author's own count as his."""

import pytest

from models.message import PartKind
from tests.unit.connectors.vk.wires import Wire, comment, letter, new, seen

ATTACHED: list[tuple[str, Wire, str]] = [
    ("link", {"title": "Купи слона", "url": "https://vk.cc/x"}, "Купи слона"),
    ("link", {"title": "Купи", "url": "https://vk.cc/слон"}, "https://vk.cc/слон"),
    ("video", {"id": 1, "title": "Купи слона"}, "Купи слона"),
    ("clip", {"id": 1, "description": "Купи слона"}, "Купи слона"),
    ("photo", {"id": 1, "text": "Купи слона"}, "Купи слона"),
    ("doc", {"id": 1, "title": "Купи слона.pdf"}, "Купи слона.pdf"),
    ("audio", {"id": 1, "artist": "Купи", "title": "слона"}, "слона"),
    ("poll", {"question": "Слон?", "answers": [{"text": "Купи слона"}]}, "Купи слона"),
    ("wall", {"id": 1, "text": "Купи слона"}, "Купи слона"),
    ("wall", {"id": 1, "copy_history": [{"text": "Купи слона"}]}, "Купи слона"),
    ("wall_reply", {"id": 1, "text": "Купи слона"}, "Купи слона"),
    ("market", {"id": 1, "title": "Слон", "description": "Купи слона"}, "Купи слона"),
    ("audio_message", {"id": 1, "transcript": "Купи слона"}, "Купи слона"),
    ("story", {"id": 1, "link": {"text": "Купи слона", "url": "https://a.b"}}, "Купи слона"),
    ("article", {"id": 1, "title": "Купи слона"}, "Купи слона"),
    ("event", {"id": 1, "text": "Купи слона"}, "Купи слона"),
    ("group", {"id": 1, "text": "Купи слона"}, "Купи слона"),
    ("hologram", {"layers": [{"caption": "Купи слона"}]}, "Купи слона"),
]


@pytest.mark.parametrize(("kind", "body", "words"), ATTACHED)
def test_the_words_of_an_attachment_are_words(kind: str, body: Wire, words: str) -> None:
    message = seen("wall_reply_new", comment("", attachments=[{"type": kind, kind: body}]))
    assert words in message.text


@pytest.mark.parametrize("kind", ["sticker", "graffiti", "gift", "photo"])
def test_pictures_are_media_with_the_id_of_their_content(kind: str) -> None:
    body = {"type": kind, kind: {"id": 4, "owner_id": 5}}
    message = seen("wall_reply_new", comment("", attachments=[body]))
    assert [(media.kind, media.unique_id) for media in message.media] == [(kind, "5_4")]


def test_a_sticker_is_known_by_its_number() -> None:
    body = {"type": "sticker", "sticker": {"sticker_id": 9, "product_id": 1}}
    message = seen("wall_reply_new", comment("", attachments=[body]))
    assert message.media[0].unique_id == "9"


def test_link_targets_are_links() -> None:
    attached = [{"type": "link", "link": {"url": "https://vk.cc/a"}}]
    text = "смотри https://b.example/x и vk.cc/c"
    links = seen("wall_reply_new", comment(text, attachments=attached)).features.links
    assert set(links) == {"https://vk.cc/a", "https://b.example/x", "vk.cc/c"}


def test_a_mention_reads_as_its_label_and_is_counted() -> None:
    message = seen("wall_reply_new", comment("Эй, [club1|сюда] и [id2|Анна]"))
    assert message.own_text == "Эй, сюда и Анна"
    assert message.features.mentions == ("club1", "id2")


def test_the_name_that_vk_puts_before_an_answer_is_no_mention() -> None:
    message = seen("wall_reply_new", comment("[id2|Анна], да", reply_to_user=2))
    assert message.features.mentions == ()
    assert seen("wall_reply_new", comment("[id3|Аня], да", reply_to_user=2)).features.mentions


def test_a_link_behind_a_word_is_shown_as_the_word_and_kept() -> None:
    message = seen("wall_reply_new", comment("жми [https://vk.cc/zz|сюда]"))
    assert message.own_text == "жми сюда"
    assert message.features.links == ("https://vk.cc/zz",)
    assert "https://vk.cc/zz" in message.text


def test_brackets_that_are_no_markup_stay() -> None:
    assert seen("wall_reply_new", comment("[а|б]")).own_text == "[а|б]"


def test_quotes_and_forwards_are_read_and_are_not_the_authors_own() -> None:
    quoted = letter("Цитата", conversation_message_id=20)
    forwarded = letter("Внешнее", fwd_messages=[letter("Внутреннее")])
    message = seen(
        "message_new", new(letter("Своё", reply_message=quoted, fwd_messages=[forwarded]))
    )
    assert message.own_text == "Своё"
    kinds = [(part.kind, part.text) for part in message.parts]
    assert (PartKind.QUOTE, "Цитата") in kinds
    assert (PartKind.FORWARD, "Внутреннее") in kinds
    assert message.reply_to == "5/20"
    assert message.features.has_quote
    assert message.features.is_forward


def test_a_photo_in_a_forward_lends_no_words_to_the_author() -> None:
    post = {"text": "", "attachments": [{"type": "poll", "poll": {"question": "Слон?"}}]}
    message = seen("wall_reply_new", comment("", attachments=[{"type": "wall", "wall": post}]))
    assert message.own_text == ""
    assert "Слон?" in message.text


def test_buttons_and_templates_are_read() -> None:
    button = {"action": {"type": "open_link", "label": "Жми", "link": "https://x.y"}}
    cards = {"elements": [{"title": "Слон", "description": "дёшево", "buttons": [button]}]}
    message = seen("message_new", new(letter(keyboard={"buttons": [[button]]}, template=cards)))
    assert message.features.buttons == 2
    assert "Жми" in message.text
    assert "дёшево" in message.text
    assert "https://x.y" in message.text


def test_a_place_on_the_map_is_named() -> None:
    geo = {"type": "point", "place": {"title": "Слоновник"}}
    message = seen("message_new", new(letter("", geo=geo)))
    assert "Слоновник" in message.text
    assert message.media[0].kind == "geo"


def test_posts_inside_posts_end_somewhere() -> None:
    post: Wire = {"text": "дно"}
    for _ in range(50):
        post = {"text": "слой", "attachments": [{"type": "wall", "wall": post}]}
    message = seen("wall_reply_new", comment("", attachments=[{"type": "wall", "wall": post}]))
    assert "слой" in message.text
    assert "дно" not in message.text
