"""Rate limits by a clock that the test turns, and 429 on the wire."""

import pytest

from sandbox.telegram import Limits, TelegramSandbox
from sandbox.telegram.client import Client
from sandbox.telegram.errors import ApiError
from sandbox.telegram.limits import Meter


class Clock:
    """Monotonic seconds, turned by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def let_through(meter: Meter, method: str, chat: int, *, is_group: bool = True) -> int:
    count = 0
    try:
        while count < 1000:
            meter.check(method, chat, is_group=is_group)
            count += 1
    except ApiError:
        return count
    return count


def test_one_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    clock = Clock()
    meter = Meter(Limits(), clock)
    assert let_through(meter, "sendMessage", 1) == 3
    clock.now += 1.0
    assert let_through(meter, "sendMessage", 1) == 1


def test_a_group_takes_twenty_a_minute_and_a_person_more() -> None:
    clock = Clock()
    meter = Meter(Limits(), clock)
    got = {"group": 0, "person": 0}
    for _ in range(61):
        clock.now += 1.0
        got["group"] += let_through(meter, "sendMessage", -1)
        got["person"] += let_through(meter, "sendMessage", 7, is_group=False)
    assert got["group"] == 20 + 3  # the burst of the first second has left the minute
    assert got["person"] > 55


def test_all_chats_together_take_thirty_a_second() -> None:
    meter = Meter(Limits(), Clock())
    assert sum(let_through(meter, "sendMessage", -chat) for chat in range(50)) == 30


def test_deletes_and_bans_have_a_bucket_of_their_own() -> None:
    meter = Meter(Limits(), Clock())
    assert let_through(meter, "sendMessage", -1) == 3
    assert let_through(meter, "deleteMessage", -1) == 30
    assert let_through(meter, "banChatMember", -2) == 0
    assert let_through(meter, "editMessageText", -1) == 5


def test_limits_can_be_loosened_and_switched_off() -> None:
    assert let_through(Meter(Limits().scaled(10), Clock()), "sendMessage", -1) == 30
    assert let_through(Meter(Limits.off(), Clock()), "sendMessage", -1) == 1000
    assert let_through(Meter(Limits(), Clock()), "getChat", -1) == 1000


async def test_a_refusal_names_the_seconds_to_wait(tg: TelegramSandbox, api: Client) -> None:
    tg.meter = Meter(Limits(group_per_minute=1), Clock())
    chat = tg.supergroup()
    await api.ok("sendMessage", chat_id=chat, text="раз")
    body = await api.call("sendMessage", chat_id=chat, text="два")
    assert body["status"] == 429
    assert body["parameters"] == {"retry_after": 60}
    assert body["description"] == "Too Many Requests: retry after 60"
    assert len(tg.messages(chat)) == 1


@pytest.mark.parametrize("bucket", ["group_per_minute", "chat_per_second", "sends_per_second"])
def test_each_limit_alone_refuses(bucket: str) -> None:
    loose = {"group_per_minute": None, "chat_per_second": None, "sends_per_second": None}
    limits = Limits(**{**loose, bucket: getattr(Limits(), bucket)})
    assert let_through(Meter(limits, Clock()), "sendMessage", -1) < 1000
