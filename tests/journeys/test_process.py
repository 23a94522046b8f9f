"""The process itself: alone on its database, quiet in its logs, patient with a full disk."""

import asyncio
import sys
from pathlib import Path

from tests.watch import SPAM, URGENT, Watch

ROOT = Path(__file__).resolve().parents[2]


async def child(watch: Watch) -> asyncio.subprocess.Process:
    path = watch.folder / "config.toml"
    path.write_text(watch.config_text(), "utf-8")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_a_second_process_on_one_database_is_refused_with_a_clear_line(
    watch: Watch,
) -> None:
    other = await child(watch)
    _, said = await asyncio.wait_for(other.communicate(), 20)

    assert other.returncode == 2
    assert said.decode().startswith("vakhta: [storage]")
    assert len(said.decode().splitlines()) == 1
    message = watch.tg.say(watch.newcomer, watch.chat, SPAM)
    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message), 10)
    await watch.handled()


async def test_a_refused_token_ends_the_process_with_code_three(unstarted: Watch) -> None:
    unstarted.tg.fail_next("getMe", error_code=401, times=9)
    process = await child(unstarted)
    _, said = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 3
    assert unstarted.tg.token.encode() not in said


async def test_the_logs_of_a_whole_run_hold_no_token_no_text_and_no_name(
    unstarted: Watch,
) -> None:
    watch, tg = unstarted, unstarted.tg
    process = await child(watch)
    await tg.wait_for(lambda: tg.calls_of("getUpdates"), 20)
    tg.fail_next("sendMessage", error_code=400, times=2)
    tg.fail_next("getUpdates", error_code=502, times=2)
    spam = tg.say(tg.person("Тайнов"), watch.chat, SPAM)
    tg.say(tg.person("Скрытов"), watch.chat, URGENT)
    tg.push_raw({"message": {"text": URGENT, "chat": {"id": watch.chat}, "date": "x"}})
    await tg.wait_for(lambda: tg.is_deleted(spam), 20)
    await tg.confirmed(20)
    process.terminate()
    out, err = await asyncio.wait_for(process.communicate(), 15)

    assert process.returncode == 0
    written = (out + err).decode()
    secret = tg.token.partition(":")[2]
    for word in (secret, "Тайнов", "Скрытов", "Заработок", "rabota_tut", "списали", "Чат бренда"):
        assert word not in written
        assert word.encode("unicode_escape").decode() not in written
