"""What is handed out has the fields that VK's schema requires, all the way down.

Where schema and life are known to differ the sandbox follows life: `LIFE` names those fields.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.vk import VkSandbox

SPEC = Path(__file__).parents[5] / "shared" / "specs" / "vk_schema_extract.json"
SCALARS: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "string": str,
    "boolean": bool,
    "number": (int, float),
    "object": dict,
    "array": list,
}
LIFE = {
    "wall_reply_delete": {"user_id"},  # deleter_id instead
    "message_event": {"payload"},  # an object, not a string
    "photo_comment_new": {"photo_owner_id"},  # below zero for a community
    "photo_comment_edit": {"photo_owner_id"},
    "photo_comment_restore": {"photo_owner_id"},
    "video_comment_new": {"video_owner_id"},
}


class Checker:
    """Compares JSON with the schema: required fields and types."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec

    def wrong(self, shape: dict[str, Any], value: object, where: str) -> list[str]:
        while "$ref" in shape:
            shape = self.spec["objects"][shape["$ref"].split("/")[-1]]
        found = [w for part in shape.get("allOf", []) for w in self.wrong(part, value, where)]
        kind = shape.get("type")
        if isinstance(kind, str) and not isinstance(value, SCALARS[kind]):
            return [f"{where} is not {kind}"]
        if isinstance(value, dict):
            found += self._fields(shape, value, where)
        if isinstance(value, list) and "items" in shape:
            for number, item in enumerate(value):
                found += self.wrong(shape["items"], item, f"{where}.{number}")
        if "enum" in shape and value not in shape["enum"]:
            found.append(f"{where} is none of the values")
        return found

    def _fields(self, shape: dict[str, Any], value: dict[str, Any], where: str) -> list[str]:
        required = shape.get("required", [])
        found = [f"{where}.{name} is absent" for name in required if name not in value]
        for name, inner in shape.get("properties", {}).items():
            if name in value:
                found += self.wrong(inner, value[name], f"{where}.{name}")
        return found


@pytest.fixture(scope="module")
def checker() -> Checker:
    if not SPEC.exists():
        pytest.skip("the schema (../shared/specs/vk_schema_extract.json) is not here")
    return Checker(json.loads(SPEC.read_text()))


def everything_happens(vk: VkSandbox) -> None:
    anna, post = vk.person(), vk.post()
    vk.suggest(anna, "предлагаю")
    first = vk.comment(post, anna, "раз")
    vk.comment(post, vk.community(), "два", reply_to=first)
    others = [
        vk.photo_comment(anna, "раз"),
        vk.video_comment(anna, "раз"),
        vk.market_comment(anna, "раз"),
        vk.board_comment(anna, "раз"),
    ]
    for comment in (first, *others):
        vk.edit_comment(comment, "иначе")
        vk.delete_comment_by_hand(vk.key_holder, comment)
        vk.restore_comment(comment)
        vk.like(anna, comment)
        vk.unlike(anna, comment)
    vk.message(anna, "привет")
    vk.answer_by_hand(vk.key_holder, anna, "здравствуйте")
    chat = vk.chat()
    vk.invite(anna, chat)
    vk.edit_message(vk.say(anna, chat, "раз"), "два")
    vk.kick_by_hand(vk.key_holder, anna, chat)
    vk.leave(anna)
    vk.join(anna)
    vk.block_by_hand(vk.key_holder, anna)
    vk.unblock_by_hand(vk.key_holder, anna)
    vk.officer(anna, "moderator")
    vk.change_settings(anna, website="x")
    vk.allow_messages(anna)
    vk.deny_messages(anna)


def test_every_event_has_the_shape_of_the_schema(checker: Checker) -> None:
    vk = VkSandbox()
    everything_happens(vk)
    events = vk.feed.after(100)
    wrong, kinds = [], set()
    for event in events:
        kind = event["type"]
        kinds.add(kind)
        shape = checker.spec["events"][kind]["object"]
        excused = tuple(f"{kind}.{name} " for name in LIFE.get(kind, ()))
        found = checker.wrong(shape, event["object"], kind)
        wrong += [line for line in found if not line.startswith(excused or ("-",))]
    assert wrong == []
    assert len(kinds) > 30
    assert {tuple(sorted(event)) for event in events} == {
        ("event_id", "group_id", "object", "type", "v")
    }
