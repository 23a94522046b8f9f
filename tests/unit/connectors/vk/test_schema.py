"""Our sample events are VK's: checked against its schema where that lies beside the checkout."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.connectors.vk.wires import DATE, GID, comment, letter, new

SPEC = Path(__file__).parents[5] / "shared" / "specs" / "vk_schema_extract.json"
SAMPLES: list[tuple[str, object]] = [
    ("wall_reply_new", comment()),
    ("wall_reply_edit", comment(reply_to_comment=11, reply_to_user=3)),
    ("message_new", new(letter())),
    ("message_edit", letter(update_time=DATE)),
    ("message_allow", {"user_id": 5, "key": ""}),
    ("group_join", {"user_id": 5, "join_type": "join"}),
    ("group_leave", {"user_id": 5, "self": 1}),
    ("group_officers_edit", {"admin_id": 8, "user_id": 5, "level_old": 0, "level_new": 1}),
    ("poll_vote_new", {"owner_id": -GID, "user_id": 5, "poll_id": 9, "option_id": 2}),
    ("user_unblock", {"admin_id": 8, "user_id": 5, "by_end_date": 1}),
    (
        "like_add",
        {
            "liker_id": 5,
            "object_type": "comment",
            "object_owner_id": -GID,
            "object_id": 12,
            "post_id": 7,
            "thread_reply_id": 0,
        },
    ),
]


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if not SPEC.is_file():
        pytest.skip("no specification of VK beside the checkout")
    found: dict[str, Any] = json.loads(SPEC.read_text())
    return found


TYPES: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "string": str,
    "boolean": bool,
    "number": (int, float),
    "object": dict,
    "array": list,
}


def faults(shape: dict[str, Any], value: object, objects: dict[str, Any]) -> list[str]:
    """What the schema says against a value: types, required fields, values of an enumeration."""
    if "$ref" in shape:
        return faults(objects[shape["$ref"].rpartition("/")[2]], value, objects)
    found = [one for part in shape.get("allOf", ()) for one in faults(part, value, objects)]
    kind = shape.get("type")
    if isinstance(kind, str) and not isinstance(value, TYPES[kind]):
        return [*found, f"{kind} expected"]
    if value not in shape.get("enum", [value]):
        found.append("none of the values")
    if isinstance(value, dict):
        found += [f"{name} is absent" for name in shape.get("required", ()) if name not in value]
        for name, inner in shape.get("properties", {}).items():
            if name in value:
                found += [f"{name}: {one}" for one in faults(inner, value[name], objects)]
    if isinstance(value, list):
        found += [one for item in value for one in faults(shape.get("items", {}), item, objects)]
    return found


@pytest.mark.parametrize(("event_type", "body"), SAMPLES)
def test_a_sample_is_what_vk_describes(spec: dict[str, Any], event_type: str, body: object) -> None:
    assert faults(spec["events"][event_type]["object"], body, spec["objects"]) == []


def test_a_sample_without_its_text_is_not(spec: dict[str, Any]) -> None:
    body = {key: value for key, value in comment().items() if key != "text"}
    shape = spec["events"]["wall_reply_new"]["object"]
    assert faults(shape, body, spec["objects"]) == ["text is absent"]


def test_every_type_that_vk_describes_is_read_or_known_as_noise(spec: dict[str, Any]) -> None:
    from bot.connectors.vk.arrival import NOISE  # noqa: PLC0415 - only where the schema is
    from bot.connectors.vk.translate import READERS  # noqa: PLC0415

    assert set(spec["events"]) - READERS.keys() - NOISE == {"confirmation"}
