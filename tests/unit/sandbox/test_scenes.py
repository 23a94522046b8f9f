"""People who talk: the day, the disguises, the load, and the process around them."""

import asyncio
import json
import random
import sys
from itertools import islice

import pytest

from sandbox.load import make_stream, play
from sandbox.people import talk, trouble
from sandbox.people.disguise import DISGUISES
from sandbox.people.scene import load_scenes, play_day, scene
from sandbox.people.spin import spin
from sandbox.people.stage import Stage
from sandbox.people.trouble import SPAM
from sandbox.telegram import TelegramSandbox
from sandbox.telegram.client import Client

WANTED = {
    "regulars",
    "newcomers",
    "angry_customer",
    "contest",
    "night_wave",
    "quarrel",
    "moderator",
}


def test_every_phrase_can_be_said() -> None:

    dice = random.Random(1)
    for module in (talk, trouble):
        for name in dir(module):
            phrases = getattr(module, name)
            if name.isupper() and isinstance(phrases, tuple):
                for phrase in phrases:
                    said = spin(dice, phrase)
                    assert not {"[", "]", "|"} & set(said), phrase


def test_the_same_seed_gives_the_same_words() -> None:
    one, two = Stage(TelegramSandbox(), seed=5), Stage(TelegramSandbox(), seed=5)
    assert [one.spam(SPAM) for _ in range(9)] == [two.spam(SPAM) for _ in range(9)]
    other = Stage(TelegramSandbox(), seed=6)
    assert [one.spam(SPAM) for _ in range(9)] != [other.spam(SPAM) for _ in range(9)]


def test_disguises_change_the_letters() -> None:

    text = "Удалёнка каждый день доход"
    changed = {hide(random.Random(3), text) for hide in DISGUISES}
    assert len(changed) > 4


async def test_the_day_has_all_kinds_of_people(tg: TelegramSandbox) -> None:
    assert load_scenes().keys() >= WANTED
    happened: list[dict[str, object]] = []
    tg.listen(happened.append)
    stage = Stage(tg, seed=1, seconds=3.0)
    await play_day(stage)
    said = [line for line in happened if line["happened"] == "said"]
    assert len(said) > 150
    assert len({line["text"] for line in said}) > 100
    assert stage.guilty


async def test_a_long_day_is_several_days_of_the_same_pace() -> None:
    short, long = (Stage(TelegramSandbox(), seconds=seconds) for seconds in (50.0, 600.0))
    assert (short.days, long.days) == (1, 10)
    assert short.real(60.0) == 50.0
    assert long.real(60.0) == 60.0


async def test_a_scene_is_found_by_its_name_alone(tg: TelegramSandbox) -> None:
    stage = Stage(tg, seed=1, seconds=1.0)
    await play_day(stage, ["night_wave"])
    texts = {m.get("text") for chat in (stage.brand, stage.club) for m in tg.messages(chat)}
    assert len(stage.guilty & texts) == 22
    with pytest.raises(ValueError, match="two scenes"):
        scene("night_wave")(load_scenes()["night_wave"].play)


async def test_the_moderator_presses_delete_on_spam_and_not_on_the_rest(
    tg: TelegramSandbox, api: Client
) -> None:
    stage = Stage(tg, seed=1, seconds=1.0)
    words = ["🗑 Удалить", "Не нарушение"]
    rows = [[{"text": word, "callback_data": word[-6:]}] for word in words]
    for text in (stage.blame("казино бонусы регистрация"), "участвую в конкурсе"):
        card = {"chat_id": stage.moderators, "text": text}
        await api.ok("sendMessage", reply_markup={"inline_keyboard": rows}, **card)
    await play_day(stage, ["moderator"])
    queries = [u["callback_query"] for u in await api.ok("getUpdates") if "callback_query" in u]
    assert [q["data"] for q in queries] == [words[0][-6:], words[1][-6:]]
    assert {q["from"]["id"] for q in queries} == {stage.moderator}


async def test_a_stream_has_the_shares_that_were_asked_for(tg: TelegramSandbox) -> None:
    chats = [tg.supergroup(str(n)) for n in range(4)]
    items = list(islice(make_stream(3, chats, 100.0, 0.2, 0.1), 1000))
    kinds = [item.kind for item in items]
    assert 150 < kinds.count("spam") < 250
    assert 60 < kinds.count("urgent") < 140
    assert items[100].at == 1.0
    again = islice(make_stream(3, chats, 100.0, 0.2, 0.1), 1000)
    assert [i.message["text"] for i in again] == [i.message["text"] for i in items]


async def test_a_played_stream_can_be_acted_upon(tg: TelegramSandbox, api: Client) -> None:
    chats = [tg.supergroup(str(n)) for n in range(2)]
    items = list(islice(make_stream(3, chats, 2000.0, 0.5, 0.0), 100))
    assert await play(tg, items) == 100
    updates = await api.ok("getUpdates")
    assert [u["message"]["text"] for u in updates] == [item.message["text"] for item in items]
    first = items[0].message
    where = {"chat_id": first["chat"]["id"], "message_id": first["message_id"]}
    await api.ok("deleteMessage", **where)
    assert tg.is_deleted(first)
    assert tg.delivered_at(first) is not None


async def test_the_process_says_where_it_is_talks_and_ends_by_itself() -> None:
    command = (sys.executable, "-m", "sandbox", "--seconds", "1", "--scene", "regulars")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    welcome = json.loads(await process.stdout.readline())["telegram"]
    assert {"api", "token", "moderators_chat", "chats", "owner"} <= welcome.keys()
    async with Client(welcome["api"], welcome["token"]) as api:
        await api.ok("getUpdates", timeout=0)
        lines = [json.loads(line) async for line in process.stdout]
    assert await process.wait() == 0
    assert any(line["happened"] == "said" for line in lines)
    assert lines[-1]["happened"] == "end"


async def test_the_process_ends_when_its_stdin_closes() -> None:
    command = (sys.executable, "-m", "sandbox", "--seconds", "600")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    await process.stdout.readline()
    process.stdin.close()
    async with asyncio.timeout(10):
        assert await process.wait() == 0
