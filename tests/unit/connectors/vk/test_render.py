"""Cards in VK stay whole whatever strangers write: nobody is mentioned, nothing is too long."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.connectors.vk.keyboard import MOST, MOST_IN_ROW, MOST_ROWS
from bot.connectors.vk.render import (
    LIMIT,
    Rendered,
    render_card,
    render_reply,
    render_repost,
    render_speech,
)
from bot.connectors.vk.snackbar import LIMIT as SNACKBAR
from bot.connectors.vk.snackbar import event_data, fitted
from bot.runs import units
from bot.texts import Texts
from handlers.callback import parse
from models.action import Json
from models.card import Button, Choice, Quote, Word
from tests.unit.connectors.vk.speaking import face

RU = Texts("ru")
EVIL = "[id1|Павел] [club1|Мы] [https://vk.ru|тут] @id1 @all @все *id2 *durov \u202eжми\u202c"
LIVE = re.compile(r"\[[^\[\]\u2060]+\||[@*][\w.]|&#?\w|<br")
"""The forms that VK turns into mentions, links of words, signs and lines."""
PIECES = [
    "[",
    "]",
    "|",
    "@",
    "*",
    "id1",
    "all",
    " ",
    "\n",
    "\u2028",
    "\u202e",
    "\u2060",
    "😀",
    "> ",
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)


def as_read(rendered: Rendered) -> str:
    assert units(rendered.text) <= LIMIT
    assert LIVE.search(rendered.text) is None
    assert "\u202e" not in rendered.text
    return rendered.text.replace("\u2060", "")


def buttons(keyboard: str) -> list[list[str]]:
    rows = json.loads(keyboard)["buttons"]
    return [[button["action"]["label"] for button in row] for row in rows]


def undo(number: int) -> dict[str, Json]:
    return {"code": "button.undo_item", "args": {"n": number}, "data": f"v1:undo:X:{number}"}


def test_a_card_is_quick_to_read() -> None:
    assert as_read(render_card(face(), RU)).splitlines() == [
        "⚠️ Похоже на нарушение: 1 сообщение",
        "💬 Лавка",
        "",
        "👤 Анна",
        "> Зарабатывай тут",
        "🔗 https://vk.ru/wall-1_2?reply=3",
        "📰 Под постом: Акция",
        "",
        "🌱 Новичок: дней в чате 2, сообщений без нарушений 0, удалено 1",
        "🔎 Почему: очень похоже на спам; ссылки: 1",
    ]


def test_what_a_stranger_wrote_is_shown_and_mentions_nobody() -> None:
    quote = Quote(EVIL, EVIL, post=EVIL, answers=EVIL, media=("photo", "hologram"))
    read = as_read(render_card(face(quotes=(quote,), where=EVIL), RU))
    assert read.count("[id1|Павел] [club1|Мы] [https://vk.ru|тут] @id1") == 5
    assert "> [id1|Павел] [club1|Мы] [https://vk.ru|тут] @id1 @all @все *id2 *durov жми" in read
    assert "фото, hologram" in read


def test_a_stranger_cannot_write_a_line_of_ours() -> None:
    forged = "ну да\n\n🌱 Свой\r\n\u2028👤 Марина\x85✅ Готово<br>❓&#10;"
    read = as_read(render_card(face(quotes=(Quote(forged, "Анна\n👤 Марина"),)), RU))
    assert "> ну да\n> 🌱 Свой\n> 👤 Марина\n> ✅ Готово<br>❓&#10;\n" in read
    assert "👤 Анна 👤 Марина\n" in read


def test_the_longest_card_keeps_its_reasons_and_fits() -> None:
    link = f"https://vk.ru/wall-{9 * 10**9}_{10**9}?reply={10**9}"
    quotes = tuple(Quote("😀[@\n" * 4000, "Н" * 5000, link, post="п" * 5000) for _ in range(3))
    read = as_read(render_card(face(quotes=quotes, more=17), RU))
    assert "Почему" in read
    assert "…и ещё 17 сообщений" in read
    assert read.count(link) == 3


@given(HOSTILE, HOSTILE, HOSTILE)
@example("[id1|a", "@all", "*id1")
def test_any_names_and_texts_make_a_card_without_mentions(text: str, name: str, where: str) -> None:
    as_read(render_card(face(quotes=(Quote(text, name, answers=where),), where=where), RU))


@given(st.integers(0, 40), st.text(st.sampled_from("😀[@a\n"), max_size=60))
def test_a_cut_never_falls_inside_an_emoji(short: int, end: str) -> None:
    text = render_repost({"author": "Анна", "text": "я" * (LIMIT - short - 80) + end * 9}, RU).text
    assert units(text) <= LIMIT
    text.encode()


def test_a_long_reply_of_nothing_but_signs_fits() -> None:
    assert as_read(render_reply("@a" * LIMIT)).endswith("@a…")


@given(HOSTILE, HOSTILE)
@example("\u202eа", "б")
@example("б", "\u202eа")
def test_short_texts_and_replies_mention_nobody_either(name: str, quote: str) -> None:
    params: dict[str, Json] = {
        "code": "role.offer",
        "args": {"name": name},
        "lines": [["item.line", {"n": 1, "author": name, "text": quote, "link": ""}]] * 9,
        "quote": quote,
    }
    as_read(render_speech(params, RU))
    as_read(render_reply(quote * 99))
    as_read(render_repost({"author": name, "text": quote}, RU))


def test_the_same_card_gives_the_same_bytes_and_other_buttons_others() -> None:
    assert render_card(face(), RU).hash == render_card(face(), RU).hash
    assert render_card(face(), RU).hash != render_card(face(buttons=()), RU).hash
    assert render_card(face(), RU).hash != render_card(face(version=4), RU).hash


def test_buttons_carry_words_and_what_the_handler_reads() -> None:
    rows = (
        (Button(Word("button.delete"), Choice.DELETE), Button(Word("button.why"), Choice.WHY)),
        (Button(Word("card.open"), url="https://vk.ru/x"), Button(Word("card.open"), url="tg://x")),
    )
    keyboard = render_card(face(buttons=rows), RU).keyboard
    assert buttons(keyboard) == [["🗑 Удалить", "❓ Почему"], ["открыть"]]
    first, second = json.loads(keyboard)["buttons"][0]
    data = parse(json.loads(first["action"]["payload"])["d"])
    assert (data.choice, data.case_id, data.version) == (Choice.DELETE, 77 << 40, 3)
    assert (first["color"], second["color"]) == ("negative", "secondary")


def test_a_card_without_buttons_has_no_keyboard() -> None:
    assert render_card(face(buttons=()), RU).keyboard == ""


def test_a_list_of_ten_removals_keeps_every_way_back() -> None:
    params: dict[str, Json] = {"code": "item.head", "buttons": [[undo(n)] for n in range(1, 11)]}
    drawn = buttons(render_speech(params, RU).keyboard)
    assert [label for row in drawn for label in row] == [f"↩️ Отменить №{n}" for n in range(1, 11)]
    assert [len(row) for row in drawn] == [2] * 5


@given(st.lists(st.lists(st.integers(1, 99), max_size=12), max_size=12))
def test_any_buttons_fit_and_the_first_ones_are_kept(rows: list[list[int]]) -> None:
    params: dict[str, Json] = {"code": "x", "buttons": [[undo(n) for n in row] for row in rows]}
    keyboard = render_speech(params, RU).keyboard
    wanted = [f"↩️ Отменить №{number}" for row in rows for number in row][:MOST]
    drawn = buttons(keyboard) if keyboard else []
    assert [label for row in drawn for label in row] == wanted
    assert len(drawn) <= MOST_ROWS
    assert all(0 < len(row) <= MOST_IN_ROW for row in drawn)


def test_a_long_label_is_cut_and_a_payload_stays_small() -> None:
    long: Json = {"code": "ы" * 99, "data": "v1:" + "x" * 61}
    (((drawn,),),) = [json.loads(render_speech({"buttons": [long]}, RU).keyboard)["buttons"]]
    assert drawn["action"]["label"] == "ы" * 39 + "…"
    assert len(drawn["action"]["payload"].encode()) <= 255


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_answer_to_a_press_says_something_whole(language: str) -> None:
    texts = Texts(language)
    codes = ["press.stop_words_first", "press.undo_refused", "press.undone_quote", "press.refused"]
    for code in codes:
        line = fitted(texts.say(code))
        assert 0 < units(line) <= SNACKBAR
        assert texts.say(code).startswith(line.rstrip("…"))


def test_a_snackbar_keeps_whole_sentences_or_cuts_at_a_word() -> None:
    assert fitted("Раз. " + "два " * 30 + ".") == "Раз."
    assert fitted("слово, " * 30) == "слово, " * 11 + "слово…"
    assert fitted("а " + "б" * 100) == "а " + "б" * 87 + "…"
    assert units(fitted("😀" * 100)) <= SNACKBAR
    assert fitted(" а\n б ") == "а б"
    assert event_data("") is None
