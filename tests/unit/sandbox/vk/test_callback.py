"""The Callback API: confirmation, secret, retries, steering, removal, duplicates, order."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from sandbox.vk import VkSandbox
from sandbox.vk.client import Client
from sandbox.vk.wire import JsonObject


@dataclass
class Receiver:
    """Answers as the test says and remembers what came."""

    url: str = ""
    answer: Callable[[JsonObject], web.Response] = field(
        default_factory=lambda: lambda _: web.Response(text="ok")
    )
    bodies: list[JsonObject] = field(default_factory=list)
    counters: list[str] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.bodies.append(body)
        self.counters.append(request.headers.get("X-Retry-Counter", ""))
        return self.answer(body)

    @property
    def ids(self) -> list[str]:
        return [body["event_id"] for body in self.bodies if "event_id" in body]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = "http://{}:{}/hook".format(*runner.addresses[0][:2])
    yield found
    await runner.cleanup()


async def test_a_server_is_confirmed_by_the_code_and_gets_what_it_wants(
    vk: VkSandbox, api: Client, receiver: Receiver
) -> None:
    def answer(body: JsonObject) -> web.Response:
        return web.Response(text=vk.callbacks.code if body["type"] == "confirmation" else "ok")

    receiver.answer = answer
    where = {"group_id": vk.group_id}
    details = {"url": receiver.url, "title": "бот", "secret_key": "тайна"}
    added = await api.ok("groups.addCallbackServer", **where, **details)
    server = vk.callbacks.servers[added["server_id"]]
    await vk.wait_for(lambda: server.status == "ok")
    assert receiver.bodies[0] == {
        "type": "confirmation",
        "group_id": vk.group_id,
        "secret": "тайна",
    }
    await api.ok("groups.setCallbackSettings", **where, server_id=server.id, wall_reply_new=True)
    post = vk.post()
    vk.comment(post, vk.person(), "раз")
    await vk.confirmed()
    assert [body["type"] for body in receiver.bodies] == ["confirmation", "wall_reply_new"]
    assert receiver.bodies[1]["secret"] == "тайна"


async def test_a_wrong_code_fails_the_server(vk: VkSandbox, receiver: Receiver) -> None:
    server = vk.add_callback(receiver.url, confirm=True)
    await vk.wait_for(lambda: server.status == "failed")
    vk.post()
    assert vk.callbacks.unconfirmed == 0


async def test_the_code_changes_with_the_servers(vk: VkSandbox, api: Client) -> None:
    where = {"group_id": vk.group_id}
    one = await api.ok("groups.getCallbackConfirmationCode", **where)
    details = {"url": "http://127.0.0.1:9/", "title": "x"}
    added = await api.ok("groups.addCallbackServer", **where, **details)
    assert one != await api.ok("groups.getCallbackConfirmationCode", **where)
    await api.ok("groups.deleteCallbackServer", **where, server_id=added["server_id"])
    listed = await api.ok("groups.getCallbackServers", **where)
    assert listed["count"] == 0


async def test_at_most_ten_servers(vk: VkSandbox, api: Client) -> None:
    for _ in range(10):
        vk.add_callback("http://127.0.0.1:9/")
    details = {"group_id": vk.group_id, "url": "http://127.0.0.1:9/", "title": "x"}
    assert await api.refused("groups.addCallbackServer", **details) == 2000


@pytest.mark.parametrize(("status", "text"), [(500, "ok"), (200, "okay"), (200, ""), (404, "no")])
async def test_anything_but_200_ok_is_tried_again_with_a_counter(
    vk: VkSandbox, receiver: Receiver, status: int, text: str
) -> None:
    answers = [web.Response(status=status, text=text) for _ in range(2)]
    receiver.answer = lambda _: answers.pop() if answers else web.Response(text="ok")
    vk.add_callback(receiver.url)
    vk.post()
    await vk.confirmed()
    assert receiver.counters == ["", "1", "2"]
    assert len(set(receiver.ids)) == 1


@pytest.mark.parametrize("status", [410, 429, 503])
async def test_retry_after_says_when(vk: VkSandbox, receiver: Receiver, status: int) -> None:
    headers = {"Retry-After": "0.3"}
    answers = [web.Response(status=status, headers=headers)]
    receiver.answer = lambda _: answers.pop() if answers else web.Response(text="ok")
    server = vk.add_callback(receiver.url)
    post = vk.post()
    await vk.wait_for(lambda: server.attempts == 1)
    await vk.confirmed()
    at = vk.delivered_at(post)
    assert at is not None
    assert server.retries == [0, 1]
    assert [code for _, code, _ in server.log] == [status, 200]


async def test_410_alone_refuses_the_event(vk: VkSandbox, receiver: Receiver) -> None:
    receiver.answer = lambda _: web.Response(status=410)
    server = vk.add_callback(receiver.url)
    vk.post()
    await vk.confirmed()
    assert server.attempts == 1


async def test_one_that_is_tried_again_does_not_hold_the_others(
    vk: VkSandbox, receiver: Receiver
) -> None:
    bad = vk.post("плохо")

    def answer(body: JsonObject) -> web.Response:
        first = body["object"].get("text") == "раз" and len(receiver.bodies) == 1
        return web.Response(status=500 if first else 200, text="ok")

    receiver.answer = answer
    vk.add_callback(receiver.url)
    anna = vk.person()
    one, two = vk.comment(bad, anna, "раз"), vk.comment(bad, anna, "два")
    await vk.confirmed()
    assert receiver.ids == [vk.event_id(one), vk.event_id(two), vk.event_id(one)]


async def test_remove_takes_the_server_off(vk: VkSandbox, receiver: Receiver) -> None:
    receiver.answer = lambda _: web.Response(text="remove")
    vk.add_callback(receiver.url)
    vk.post()
    await vk.wait_for(lambda: not vk.callbacks.servers)


async def test_duplicates_and_another_order_on_demand(vk: VkSandbox, receiver: Receiver) -> None:
    vk.callbacks.duplicates, vk.callbacks.shuffle, vk.callbacks.hold = 1, True, True
    vk.add_callback(receiver.url)
    sent = [vk.event_id(vk.post(str(number))) for number in range(12)]
    vk.callbacks.hold = False
    vk.callbacks.wake()
    await vk.confirmed()
    assert sorted(receiver.ids) == sorted(sent * 2)
    assert list(dict.fromkeys(receiver.ids)) != sent


async def test_an_event_has_one_id_by_both_ways(
    vk: VkSandbox, api: Client, receiver: Receiver
) -> None:
    vk.add_callback(receiver.url)
    server = await api.ok("groups.getLongPollServer", group_id=vk.group_id)
    vk.post()
    polled = (await api.poll(server))["updates"][0]
    await vk.wait_for(lambda: receiver.bodies)
    assert receiver.bodies[0] == polled
