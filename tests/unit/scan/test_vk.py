"""Answers of VK's getComments, as people save them: read as the same comments received live."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.scan.reading import read_path
from bot.scan.rows import Reading, Row, ScanError
from bot.scan.source import Format, find
from models.channel import Place
from models.message import Message, PartKind
from models.person import AuthorKind
from sandbox.vk import VkSandbox
from sandbox.vk.client import Client

TOKEN = "vk1.a.very-secret"


def comment(number: int, text: str = "привет", **more: object) -> dict[str, Any]:
    base = {"id": number, "from_id": 7, "date": 1_704_103_200 + number, "text": text}
    return {**base, "post_id": 5, "owner_id": -10, "parents_stack": [], **more}


def answer(*items: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"response": {"count": len(items), "items": list(items), **more}}


def put(folder: Path, text: object, name: str = "comments.json") -> Path:
    file = folder / name
    file.write_text(text if isinstance(text, str) else json.dumps(text), "utf-8")
    return file


def read(path: Path) -> tuple[list[Message], Reading]:
    reading = Reading()
    rows = list(read_path(path, Format.AUTO, reading, lambda _: None))
    return [row.message for row in rows if isinstance(row, Row)], reading


@pytest.mark.parametrize(
    "shape",
    [
        answer(comment(1), comment(2)),
        answer(comment(1), comment(2))["response"],
        [comment(1), comment(2)],
        [answer(comment(1)), answer(comment(2))],
        json.dumps(answer(comment(2))) + "\n" + json.dumps(answer(comment(1))) + "\n",
        json.dumps(answer(comment(1), comment(2)), indent=2),
    ],
    ids=["answer", "response", "items", "answers", "lines", "indented"],
)
def test_every_way_of_saving_them_reads_the_same(tmp_path: Path, shape: object) -> None:
    messages, reading = read(put(tmp_path, shape))
    assert [one.external_id for one in messages] == ["5/1", "5/2"]
    assert {one.place for one in messages} == {Place.WALL}
    assert {one.channel.account_id for one in messages} == {"10"}
    assert reading.formats == {Format.VK: 1}


def test_pages_in_a_folder_are_one_input_in_order_of_dates(tmp_path: Path) -> None:
    put(tmp_path, answer(comment(9), comment(8)), "page-1.json")
    put(tmp_path, answer(comment(3), comment(1)), "page-2.json")
    messages, reading = read(tmp_path)
    assert [one.external_id for one in messages] == ["5/1", "5/3", "5/8", "5/9"]
    assert reading.formats == {Format.VK: 2}


def test_threads_names_and_attachments_are_read_as_live(tmp_path: Path) -> None:
    link = {"type": "link", "link": {"url": "https://x.example", "title": "Казино"}}
    inner = {"id": 3, "from_id": -10, "date": 1_704_103_299, "text": "ответ", "owner_id": -10}
    outer = comment(2, "смотри", attachments=[link], thread={"count": 1, "items": [inner]})
    people = {"profiles": [{"id": 7, "first_name": "Анна", "last_name": "П."}], "groups": []}
    (first, second), _ = read(put(tmp_path, answer(outer, **people)))
    assert first.author.name == "Анна П."
    assert {part.kind for part in first.parts} > {PartKind.TEXT}
    assert "https://x.example" in first.features.links
    assert (second.external_id, second.author.kind) == ("5/3", AuthorKind.BRAND)


def test_what_is_deleted_is_passed_over_and_what_is_broken_is_named(tmp_path: Path) -> None:
    gone = {"id": 4, "from_id": 0, "date": 1_704_103_200, "text": "", "deleted": True}
    broken = {"id": 6, "from_id": "seven", "date": "yesterday", "text": "?", "post_id": 5}
    messages, reading = read(put(tmp_path, answer(comment(1), gone, broken)))
    assert (len(messages), reading.service, reading.unreadable) == (1, 1, 1)


@pytest.mark.parametrize(
    ("field", "place"),
    [("photo_id", Place.PHOTO), ("video_id", Place.VIDEO), ("item_id", Place.MARKET)],
)
def test_the_field_of_what_is_commented_says_the_place(
    tmp_path: Path, field: str, place: Place
) -> None:
    bare = comment(1)
    del bare["post_id"]
    (message,), _ = read(put(tmp_path, answer({**bare, field: 12})))
    assert (message.place, message.external_id) == (place, "12/1")


def test_a_refusal_is_named_without_the_key_beside_it(tmp_path: Path) -> None:
    refusal = {
        "error": {
            "error_code": 27,
            "error_msg": "Group authorization failed",
            "request_params": [{"key": "access_token", "value": TOKEN}],
        }
    }
    with pytest.raises(ScanError, match="refusal of VK with code 27") as fault:
        read(put(tmp_path, refusal))
    assert TOKEN not in str(fault.value)


def test_exports_and_rows_of_others_are_not_taken_for_it(tmp_path: Path) -> None:
    entry = {"id": 1, "type": "message", "from_id": "user7", "text": "а", "date_unixtime": "1"}
    export = {"name": "Клуб", "type": "private_supergroup", "id": 1, "messages": [entry]}
    assert find(put(tmp_path, export))[0].format is Format.TELEGRAM
    rows = '{"text": "привет", "author": "7"}\n{"text": "пока"}\n'
    assert find(put(tmp_path, rows, "rows.json"))[0].format is Format.JSONL
    with pytest.raises(ScanError, match="this is JSON"):
        find(put(tmp_path, {"hello": [1]}, "other.json"))


async def test_what_the_methods_really_return_is_read(tmp_path: Path) -> None:
    async with VkSandbox() as vk:
        anna = vk.person("Анна", "Петрова")
        post, topic, item = vk.post("Пост"), vk.topic(), vk.item()
        first = vk.comment(post, anna, "привет")
        vk.comment(post, anna, "ответ", reply_to=first)
        vk.board_comment(anna, "вопрос", topic)
        vk.market_comment(anna, "сколько", item)
        owner = -vk.group_id
        asked = {
            "wall": {"owner_id": owner, "post_id": post.id, "thread_items_count": 10},
            "board": {"group_id": vk.group_id, "topic_id": topic.id},
            "market": {"owner_id": owner, "item_id": item.id},
        }
        async with Client(vk.url, vk.user_token) as api:
            for name, params in asked.items():
                found = await api.ok(f"{name}.getComments", extended=1, **params)
                put(tmp_path, {"response": found}, f"{name}.json")
    told = {}
    for name in asked:
        messages, reading = read(tmp_path / f"{name}.json")
        told[name] = ([one.text for one in messages], reading.unreadable)
    assert told == {
        "wall": (["привет", "ответ"], 0),
        "board": (["вопрос"], 0),
        "market": (["сколько"], 0),
    }
