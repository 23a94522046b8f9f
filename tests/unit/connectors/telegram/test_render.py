"""Cards stay whole whatever strangers write: nothing of theirs is markup, nothing is too long."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from bot.connectors.telegram.html import LIMIT, write
from bot.connectors.telegram.render import Rendered, render_card, render_repost, render_speech
from bot.runs import Run, Style, shorten, units
from bot.texts import Texts
from handlers.callback import parse
from models.card import Button, Card, Choice, Quote, Word

RU = Texts("ru")
EVIL = "</blockquote><b>&amp;<a href='tg://x'>\u202eжми\u202c</a> <script>&lt;"


class Reader(HTMLParser):
    """Reads HTML as Telegram does: tags must pair, text is counted without them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i", "a", "blockquote"}
        self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def as_read(rendered: Rendered) -> str:
    reader = Reader()
    reader.feed(rendered.text)
    reader.close()
    assert reader.open == []
    assert units(reader.text) <= LIMIT
    return reader.text


def card(**changes: object) -> Card:
    base: dict[str, object] = {
        "case_id": 77 << 40,
        "version": 3,
        "title": Word("card.title.violation", {"count": 1}),
        "quotes": (Quote("Зарабатывай тут", "Анна", "https://t.me/c/1/2", post="Акция"),),
        "where": "Чат бренда",
        "standing": Word("standing.newcomer", {"clean": 0, "removed": 1, "days": 2}),
        "why": (Word("signal.spam", {"percent": 97}), Word("signal.link", {"count": 1})),
        "buttons": ((Button(Word("button.delete"), Choice.DELETE),),),
    }
    return Card(**{**base, **changes})  # type: ignore[arg-type]


def test_a_card_is_quick_to_read() -> None:
    assert as_read(render_card(card(), RU)).splitlines() == [
        "⚠️ Похоже на нарушение: 1 сообщение",
        "💬 Чат бренда",
        "",
        "👤 Анна · открыть",
        "Зарабатывай тут",
        "📰 Под постом: Акция",
        "",
        "🌱 Новичок: дней в чате 2, сообщений без нарушений 0, удалено 1",
        "🔎 Почему: очень похоже на спам; ссылки: 1",
    ]


def test_what_a_stranger_wrote_is_shown_and_is_never_markup() -> None:
    quote = Quote(EVIL, EVIL, post=EVIL, answers=EVIL, media=("photo", "hologram"))
    shown = as_read(render_card(card(quotes=(quote,), where=EVIL), RU))
    assert shown.count("</blockquote><b>&amp;<a href='tg://x'>жми</a> <script>&lt;") == 5
    assert "\u202e" not in shown
    assert "фото, hologram" in shown


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    text = render_card(card(quotes=(Quote("x", "y", 'https://t.me/"><b>'),)), RU).text
    assert 'href="https://t.me/&quot;&gt;&lt;b&gt;"' in text


def test_the_longest_card_keeps_its_reasons_and_fits() -> None:
    quotes = tuple(Quote("😀&<" * 4000, "Н" * 5000, post="п" * 5000) for _ in range(3))
    shown = as_read(render_card(card(quotes=quotes, more=17), RU))
    assert "Почему" in shown
    assert "…и ещё 17 сообщений" in shown


@given(st.text(), st.text(), st.text())
def test_any_names_and_texts_make_a_readable_card(text: str, name: str, where: str) -> None:
    as_read(render_card(card(quotes=(Quote(text, name, answers=where),), where=where), RU))


@given(
    st.lists(st.tuples(st.text(), st.sampled_from(Style))),
    st.integers(0, 40),
)
def test_a_cut_never_falls_inside_a_tag_an_escape_or_an_emoji(
    runs: list[tuple[str, Style]], limit: int
) -> None:
    written = write([Run(text, style) for text, style in runs], limit)
    plain = re.sub(r"<[^>]*>", "", written)
    assert re.sub(r"&(amp|lt|gt);", "", plain).count("&") == 0
    written.encode("utf-16-le", "surrogatepass")
    reader = Reader()
    reader.feed(written)
    reader.close()
    assert reader.open == []
    assert units(reader.text) <= limit


def test_shortening_leaves_no_half_of_an_emoji() -> None:
    assert shorten("ab😀😀", 4) == "ab…"
    assert shorten("ab", 2) == "ab"


def test_the_same_card_gives_the_same_bytes_and_another_version_others() -> None:
    assert render_card(card(), RU).hash == render_card(card(), RU).hash
    assert render_card(card(), RU).hash != render_card(card(version=4), RU).hash


def test_buttons_carry_words_and_what_the_handler_reads() -> None:
    rows = (
        (Button(Word("button.delete"), Choice.DELETE), Button(Word("button.keep"), Choice.KEEP)),
        (Button(Word("card.open"), url="https://t.me/x"), Button(Word("card.open"), url="evil:x")),
    )
    keyboard = render_card(card(buttons=rows), RU).keyboard
    assert keyboard is not None
    labels = [[button.text for button in row] for row in keyboard.inline_keyboard]
    assert labels == [["🗑 Удалить", "👍 Не нарушение"], ["открыть"]]
    data = parse(keyboard.inline_keyboard[0][0].callback_data or "")
    assert (data.choice, data.case_id, data.version) == (Choice.DELETE, 77 << 40, 3)


def test_a_card_without_buttons_has_no_keyboard() -> None:
    assert render_card(card(buttons=()), RU).keyboard is None


def test_a_decider_without_a_name_leaves_no_loose_dot() -> None:
    shown = as_read(render_card(card(done=(Word("resolution.kept", {"by": ""}),)), RU))
    assert shown.endswith("Решено: не нарушение")


def test_a_short_text_has_lines_a_quote_and_buttons() -> None:
    params = {
        "code": "setup.watch_bound",
        "args": {"where": "<Чат>"},
        "lines": [["right.delete", {"where": "&"}], ["nobody.said", {}]],
        "quote": EVIL,
        "buttons": [
            [{"code": "button.undo_item", "args": {"n": 2}, "data": "v1:undo:X:1"}],
            [{"bad": 1}],
        ],
    }
    rendered = render_speech(params, RU)  # type: ignore[arg-type]
    shown = as_read(rendered)
    assert "Под наблюдением: <Чат>" in shown
    assert "nobody.said" in shown
    assert rendered.keyboard is not None
    words = RU.say("button.undo_item", {"n": 2})
    assert [[one.text for one in row] for row in rendered.keyboard.inline_keyboard] == [[words]]


@pytest.mark.parametrize("text", [EVIL, "длинно " * 3000])
def test_a_restored_message_names_its_author_and_quotes_it(text: str) -> None:
    shown = as_read(render_repost({"text": text, "author": "Анна <b>"}, RU))
    assert "Анна <b>" in shown
    assert text[:10].strip() in shown
