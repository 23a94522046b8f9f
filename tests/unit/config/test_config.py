"""The configuration: what loads, what is refused, and in which words."""

from pathlib import Path

import pytest

from bot.config import ConfigError, describe, load
from models.person import Role

VK = "[vk]\ntoken = 't'\ngroup_id = 1\n"
SMALL = '[telegram]\ntoken = "1:secret-of-telegram"\n'
EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return file


def faults_of(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return str(caught.value)


def test_a_token_is_all_that_is_needed(tmp_path: Path) -> None:
    config = load(written(tmp_path, SMALL))
    assert config.telegram is not None
    assert config.telegram.api == "https://api.telegram.org"
    assert config.vk is None
    assert config.storage.url == f"sqlite+aiosqlite:///{tmp_path}/var/vakhta.db"
    assert (config.bot.mode, config.http.port, config.retention.text_days) == ("act", 8080, 180)


def test_an_unknown_key_names_file_line_and_the_nearest_known_one(tmp_path: Path) -> None:
    said = faults_of(tmp_path, SMALL + "moderator_chat = -1\n")
    where = f"{tmp_path}/config.toml:3: telegram.moderator_chat"
    assert said == f"{where}: unknown key; did you mean moderators_chat?"


def test_an_unknown_section_is_an_error_too(tmp_path: Path) -> None:
    assert ":3: retension: unknown key; did you mean retention?" in faults_of(
        tmp_path, SMALL + "[retension]\nraw_days = 1\n"
    )


def test_all_faults_are_named_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        '[bot]\nlanguage = "de"\n[http]\nport = "many"\n[telegram]\nchats = "x"\nmode = "webhook"\n'
    )
    said = faults_of(tmp_path, text).splitlines()
    assert [line.split("config.toml:")[1] for line in said] == [
        "2: bot.language: must be one of: 'ru' or 'en'",
        "4: http.port: must be a whole number",
        "5: telegram.token: is missing; write it there, or set VAKHTA_TELEGRAM__TOKEN",
        "6: telegram.chats: must be a whole number",
        "7: telegram.mode: webhook mode needs [telegram.webhook] with url and secret",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no platform is on"),
        (VK.replace("1", "-1"), ":3: vk.group_id: must be a positive number"),
        (VK + "chats = [5]\n", ":4: vk.chats: 5 is no chat: peer ids"),
        (VK + "moderators_peer = 12\n", ":4: vk.moderators_peer: 12 is no chat"),
        (
            VK + "moderators_peer = 2000000001\nchats = [2000000001]\n",
            ":4: vk.moderators_peer: is also in chats",
        ),
        (VK + 'mode = "callback"\n', ":4: vk.mode: callback mode needs [vk.callback]"),
        (VK + '[vk.callback]\nsecret = ""\n', ":5: vk.callback.secret: must not be empty"),
        (
            VK + '[vk.callback]\nsecret = "s"\npath = "/metrics"\n',
            ":6: vk.callback.path: /metrics is taken already",
        ),
        (
            SMALL + "moderators_chat = true\n",
            ":3: telegram.moderators_chat: must be a whole number",
        ),
        (
            SMALL + "moderators_chat = -1\nchats = [-1]\n",
            ":3: telegram.moderators_chat: is also in chats",
        ),
        (
            SMALL + '[roles]\nowners = ["someone"]\n',
            ':4: roles.owners: write people as "telegram:123456"',
        ),
        (
            SMALL + '[roles]\nleads=["vk:1"]\ntrainees=["vk:1"]\n',
            ":5: roles.trainees: vk:1 is in leads",
        ),
        (
            SMALL + "[storage]\nurl = 'postgresql+asyncpg://h/d'\n",
            "PostgreSQL is not in this version yet",
        ),
        (SMALL + "[storage]\nurl = 'mysql://h/d'\n", ":4: storage.url: unknown kind of storage"),
        (SMALL + "[storage]\nurl = 'sqlite+aiosqlite://'\n", "names no file"),
        (
            SMALL + "[telegram.webhook]\nurl='ftp://x'\nsecret='s'\n",
            ":4: telegram.webhook.url: must begin with",
        ),
        (
            SMALL + "[telegram.webhook]\nurl='https://x'\nsecret='ы'\n",
            ":5: telegram.webhook.secret: must be 1",
        ),
        (
            SMALL + "[watchdog]\nping_url = 'x.org'\n",
            ":4: watchdog.ping_url: must begin with https://",
        ),
        (SMALL + "[http]\nport = 70000\n", ":4: http.port: must be at most 65535"),
        (SMALL + "[retention]\nraw_days = 0\n", ":4: retention.raw_days: must be at least 1"),
        (SMALL + "http = 1\n[http\n", "not TOML"),
        ('telegram = "on"\n', ":1: telegram: must be a section of its own"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    assert said in faults_of(tmp_path, text)


def test_a_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such file; copy config.example.toml"):
        load(tmp_path / "config.toml")


def test_the_environment_speaks_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAKHTA_TELEGRAM__CHATS", "-100, -200")
    monkeypatch.setenv("VAKHTA_TELEGRAM__WEBHOOK__URL", "https://bot.example.org")
    monkeypatch.setenv("VAKHTA_TELEGRAM__WEBHOOK__SECRET", "abc")
    monkeypatch.setenv("VAKHTA_HTTP__PORT", "9")
    monkeypatch.setenv("VAKHTA_BOT__LANGUAGE", "")
    config = load(written(tmp_path, SMALL + "chats = [1]\n"))
    assert config.telegram is not None
    assert config.telegram.chats == (-100, -200)
    assert config.telegram.webhook is not None
    assert config.telegram.webhook.path == "/telegram"
    assert (config.http.port, config.bot.language) == (9, "ru")


def test_the_environment_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAKHTA_TELEGRAM__TOKEN", "1:a")
    assert load(None).telegram is not None


def test_unknown_variables_are_faults_with_their_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAKHTA_TELEGRAM__TOKE", "1:a")
    monkeypatch.setenv("VAKHTA_TELEGRAMM__TOKEN", "1:a")
    monkeypatch.setenv("VAKHTA_HTTP__PORT", "x")
    said = faults_of(tmp_path, SMALL)
    assert "environment: VAKHTA_TELEGRAM__TOKE: unknown key; did you mean token?" in said
    assert "environment: VAKHTA_TELEGRAMM__TOKEN: unknown key; did you mean telegram?" in said
    assert "environment: VAKHTA_HTTP__PORT: must be a whole number" in said


def test_tokens_are_in_no_repr_and_no_error(tmp_path: Path) -> None:
    config = load(written(tmp_path, SMALL + "[watchdog]\nping_url = 'https://hc.example/uuid-1'\n"))
    assert "secret-of-telegram" not in repr(config)
    assert "uuid-1" not in repr(config)
    assert set(config.secrets()) == {"1:secret-of-telegram", "https://hc.example/uuid-1"}
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, SMALL + "api = 'secret-pasted-here'\nmode = 'secret-too'\n"))
    assert "secret-" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    text = SMALL + (
        '[bot]\ndata_dir = "data"\n[policy]\nfile = "p.toml"\n'
        '[classifier]\ncheckpoint = "weights"\n'
    )
    config = load(written(tmp_path, text))
    assert config.bot.data_dir == tmp_path / "data"
    assert config.policy.file == tmp_path / "p.toml"
    assert config.classifier.checkpoint == str(tmp_path / "weights")
    assert config.storage.url == f"sqlite+aiosqlite:///{tmp_path}/data/vakhta.db"


def test_roles_become_grants_of_the_whole_workspace(tmp_path: Path) -> None:
    text = SMALL + '[roles]\nowners = ["telegram:1"]\ntrainees = ["vk:2"]\n'
    grants = load(written(tmp_path, text)).grants()
    assert [(grant.identity_key, grant.role) for grant in grants] == [
        ("telegram:1", Role.OWNER),
        ("vk:2", Role.TRAINEE),
    ]


def test_a_community_alone_is_a_whole_configuration(tmp_path: Path) -> None:
    config = load(written(tmp_path, VK))
    assert (config.telegram, config.vk is not None) == (None, True)


def test_the_example_shows_every_key_with_a_line_of_docs(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    load(written(tmp_path, text))
    uncommented = "\n".join(
        line[2:] if line.startswith("# ") and ("=" in line or "[" in line[:4]) else line
        for line in text.splitlines()[2:]
    )
    config = load(written(tmp_path, uncommented))
    assert config.vk is not None
    for key in describe():
        assert key.doc, key
        section = uncommented.split(f"\n[{key.section}]", 1)[1].split("\n[", 1)[0]
        assert f"\n{key.name} = " in section, key
        line = section.split(f"\n{key.name} = ", 1)[1].splitlines()[0]
        assert "# " in line, key
