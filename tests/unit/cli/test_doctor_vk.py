"""`vakhta doctor` over VK: what it says of keys, events and rights, and the one thing it mends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import cli
from bot.clock import ManualClock
from bot.config import load
from bot.store import open_storage
from bot.store.migrate import upgrade
from models.channel import Channel, ChannelKey, Place, Platform, Purpose
from models.effects import Effects, PutChannel, PutSetting
from models.ids import IdMaker
from sandbox.telegram import TelegramSandbox
from sandbox.vk import Limits, Settings, VkSandbox

USER_KEY = "VK: delete comments"


@dataclass
class Desk:
    """Where an operator asks `doctor`, with a file of settings that a test may change."""

    vk: VkSandbox
    folder: Path
    keys: dict[str, object] = field(default_factory=dict)
    more: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        self.keys.update(token=self.vk.token, group_id=self.vk.group_id, api=self.vk.url)

    @property
    def file(self) -> Path:
        return self.folder / "config.toml"

    def write(self) -> None:
        """Write the settings as they are now."""
        lines = [f"{k} = {v!r}".replace("'", '"') for k, v in self.keys.items()]
        section = "\n".join(lines)
        self.file.write_text(
            f'[vk]\n{section}\n{self.more}\n[bot]\nlanguage = "{self.language}"\n', "utf-8"
        )

    async def ask(self, *words: str, stdin: str | None = None) -> Result:
        """Ask; the sandbox answers meanwhile."""
        self.write()
        line = ("doctor", "--config", str(self.file), *words)
        runner = CliRunner()
        result = await asyncio.to_thread(runner.invoke, cli, line, input=stdin)
        assert not isinstance(result.exception, AssertionError), result.output
        return result

    async def remember(self, *records: PutSetting | PutChannel) -> None:
        """Put something into the bot's database."""
        self.write()
        url, clock = load(self.file).storage.url, ManualClock()
        upgrade(url)
        storage = open_storage(url, clock=clock, ids=IdMaker(clock.now))
        await storage.open()
        await storage.commit(None, Effects.of(*records))
        await storage.close()


@pytest.fixture(params=["strict", "live2026"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = Settings(profile=request.param)
    async with VkSandbox(settings, limits=Limits.off()) as vk:
        yield Desk(vk, tmp_path)
        assert vk.surprises == []


def said(result: Result, what: str) -> str:
    """Return the one line about something."""
    (line,) = [one for one in result.stdout.splitlines() if one[9:].startswith(f"{what}:")]
    return line


async def test_a_community_alone_is_looked_at_whole(desk: Desk) -> None:
    desk.vk.post()
    result = await desk.ask()
    assert result.exit_code == 0, result.output
    assert said(result, "community key") == (
        "ok       community key: accepted for community @polus_shop_sandbox"
    )
    assert "all that are needed are on" in said(result, "VK events")
    assert said(result, "VK: see the managers").startswith("ok ")
    assert "probably not: VK gives it to user keys only" in said(result, USER_KEY)
    assert "write user_token in [vk]" in said(result, USER_KEY)
    assert "the first try will show (key token)" in said(result, "VK: close comments")
    assert "write service_token" in said(result, "VK: read comments")
    assert said(result, "moderators").startswith("warning")
    assert said(result, "clock").startswith("ok ")
    assert "doctor." not in result.stdout
    assert desk.vk.token not in result.output


async def test_nothing_is_done_for_the_sake_of_an_answer(desk: Desk) -> None:
    desk.keys["user_token"] = desk.vk.user_token
    await desk.ask()
    asked = {call.method.partition(".")[2] for call in desk.vk.calls}
    assert {one for one in asked if not one.startswith("get")} == set()


async def test_russian_is_spoken_to_whoever_chose_it(desk: Desk) -> None:
    desk.language = "ru"
    desk.vk.switch("wall_reply_new", on=False)
    result = await desk.ask()
    line = said(result, "события ВКонтакте")
    assert line.startswith("ошибка   события ВКонтакте: выключены: wall_reply_new -> включит ")
    assert "doctor." not in result.stdout


async def test_both_networks_are_looked_at_together(desk: Desk) -> None:
    async with TelegramSandbox() as tg:
        mods = tg.supergroup("Модераторы")
        desk.more = f'[telegram]\ntoken = "{tg.token}"\napi = "{tg.url}"\nmoderators_chat = {mods}'
        result = await desk.ask()
    assert said(result, "token").startswith("ok ")
    assert said(result, "community key").startswith("ok ")
    # A moderators' chat on one network serves both.
    assert "moderators: no" not in result.stdout


async def test_the_users_key_opens_what_people_may(desk: Desk) -> None:
    desk.keys["user_token"] = desk.vk.user_token
    result = await desk.ask()
    assert said(result, "user key").endswith("accepted, its owner runs the community")
    assert "the first try will show (key user_token)" in said(result, USER_KEY)


async def test_a_key_of_somebody_who_does_not_run_the_community_is_said_so(desk: Desk) -> None:
    stranger = desk.vk.person("Анна", "Чужая")
    desk.keys["user_token"] = desk.vk.tokens.add("vk1.a.stranger", "user", stranger).value
    result = await desk.ask()
    assert result.exit_code == 1
    assert said(result, "user key").startswith("fault    user key: its owner does not run")
    assert "probably not" in said(result, USER_KEY)
    assert "Чужая" not in result.output
    assert "vk1.a.stranger" not in result.output


async def test_a_dead_user_key_is_a_fault(desk: Desk) -> None:
    desk.keys["user_token"] = desk.vk.user_token
    desk.vk.revoke(desk.vk.user_token, 1130)
    result = await desk.ask()
    assert result.exit_code == 1
    assert "VK refused it (code 5:1130)" in said(result, "user key")
    assert "probably not" in said(result, USER_KEY)


async def test_a_key_of_vk_id_without_approved_rights_is_told_apart(desk: Desk) -> None:
    desk.keys["user_token"] = desk.vk.vkid_token
    result = await desk.ask()
    line = said(result, "user key")
    if desk.vk.tokens.profile == "strict":
        assert line.startswith("ok ")
    else:
        assert "without the rights wall and groups (code 1051)" in line
        assert "probably not" in said(result, USER_KEY)


async def test_a_service_key_reads_comments_back(desk: Desk) -> None:
    desk.vk.post()
    desk.keys["service_token"] = desk.vk.service_token
    result = await desk.ask()
    assert said(result, "service key").startswith("ok ")
    assert said(result, "VK: read comments").startswith("ok ")
    desk.vk.revoke(desk.vk.service_token)
    assert said(await desk.ask(), "service key").startswith("fault ")


async def test_a_refused_community_key_is_a_fault_that_shows_no_key(desk: Desk) -> None:
    desk.keys["token"] = "vk1.a.nobody"
    result = await desk.ask()
    assert result.exit_code == 1
    assert "VK refused the community key" in said(result, "community key")
    assert "nobody" not in result.output.replace("nobody notices", "")


async def test_a_group_id_of_another_community_is_told_with_both_numbers(desk: Desk) -> None:
    desk.keys["group_id"] = 7
    line = said(await desk.ask(), "community key")
    assert str(desk.vk.group_id) in line
    assert "vk.group_id says 7" in line


async def test_silence_is_told_as_silence(desk: Desk) -> None:
    with desk.vk.down(html=502):
        result = await desk.ask()
    assert result.exit_code == 1
    assert "does not answer: groups.getById: http502" in said(result, "VK")


async def test_missing_rights_of_the_key_say_where_to_get_them(desk: Desk) -> None:
    del desk.vk.tokens.rights["messages"]
    result = await desk.ask()
    assert result.exit_code == 1
    line = said(result, "key's right to messages")
    assert line.startswith("fault ")
    assert "API usage" in line
    assert said(result, "key's right to manage").startswith("ok ")


async def test_chats_are_named_and_what_is_missing_in_them(desk: Desk) -> None:
    ours, theirs = desk.vk.chat("Клиенты"), desk.vk.chat("Соседи", bot="member")
    mods, lost = desk.vk.chat("Штаб", bot="member"), desk.vk.chat(bot="absent")
    desk.keys.update(chats=[ours, theirs, lost], moderators_peer=mods)
    result = await desk.ask()
    assert result.exit_code == 1
    assert said(result, f"reads {lost}").startswith("fault ")
    lines = [one for one in result.stdout.splitlines() if one[9:].startswith("chat ")]
    assert [one[:8].strip() for one in lines if "«Клиенты»" in one] == ["ok", "ok"]
    assert [one[:8].strip() for one in lines if "«Соседи»" in one] == ["fault", "fault"]
    assert said(result, "who is in chat «Штаб»").startswith("warning ")
    assert "moderators:" not in result.stdout


async def test_what_acts_have_taught_outweighs_documents(desk: Desk) -> None:
    names = ("delete_comment", "close_comments", "ban")
    values = ("yes", "1790000000000000", "1790000000000000")
    settings = [f"tier:vk:{desk.vk.group_id}:{name}" for name in names]
    await desk.remember(*map(PutSetting, settings, values))
    result = await desk.ask()
    assert said(result, USER_KEY).endswith("has worked before")
    assert "people do it by hand" in said(result, "VK: close comments")
    assert "right to manage" in said(result, "VK: close comments")
    assert "people do it by hand" in said(result, "VK: ban people")


async def test_chats_that_were_bound_in_them_are_found_in_the_database(desk: Desk) -> None:
    peer = desk.vk.chat("Штаб")
    key = ChannelKey(Platform.VK, str(desk.vk.group_id), str(peer))
    await desk.remember(PutChannel(Channel(7, key, Place.GROUP, Purpose.MODERATORS, 1)))
    result = await desk.ask()
    assert said(result, "who is in chat «Штаб»").startswith("ok ")
    assert "moderators:" not in result.stdout


async def test_events_that_are_off_are_a_fault_and_fix_switches_them_on(desk: Desk) -> None:
    desk.vk.feed.enabled = False
    desk.vk.switch("wall_reply_new", on=False)
    result = await desk.ask()
    assert result.exit_code == 1
    assert "off: long_poll, wall_reply_new" in said(result, "VK events")
    assert "`vakhta doctor --fix`" in said(result, "VK events")
    assert desk.vk.calls_of("groups.setLongPollSettings") == []
    mended = await desk.ask("--fix")
    assert mended.exit_code == 0
    assert "VK events: switched on: long_poll, wall_reply_new" in mended.stdout
    assert "VK events: all that are needed are on" in mended.stdout
    assert desk.vk.feed.enabled
    assert desk.vk.feed.switches["wall_reply_new"]


async def test_events_that_nobody_waits_for_are_only_a_warning(desk: Desk) -> None:
    desk.vk.switch("poll_vote_new", on=False)
    result = await desk.ask()
    assert result.exit_code == 0
    assert said(result, "VK events").startswith("warning  VK events: off: poll_vote_new")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
async def test_on_a_terminal_it_asks_and_does_what_it_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("bot.cli.doctor.talks", lambda: True)
    desk.vk.switch("wall_reply_new", on=False)
    result = await desk.ask(stdin=answer)
    assert "Switch these events on now? [y/N]" in result.stdout
    assert result.exit_code == code
    assert desk.vk.feed.switches["wall_reply_new"] is (code == 0)


async def test_without_a_terminal_nothing_is_asked(desk: Desk) -> None:
    desk.vk.switch("wall_reply_new", on=False)
    result = await desk.ask(stdin="y\n")
    assert "[y/N]" not in result.stdout
    assert not desk.vk.feed.switches["wall_reply_new"]


async def test_fix_that_vk_refuses_says_what_the_key_lacks(desk: Desk) -> None:
    desk.vk.feed.enabled = False
    desk.vk.refuse("groups.setLongPollSettings")
    result = await desk.ask("--fix")
    assert result.exit_code == 1
    assert "VK does not let the key change the Long Poll" in result.stdout


CALLBACK = '[vk.callback]\nsecret = "our-secret"\n'


async def test_a_callback_server_that_vk_does_not_know_is_a_fault(desk: Desk) -> None:
    desk.keys["mode"], desk.more = "callback", CALLBACK
    desk.vk.feed.enabled = False
    result = await desk.ask()
    assert result.exit_code == 1
    assert "knows no server" in said(result, "Callback API server")
    assert "https://your.domain/vk" in said(result, "Callback API server")
    assert "our-secret" not in result.output
    # Nobody polls, so the Long Poll's switches matter to nobody.
    assert "VK events" not in result.stdout


async def test_a_callback_server_is_looked_at_and_its_events_are_switched_on(desk: Desk) -> None:
    desk.keys["mode"], desk.more = "callback", CALLBACK
    desk.vk.add_callback("http://127.0.0.1:9/other", "another")
    server = desk.vk.add_callback("http://127.0.0.1:9/vk", "our-secret")
    server.switches["wall_reply_new"] = False
    result = await desk.ask()
    assert said(result, "Callback API server").endswith("confirmed")
    assert said(result, "confirmation line").startswith("ok ")
    assert said(result, "VK events").startswith("fault    VK events: off: wall_reply_new")
    assert (await desk.ask("--fix")).exit_code == 0
    assert server.switches["wall_reply_new"]


async def test_an_unconfirmed_server_and_an_old_line_are_told(desk: Desk) -> None:
    desk.keys["mode"], desk.more = "callback", CALLBACK + 'confirmation = "old-line"\n'
    desk.vk.add_callback("http://127.0.0.1:9/vk", "our-secret", confirm=True)
    result = await desk.ask()
    assert result.exit_code == 1
    assert "not confirmed (status " in said(result, "Callback API server")
    assert "not the one that VK expects" in said(result, "confirmation line")


async def test_beside_the_long_poll_a_lost_server_is_a_warning(desk: Desk) -> None:
    desk.more = CALLBACK
    result = await desk.ask()
    assert result.exit_code == 0
    assert said(result, "Callback API server").startswith("warning ")
