"""One poison event is named by its first fault, its text is saved, and nothing else breaks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connectors.vk.translate import READERS, translate
from bot.ports import MalformedUpdateError
from tests.unit.connectors.vk.wires import Wire, around, comment, event, letter, new, read

POISONS: list[tuple[str, str, object]] = [
    ("wall_reply_new.object: object expected", "wall_reply_new", None),
    ("wall_reply_new.id: int expected", "wall_reply_new", comment(id="x")),
    ("wall_reply_new.post_id: int expected", "wall_reply_new", comment(post_id=None)),
    ("wall_reply_new.from_id: int expected", "wall_reply_new", comment(from_id=10**30)),
    ("wall_reply_new.from_id: int expected", "wall_reply_new", comment(from_id=True)),
    ("wall_reply_new.date: Unix time expected", "wall_reply_new", comment(date=-1)),
    ("wall_reply_new.text: str expected", "wall_reply_new", comment(["x"])),
    ("wall_reply_delete.id: int expected", "wall_reply_delete", {"post_id": 7}),
    ("message_new.peer_id: int expected", "message_new", {"client_info": {}}),
    ("message_new.from_id: int expected", "message_new", new(letter(from_id=None))),
    ("message_event.event_id: str expected", "message_event", {"user_id": 5, "peer_id": 5}),
    ("group_join.user_id: int expected", "group_join", {}),
]


@pytest.mark.parametrize(("code", "event_type", "body"), POISONS)
def test_the_first_fault_is_named_by_its_path(code: str, event_type: str, body: Wire) -> None:
    with pytest.raises(MalformedUpdateError) as raised:
        read(event_type, body)
    assert raised.value.code == code


def test_the_text_of_a_poison_event_is_saved_with_its_place() -> None:
    attached = [{"type": "poll", "poll": {"question": "или тут?"}}]
    with pytest.raises(MalformedUpdateError) as raised:
        read("wall_reply_new", comment("зарабатывай", date=None, attachments=attached))
    assert "зарабатывай" in raised.value.text
    assert "или тут?" in raised.value.text
    assert raised.value.channel == around().key("wall")


def test_a_fault_never_repeats_what_was_written() -> None:
    with pytest.raises(MalformedUpdateError) as raised:
        read("wall_reply_new", comment(["секрет"]))
    assert "секрет" not in str(raised.value) + repr(raised.value)


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff", b"[" * 5000, b"[]", b'"x"', b"{}"])
def test_what_is_no_event_is_malformed(payload: bytes) -> None:
    with pytest.raises(MalformedUpdateError):
        translate(payload, 0, around())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    *("id", "from_id", "peer_id", "date", "text", "post_id", "attachments"),
                    *("type", "message", "link", "wall", "copy_history", "action", "payload"),
                    *("user_id", "fwd_messages", "reply_message", "keyboard", "buttons"),
                    *("changes", "event_id"),
                )
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(event_type=st.sampled_from([*READERS, "strange"]), body=JSON)
def test_nothing_that_arrives_raises_anything_else(event_type: str, body: object) -> None:
    try:
        translate(json.dumps(event(event_type, body)).encode(), 1, around())
    except MalformedUpdateError:
        return


@given(extra=st.dictionaries(st.sampled_from([*comment(), "attachments", "likes"]), JSON))
def test_a_comment_with_any_field_gone_wrong_raises_nothing_else(extra: Wire) -> None:
    try:
        body = {**comment(), **extra}
        translate(json.dumps(event("wall_reply_new", body)).encode(), 1, around())
    except MalformedUpdateError:
        return


@given(extra=st.dictionaries(st.sampled_from([*letter(), "action", "geo", "keyboard"]), JSON))
def test_a_letter_with_any_field_gone_wrong_raises_nothing_else(extra: Wire) -> None:
    try:
        body = {**letter(), **extra}
        translate(json.dumps(event("message_new", new(body))).encode(), 1, around())
    except MalformedUpdateError:
        return
