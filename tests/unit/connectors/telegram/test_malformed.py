"""One poison update is named by its first fault, its text is saved, and nothing else breaks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connectors.telegram.fields import KNOWN, SERVICE
from bot.connectors.telegram.translate import READERS, translate
from bot.ports import MalformedUpdateError
from tests.unit.connectors.telegram.wires import GROUP, Wire, around, group, message, read, user

POISONS: list[tuple[str, str, Wire]] = [
    ("message.chat: object expected", "message", message("!", chat=None)),
    ("message.chat.id: int expected", "message", message("!", chat={"id": "x"})),
    ("message.chat.id: int expected", "message", message("!", chat={"id": True})),
    ("message.chat.id: int expected", "message", message("!", chat={"id": 10**30})),
    ("message.message_id: int expected", "message", message("!", message_id=None)),
    ("message.date: int expected", "message", message("!", date="вчера")),
    ("message.date: Unix time expected", "message", message("!", date=-5)),
    ("message.from.id: int expected", "message", message("!", **{"from": {"id": None}})),
    ("message.text: str expected", "message", message(["х"])),
    ("message.caption: str expected", "message", message(None, caption=5)),
    ("edited_message.edit_date: int expected", "edited_message", message("!", edit_date="x")),
    ("callback_query.id: str expected", "callback_query", {"from": user()}),
    ("chat_member.new_chat_member: object expected", "chat_member", message("!")),
]


@pytest.mark.parametrize(("code", "kind", "body"), POISONS)
def test_the_first_fault_is_named_by_its_path(code: str, kind: str, body: Wire) -> None:
    with pytest.raises(MalformedUpdateError) as raised:
        read(body, kind)
    assert raised.value.code == code


def test_the_text_of_a_poison_update_is_saved_with_its_chat() -> None:
    body = message("зарабатывай тут", date=None, poll={"question": "или тут?"})
    with pytest.raises(MalformedUpdateError) as raised:
        read(body)
    assert "зарабатывай тут" in raised.value.text
    assert "или тут?" in raised.value.text
    assert raised.value.channel == around().key(str(GROUP))


def test_a_fault_never_repeats_what_was_written() -> None:
    with pytest.raises(MalformedUpdateError) as raised:
        read(message(["секрет"]))
    assert "секрет" not in str(raised.value) + repr(raised.value)


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe", b"[" * 5000, b"[]", b'"x"', b"null"])
def test_what_is_no_update_is_malformed(payload: bytes) -> None:
    with pytest.raises(MalformedUpdateError):
        translate(payload, 0, around())


def test_unknown_blocks_and_fields_never_quarantine_a_message() -> None:
    body = message(
        "привет", rich_message={"blocks": [{"type": "warp", "x": {"y": [1, None]}}]}, new=[1]
    )
    assert read(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(sorted(KNOWN | SERVICE | {"from_user", "data", "id", "user", "message"}))


@given(kind=st.sampled_from(sorted(READERS)), body=JSON)
def test_no_json_raises_anything_but_malformed(kind: str, body: object) -> None:
    _never_breaks({kind: body})


@given(kind=st.sampled_from(sorted(READERS)), extra=st.dictionaries(FIELDS, JSON, max_size=6))
def test_no_field_of_a_good_update_can_break_the_reader(kind: str, extra: Wire) -> None:
    _never_breaks({"update_id": 1, kind: {**message("привет", chat=group()), **extra}})


def _never_breaks(update: Wire) -> None:
    try:
        events = translate(json.dumps(update).encode(), 0, around())
    except MalformedUpdateError as fault:
        fault.text.encode()
        return
    for event in events:
        repr(event).encode()
