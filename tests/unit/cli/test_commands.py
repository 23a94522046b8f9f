"""The command line: words, exit codes, and what each command leaves behind."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import COMMANDS, cli
from bot.cli.child import environment
from bot.clock import ManualClock
from bot.config import load
from bot.store import open_storage
from bot.store.migrate import current, head, upgrade
from handlers.audit import line
from models.case import Case, CaseKind
from models.channel import ChannelKey, Platform
from models.effects import Effects, OpenCase, WriteAudit
from models.ids import IdMaker, Kind, show

ROOT = Path(__file__).parents[3]
SPAM = "Ищу людей на удалёнку, доход от 500$ в день, пишите в лс @rabota_x"
SMALL = '[telegram]\ntoken = "123:abc"\n'


def say(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, words, input=stdin, prog_name="vakhta")


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "config.toml"
    file.write_text(SMALL, "utf-8")
    return str(file)


@pytest.fixture
async def case_id(config: str) -> str:
    """A database with one case and its audit line."""
    url = load(Path(config)).storage.url
    clock = ManualClock()
    ids = IdMaker(clock.now)
    upgrade(url)
    storage = open_storage(url, clock=clock, ids=ids)
    await storage.open()
    case = Case(
        id=ids.new(),
        kind=CaseKind.QUESTION,
        fingerprint="f",
        channel=ChannelKey(Platform.TELEGRAM, "123", "-1001"),
        opened_at=clock.now(),
    )
    shown = show(Kind.CASE, case.id)
    written = WriteAudit(line(clock.now(), "system", "case_opened", shown, kind="question").line)
    await storage.commit(None, Effects.of(OpenCase(case), written))
    await storage.close()
    return shown


def test_help_names_every_command_and_each_has_help() -> None:
    whole = say("--help")
    assert whole.exit_code == 0
    for name in COMMANDS:
        assert f"  {name} " in whole.output
        if name != "train":
            assert say(name, "--help").exit_code == 0


def test_the_command_line_starts_without_loading_what_it_does_not_need() -> None:
    heavy = ["numpy", "torch", "aiogram", "rich", "sqlalchemy"]
    code = f"import sys, bot.__main__; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_check_is_content_with_a_good_configuration(config: str) -> None:
    result = say("check", "--config", config)
    assert (result.exit_code, result.stdout) == (
        0,
        "All is well: telegram, mode act, the built-in policy.\n",
    )


def test_check_names_faults_of_config_and_policy_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SMALL + "moderator_chat = 1\n", "utf-8")
    result = say("check", "--config", str(file))
    assert result.exit_code == 2
    assert "config.toml:3: telegram.moderator_chat: unknown key; did you mean" in result.stderr
    file.write_text(SMALL + '[policy]\nfile = "policy.toml"\n', "utf-8")
    (tmp_path / "policy.toml").write_text('name = "mine"\nnonsense = 1\n', "utf-8")
    result = say("check", "--config", str(file))
    assert result.exit_code == 2
    assert "policy.toml:2: nonsense: unknown" in result.stderr


def test_check_sees_a_token_that_is_none_and_does_not_repeat_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[telegram]\ntoken = "мой секрет"\n[policy]\nfile = "nope.toml"\n', "utf-8")
    result = say("check", "--config", str(file))
    assert result.exit_code == 2
    assert "telegram.token: is no token" in result.stderr
    assert "секрет" not in result.output
    assert "nope.toml: there is no such file" in result.stderr


def test_a_bad_config_ends_run_with_2_and_no_traceback(tmp_path: Path) -> None:
    result = say("run", "--config", str(tmp_path / "nothing.toml"))
    assert result.exit_code == 2
    assert result.stderr.startswith("vakhta: ")
    assert "no such file; copy config.example.toml" in result.stderr


def test_classify_answers_each_line_in_order() -> None:
    result = say("classify", stdin='Спасибо, всё отлично!\n{"text": "Ужас", "id": 7}\n')
    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["text"], second["text"], second["id"]) == ("Спасибо, всё отлично!", "Ужас", 7)
    assert set(first["sentiment"]) == {"negative", "neutral", "positive"}
    assert all(0 <= first[head] <= 1 for head in ("toxicity", "spam", "urgency"))


def test_migrate_brings_a_new_database_to_head(config: str) -> None:
    assert say("migrate", "--config", config).exit_code == 0
    assert current(load(Path(config)).storage.url) == head()
    assert "already" in say("migrate", "--config", config).stdout


def test_explain_tells_a_case_and_its_audit(config: str, case_id: str) -> None:
    result = say("explain", case_id, "--config", config)
    assert result.exit_code == 0
    assert case_id in result.stdout
    assert "case_opened" in result.stdout


def test_explain_knows_what_it_does_not_know(config: str, case_id: str) -> None:
    unknown = "C-1000000000001"
    assert say("explain", unknown, "--config", config).exit_code == 1
    result = say("explain", "nonsense", "--config", config)
    assert result.exit_code == 2
    assert "ids look like" in result.stderr


def test_exports_are_jsonl_and_csv(config: str, case_id: str) -> None:
    audit = say("export", "audit", "--config", config)
    entries = [json.loads(one) for one in audit.stdout.splitlines()]
    assert [one["seq"] for one in entries] == sorted(one["seq"] for one in entries)
    assert entries[-1]["entity"] == case_id
    cases = say("export", "cases", "--config", config).stdout.splitlines()
    assert cases[0].split(",")[:3] == ["id", "link", "time"]
    assert cases[1].startswith(f"{case_id},")


def test_audit_verify_sees_a_change(config: str, case_id: str) -> None:
    assert say("audit", "verify", "--config", config).exit_code == 0
    database = Path(load(Path(config)).storage.url.partition(":///")[2])
    forge(database)
    result = say("audit", "verify", "--config", config)
    assert result.exit_code == 1
    assert "was changed after it was written" in result.stderr


def forge(database: Path) -> None:
    import sqlite3  # noqa: PLC0415 - only a forger needs it

    connection = sqlite3.connect(database)
    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.execute(guards).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE audit_event SET act = 'forged' WHERE seq = 1")
    connection.commit()
    connection.close()


def test_a_backup_comes_back_and_the_old_database_is_kept(config: str, case_id: str) -> None:
    copy = Path(config).parent / "copy.db"
    assert say("backup", str(copy), "--config", config).exit_code == 0
    result = say("restore", str(copy), "--config", config)
    assert result.exit_code == 0
    assert "the old database is" in result.stdout
    assert say("explain", case_id, "--config", config).exit_code == 0


def test_restore_refuses_what_is_no_backup(config: str, tmp_path: Path) -> None:
    junk = tmp_path / "junk.db"
    junk.write_text("no database", "utf-8")
    assert say("restore", str(junk), "--config", config).exit_code == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ru",
            ("хорошо   правила: встроенные", "ошибка   Telegram: не отвечает", "никто не узнает"),
        ),
        (
            "en",
            ("ok       policy: built in", "fault    telegram: does not answer", "nobody notices"),
        ),
    ],
)
def test_doctor_speaks_the_language_of_the_bot(
    tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    file = tmp_path / "config.toml"
    nowhere = 'api = "http://127.0.0.1:9"\n'
    file.write_text(f'{SMALL}{nowhere}[bot]\nlanguage = "{language}"\n', "utf-8")
    result = say("doctor", "--config", str(file))
    assert result.exit_code == 1
    assert [one for one in words if one not in result.stdout] == []
    assert "doctor." not in result.stdout


def test_reading_commands_say_when_there_is_no_database_yet(config: str) -> None:
    result = say("export", "audit", "--config", config)
    assert result.exit_code == 1
    assert "there is no database yet" in result.stderr


def test_scan_writes_every_verdict_and_a_summary(tmp_path: Path) -> None:
    spam = "Ищу людей на удалёнку, доход от 500$ в день, пишите в лс @rabota_x"
    file = tmp_path / "a.jsonl"
    rows = [{"text": spam, "id": "s"}, {"text": "Спасибо, заказ пришёл", "id": "h"}]
    file.write_text("\n".join(map(json.dumps, rows)) + "\nbroken", "utf-8")
    out = tmp_path / "out.jsonl"
    result = say("scan", str(file), "--out", str(out))
    assert result.exit_code == 0
    assert "s: would be deleted (spam): " in result.stdout
    assert "1 entry could not be read: line 3: is not JSON." in result.stdout
    found = {one["id"]: one for one in map(json.loads, out.read_text("utf-8").splitlines())}
    assert (found["s"]["outcome"], found["h"]["outcome"]) == ("removed", "left")
    assert found["s"]["why"]
    assert found["s"]["newcomer"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", '{"key": 1}', "is JSON, but neither"),
        ("a.json", '{\n  "key": [1, 2]\n}\n', "is JSON, but neither"),
        ("a.json", '[{"text": "x"}]', "is JSON, but neither"),
        ("a.jsonl", '{"message": "x"}\n{"message": "y"}\n', "is JSON, but neither"),
        ("a.jsonl", '{"text": \n', "not one message could be read (line 1: is not JSON)"),
        ("a.csv", "id;words\n1;x\n", "its first line: id;words"),
        ("a.txt", "", "is empty"),
        ("a.json", '{"type": "x", "id": 1, "messages": []}', "holds no message"),
    ],
)
def test_scan_of_what_it_cannot_read_says_what_it_expected(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    result = say("scan", str(file))
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_scan_counts_by_label_what_would_become_of_labelled_rows(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = f'text,class\n"{SPAM}",spam\n"Спасибо, заказ пришёл",ham\n"Привет",ham\n'
    file.write_text(rows, "utf-8")
    assert "By label" not in say("scan", str(file)).stdout
    found = say("scan", str(file), "--label-column", "class").stdout
    lines = {line.split("│")[1].strip(): line for line in found.splitlines() if "│" in line}
    assert "1 (100.0 %)" in lines["spam"]
    assert "2 (100.0 %)" in lines["ham"]
    file.write_text(rows.replace("class", "label"), "utf-8")
    assert "By label" in say("scan", str(file)).stdout
    missing = say("scan", str(file), "--label-column", "nothing")
    assert (missing.exit_code, missing.stderr.count("nothing")) == (2, 1)


def test_scan_speaks_one_language(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"text": SPAM}, ensure_ascii=False) + "\nbroken\n", "utf-8")
    told = say("scan", str(file), "--language", "ru").stdout
    assert "было бы удалено (спам)" in told
    assert "1 сообщение за" in told
    assert "Не удалось прочитать 1 запись: строка 2: не JSON." in told
    ours = told.replace(SPAM, "")
    assert not re.search(r"\b(would|message|messages|newcomer|default\.\w+|rule|line)\b", ours)


def test_classify_takes_texts_as_arguments() -> None:
    result = say("classify", "Спасибо, всё отлично!", '{"text": "не JSON, а текст"}')
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [
        "Спасибо, всё отлично!",
        '{"text": "не JSON, а текст"}',
    ]


def test_without_a_configuration_the_first_line_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (("check",), ("explain", "C-1000000000001")):
        result = say(*command)
        assert result.exit_code == 2
        assert "copy config.example.toml to config.toml" in result.stderr.splitlines()[0]


def test_scan_refuses_in_one_line(tmp_path: Path) -> None:
    page = tmp_path / "messages.html"
    page.write_text("<!DOCTYPE html>", "utf-8")
    result = say("scan", str(page))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "Machine-readable JSON" in result.stderr
    assert say("scan", str(tmp_path / "nothing.json")).exit_code == 2


def test_the_demo_ends_by_itself_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # A token of the environment must never come near the demo.
    monkeypatch.setenv("VAKHTA_TELEGRAM__TOKEN", "1:real-token-of-somebody")
    monkeypatch.setenv("VAKHTA_TELEGRAM__API", "http://127.0.0.1:1")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--seconds", "5", "--port", "0"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "nothing lost" in done.stdout
    assert "removed as spam" in done.stdout
    assert "messages written" in done.stdout
