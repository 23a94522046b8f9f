"""Reading inputs as people have them: every shape, and every way of being broken."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.scan.order import in_order
from bot.scan.reading import read_path
from bot.scan.rows import Fields, Joined, Reading, Row, ScanError, moment_of
from bot.scan.source import Format, find
from bot.texts import Texts
from models.channel import Place
from models.message import Message, PartKind
from models.person import AuthorKind

SECOND = 1_000_000


def entry(number: int, text: object = "привет", **more: object) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2024-01-01T10:00:00",
        "date_unixtime": str(1_704_103_200 + number),
        "from": "Анна",
        "from_id": "user7",
        "text": text,
        "text_entities": [],
        **more,
    }


def chat(*messages: dict[str, Any], **more: object) -> dict[str, Any]:
    head = {"name": "Клуб", "type": "private_supergroup", "id": 123}
    return {**head, **more, "messages": list(messages)}


def put(folder: Path, content: object, name: str = "result.json") -> Path:
    file = folder / name
    text = (
        content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
    )
    file.write_text(text, "utf-8")
    return file


def rows_of(path: Path, wanted: Format = Format.AUTO) -> tuple[list[Row | Joined], Reading]:
    reading = Reading()
    return list(read_path(path, wanted, reading, lambda _: None)), reading


def said(reading: Reading) -> list[str]:
    return [Texts("en").say(one.code, one.args) for one in reading.named]


def messages_of(path: Path, wanted: Format = Format.AUTO) -> list[Message]:
    return [one.message for one in rows_of(path, wanted)[0] if isinstance(one, Row)]


def test_a_text_of_strings_and_entities_becomes_words_and_links(tmp_path: Path) -> None:
    pieces = [
        "Смотри ",
        {"type": "link", "text": "https://a.example"},
        {"type": "text_link", "text": " тут", "href": "https://t.me/+hidden"},
        {"type": "mention", "text": "@someone"},
    ]
    (message,) = messages_of(put(tmp_path, chat(entry(1, pieces))))
    assert message.own_text == "Смотри https://a.example тут@someone"
    assert message.features.links == ("https://t.me/+hidden", "https://a.example")
    assert message.features.mentions == ("@someone",)
    assert "https://t.me/+hidden" in message.text
    assert (message.external_id, message.channel.external_id) == ("1", "-100123")
    assert message.author.key == "telegram:7"
    assert message.sent_at == 1_704_103_201 * SECOND


def test_captions_polls_buttons_contacts_and_forwards_are_read(tmp_path: Path) -> None:
    entries = [
        entry(1, "подпись", photo="photos/1.jpg"),
        entry(2, "", poll={"question": "Куда?", "answers": [{"text": "в казино"}]}),
        entry(3, "", inline_bot_buttons=[[{"type": "url", "text": "Жми", "data": "https://b.ex"}]]),
        entry(4, "", contact_information={"first_name": "Ира", "phone_number": "+7900"}),
        entry(5, "новость", forwarded_from="Крипто"),
        entry(6, "исправлено", edited="2024-01-01T11:00:00", edited_unixtime="1704106800"),
        entry(7, "", media_type="sticker", file="s.webp"),
    ]
    found = messages_of(put(tmp_path, chat(*entries)))
    assert [[part.kind for part in one.parts] for one in found[:5]] == [
        [PartKind.CAPTION],
        [PartKind.POLL, PartKind.POLL],
        [PartKind.BUTTON],
        [PartKind.CONTACT],
        [PartKind.TEXT, PartKind.FORWARD],
    ]
    assert found[2].text == "Жми https://b.ex"
    assert found[4].features.is_forward
    assert found[5].edited_at == 1_704_106_800 * SECOND
    assert (found[6].parts, found[6].media[0].kind) == ((), "sticker")


def test_service_entries_are_counted_and_joins_remembered(tmp_path: Path) -> None:
    join = {"id": 1, "type": "service", "date_unixtime": "1704103200", "actor_id": "user9"}
    export = chat({**join, "action": "join_group_by_link"}, {**join, "action": "pin_message"})
    rows, reading = rows_of(put(tmp_path, export))
    assert rows == [Joined("telegram:9", 1_704_103_200 * SECOND)]
    assert reading.service == 2


@pytest.mark.parametrize(
    ("from_id", "more", "kind"),
    [
        ("channel123", {}, AuthorKind.ANONYMOUS_ADMIN),
        ("channel55", {}, AuthorKind.CHANNEL),
        ("channel55", {"forwarded_from": "Анна"}, AuthorKind.LINKED_CHANNEL),
        ("user55", {}, AuthorKind.USER),
    ],
)
def test_authors_are_who_they_are_seen_as(
    tmp_path: Path, from_id: str, more: dict[str, str], kind: AuthorKind
) -> None:
    (message,) = messages_of(put(tmp_path, chat(entry(1, from_id=from_id, **more))))
    assert message.author.kind is kind


def test_a_whole_account_gives_every_chat_its_own_messages(tmp_path: Path) -> None:
    account = {
        "about": "…",
        "personal_information": {"user_id": 1},
        "chats": {
            "about": "…",
            "list": [chat(entry(1)), chat(entry(2), id=7, type="personal_chat")],
        },
        "left_chats": {"list": [chat(entry(3), id=9, type="public_channel")]},
    }
    found = messages_of(put(tmp_path, account))
    assert [(one.channel.external_id, one.place, one.external_id) for one in found] == [
        ("-100123", Place.GROUP, "1"),
        ("7", Place.DIRECT, "2"),
        ("-1009", Place.POSTS, "3"),
    ]


def test_a_zip_and_a_folder_are_opened(tmp_path: Path) -> None:
    inner = tmp_path / "ChatExport_2024"
    inner.mkdir()
    put(inner, chat(entry(1)))
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(inner / "result.json", "ChatExport_2024/result.json")
    assert len(messages_of(tmp_path)) == len(messages_of(packed)) == 1


def test_a_file_cut_in_the_middle_gives_what_was_whole(tmp_path: Path) -> None:
    whole = json.dumps(chat(entry(1), entry(2), entry(3)), indent=1)
    rows, reading = rows_of(put(tmp_path, whole[: whole.index('"id": 3')]))
    assert len(rows) == 2
    assert said(reading) == ["after message 2: the file is damaged or ends too early"]


def test_strange_entries_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    export = chat(entry(1), {"type": "message"}, entry(2, date="?", date_unixtime="?"), entry(3))
    export["messages"].insert(0, "not an object")
    rows, reading = rows_of(put(tmp_path, export))
    assert len(rows) == 2
    assert reading.unreadable == 3
    assert said(reading)[0] == "message 1: is no object"


@pytest.mark.parametrize("name", ["messages.html", "result.json"])
def test_an_html_export_says_how_to_export_json(tmp_path: Path, name: str) -> None:
    put(tmp_path, "<!DOCTYPE html>\n<html>", name)
    for path in (tmp_path, tmp_path / name):
        with pytest.raises(ScanError, match="Machine-readable JSON"):
            find(path)


def test_an_html_export_in_a_zip_says_so_too(tmp_path: Path) -> None:
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ChatExport/messages.html", "<!DOCTYPE html><html>")
    with pytest.raises(ScanError, match="Machine-readable JSON"):
        find(packed)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('{"text": "a"}\n{"text": "b"}\n', Format.JSONL),
        ('oops\n{"text": "a"}\n', Format.JSONL),
        ('{"messages": [], "text": "b"}\n', Format.JSONL),
        ("id,text\n1,a\n", Format.CSV),
        ("Текст;Автор\nпривет;1\n", Format.CSV),
        ("text\nпривет\n", Format.CSV),
        ("просто строка\nи ещё, одна\n", Format.TEXT),
        ("[LINK] смотри\n", Format.TEXT),
    ],
)
def test_what_a_file_holds_is_seen_by_looking(tmp_path: Path, content: str, wanted: Format) -> None:
    assert find(put(tmp_path, content, "input.dat"))[0].format is wanted


def test_jsonl_takes_all_fields_and_names_faulty_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "a", "id": 5, "author": 7, "date": "2024-01-01", "chat": "x"}),
        "{broken",
        '{"text": 5}',
        "",
        json.dumps({"text": "b"}),
    ]
    rows, reading = rows_of(put(tmp_path, "\n".join(lines), "a.jsonl"))
    first, second = (one for one in rows if isinstance(one, Row))
    assert (first.message.external_id, first.message.author.key) == ("5", "telegram:7")
    assert first.message.channel.external_id == "x"
    assert first.has_author
    assert not second.has_author
    assert said(reading) == ["line 2: is not JSON", "line 3: has no string `text`"]


def test_csv_is_read_with_its_delimiter_quotes_and_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    text = 'id;text;автор\n1;"две\nстроки; и точка";9\n2\n3;привет;8\n'
    file.write_bytes(text.encode("cp1251"))
    rows, reading = rows_of(file)
    texts = [one.message.text for one in rows if isinstance(one, Row)]
    assert texts == ["две\nстроки; и точка", "привет"]
    assert reading.unreadable == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_lines_of_text_are_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("Привет\n\nКак дела у вас сегодня\n".encode(encoding))
    assert [one.text for one in messages_of(file)] == ["Привет", "Как дела у вас сегодня"]


def test_a_few_bad_bytes_are_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("Привет ".encode() * 40 + b"\xff\n" + "ещё".encode())
    assert len(messages_of(file)) == 2


def test_gzip_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"text": "a"}\n'))
    assert [one.text for one in messages_of(file)] == ["a"]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\0\0", b"", b'{"a": 1, "messages": "no"}'])
def test_what_is_none_of_it_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(content)
    with pytest.raises(ScanError):
        rows_of(file, Format.TELEGRAM)


def test_rows_come_in_the_order_of_their_dates() -> None:
    rows = [Fields(1, "c", at=30), Fields(2, "d"), Fields(3, "a", at=10), Fields(4, "b", at=20)]
    assert [one.text for one in in_order(lambda: iter(rows))] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (1_700_000_000, 1_700_000_000),
        ("1700000000", 1_700_000_000),
        (1_700_000_000_000, 1_700_000_000),
        ("2023-11-14T22:13:20Z", 1_700_000_000),
        ("2023-11-14 22:13:20", 1_700_000_000),
        ("yesterday", None),
        (True, None),
        (None, None),
        ({}, None),
    ],
)
def test_dates_are_understood_as_people_write_them(written: object, seconds: int | None) -> None:
    assert moment_of(written) == (None if seconds is None else seconds * SECOND)
