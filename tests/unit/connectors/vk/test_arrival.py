"""The door, the lanes, the names: what may be stored, where, and with what beside it."""

import asyncio
import json

import pytest

from bot.connectors.vk.arrival import Arrival
from bot.connectors.vk.enrich import Enricher
from bot.connectors.vk.envelope import piece_of
from bot.connectors.vk.errors import VkDown
from bot.connectors.vk.tokens import Token
from bot.connectors.vk.translate import translate
from models.event import CommandGiven, MessageSeen
from tests.unit.connectors.vk.wires import (
    CHAT,
    GID,
    FakeApi,
    FakeGate,
    Wire,
    around,
    arrival,
    comment,
    event,
    letter,
    new,
)

STRANGE = 2_000_000_099


async def kept(door: Arrival, *events: Wire) -> list[Wire]:
    rows = await door.admitted([piece_of(one) for one in events])
    return [json.loads(row.payload) for row in rows]


@pytest.mark.parametrize(
    ("event_type", "body", "lane"),
    [
        ("wall_reply_new", comment(), "wall"),
        ("wall_post_new", {"id": 1}, "wall"),
        ("board_post_delete", {"id": 1}, "board"),
        ("photo_comment_edit", {"id": 1}, "photo"),
        ("group_join", {"user_id": 5}, "wall"),
        ("message_new", new(letter()), "direct"),
        ("message_edit", letter(peer_id=CHAT), str(CHAT)),
        ("message_event", {"peer_id": CHAT, "user_id": 5}, str(CHAT)),
        ("message_allow", {"user_id": 5}, "direct"),
    ],
)
async def test_a_row_has_the_lane_of_its_channel(event_type: str, body: Wire, lane: str) -> None:
    (row,) = await arrival().admitted([piece_of(event(event_type, body))])
    assert row.lane_key == f"vk:{GID}:{lane}"
    assert row.account_id == str(GID)


@pytest.mark.parametrize(
    "body",
    [
        event("message_new", new(letter(peer_id=STRANGE))),
        event("message_edit", letter(peer_id=STRANGE)),
        event("message_event", {"peer_id": STRANGE, "user_id": 5, "event_id": "x"}),
        event("message_hologram_new", {"peer_id": STRANGE}),
        event("message_new", new(letter("/setup WRONG", peer_id=STRANGE))),
    ],
)
async def test_of_a_strange_chat_nothing_is_stored(body: Wire) -> None:
    door = arrival()
    assert await kept(door, body) == []
    assert door.dropped == 1


async def test_private_messages_are_heard_once_a_team_is_there() -> None:
    letters = event("message_new", new(letter()))
    assert await kept(arrival(gate=FakeGate(private=False)), letters) == []
    assert len(await kept(arrival(), letters)) == 1


async def test_what_is_called_a_message_and_names_nobody_is_not_heard_without_a_team() -> None:
    body = event("message_hologram", {"text": "Секрет"})
    assert await kept(arrival(gate=FakeGate(private=False)), body) == []


async def test_comments_are_heard_from_the_first_moment() -> None:
    door = arrival(gate=FakeGate(chats=(), private=False))
    assert len(await kept(door, event("wall_reply_new", comment()))) == 1


@pytest.mark.parametrize("peer", [STRANGE, 5])
async def test_a_live_setup_code_is_heard_anywhere(peer: int) -> None:
    gate = FakeGate(chats=(), codes=("K7",), private=False)
    door = arrival(gate=gate)
    text = f"[club{GID}|@polus] /setup K7"
    (row,) = await door.admitted([piece_of(event("message_new", new(letter(text, peer_id=peer))))])
    (given,) = translate(row.payload, 1, door.around)
    assert isinstance(given, CommandGiven)
    assert (given.name, given.args) == ("setup", "K7")


async def test_a_strange_chat_gets_a_few_minutes_while_a_code_is_out() -> None:
    api = FakeApi()
    door = arrival(api, FakeGate(codes=("K7",)))
    await kept(door, event("message_new", new(letter(peer_id=STRANGE))))
    await door.doorman.see_out()
    assert api.asked == []
    assert door.doorman.soonest() == 600


async def test_leaving_is_tried_again_when_vk_does_not_answer() -> None:
    api = FakeApi({"messages.send": VkDown("messages.send")})
    door = arrival(api)
    await kept(door, event("message_new", new(letter(peer_id=STRANGE))))
    await door.doorman.see_out()
    assert [method for method, _ in api.asked] == ["messages.send"]
    assert door.doorman.soonest() == 60


@pytest.mark.parametrize("noise", ["message_read", "message_typing_state", "vakhta_gap"])
async def test_noise_and_forged_lines_of_ours_are_not_stored(noise: str) -> None:
    assert await kept(arrival(), event(noise, {"peer_id": 5})) == []


async def test_the_same_event_has_one_identity_whatever_is_laid_beside_it() -> None:
    api = FakeApi({"users.get": [{"id": 5, "first_name": "Анна", "last_name": "К"}]})
    (plain,) = await arrival().admitted([piece_of(event("wall_reply_new", comment()))])
    (named,) = await arrival(api).admitted([piece_of(event("wall_reply_new", comment()))])
    assert plain.payload != named.payload
    assert (plain.update_key, plain.payload_hash) == (named.update_key, named.payload_hash)


async def test_an_event_without_an_id_is_known_by_its_bytes() -> None:
    rows = await arrival().admitted(
        [piece_of({**event("wall_reply_new", comment(text)), "event_id": None}) for text in "аб"]
    )
    assert len({row.update_key for row in rows}) == 2


async def test_names_of_a_batch_are_asked_once_and_remembered() -> None:
    api = FakeApi(
        {
            "users.get": [
                {"id": n, "first_name": "Анна", "last_name": "К", "followers_count": 3}
                for n in (5, 6)
            ],
            "groups.getById": {"groups": [{"id": 9, "name": "Соседи", "members_count": 8}]},
        }
    )
    door = arrival(api)
    events = [event("wall_reply_new", comment(from_id=who)) for who in (5, 6, -9, 5)]
    found = await kept(door, *events)
    assert [method for method, _ in api.asked] == ["users.get", "groups.getById"]
    assert api.asked[0][1]["user_ids"] == [5, 6]
    assert found[2]["profiles"] == {"-9": {"name": "Соседи", "username": "", "followers": 8}}
    await kept(door, *events)
    assert len(api.asked) == 2


async def test_a_refusal_to_name_leaves_the_events_as_they_came() -> None:
    api = FakeApi({"users.get": VkDown("users.get")})
    door = arrival(api)
    assert await kept(door, event("wall_reply_new", comment())) == [
        event("wall_reply_new", comment())
    ]
    await kept(door, event("wall_reply_new", comment()))
    assert len(api.asked) == 1  # it rests before it asks again


async def test_a_slow_answer_is_not_waited_for() -> None:
    class Slow:
        async def call(
            self, method: str, *, token: Token, background: bool = False, **params: object
        ) -> object:
            await asyncio.Event().wait()
            return None

    names = Enricher(Slow(), lambda: 0.0, deadline=0.01)
    body = event("wall_reply_new", comment())
    assert await names.enrich([body]) == [body]


async def test_a_cut_off_message_is_fetched_whole() -> None:
    whole = letter("Всё целиком", attachments=[{"type": "sticker", "sticker": {"sticker_id": 1}}])
    api = FakeApi({"messages.getByConversationMessageId": {"count": 1, "items": [whole]}})
    cut = event("message_new", new(letter("Всё", is_cropped=True)))
    (row,) = await arrival(api).admitted([piece_of(cut)])
    (seen,) = translate(row.payload, 1, around())
    assert isinstance(seen, MessageSeen)
    assert seen.message.text == "Всё целиком"
    assert len(seen.message.media) == 1


async def test_a_cut_off_message_that_cannot_be_fetched_comes_as_it_is() -> None:
    api = FakeApi({"messages.getByConversationMessageId": VkDown("m")})
    cut = event("message_new", new(letter("Всё", is_cropped=True)))
    assert await kept(arrival(api), cut) == [cut]
