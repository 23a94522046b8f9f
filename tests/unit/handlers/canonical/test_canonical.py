"""The canonical form is what a reader sees, and never more than that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.canonical import Canonical, canonicalise

ODD = st.sampled_from(
    "абвгдеэюяАВСЕНКМОРТХ абcdeopxyiABCEHKMOPTX 0134568@$№.-_*·!<>|/:,()\u200b\u00ad\u0301"
    "\u0336\u2060\U0001f1e8\U0001f170\U0001f44d\ufe0f\u200dᴀᴧοΣİßіұ\ud800\n"
) | st.sampled_from(["http://", "t.me", "8912345678"])


@pytest.mark.parametrize(
    ("seen", "canonical", "code"),
    [
        ("кaзинo", "казино", "lookalikes"),
        ("сasino", "casino", "lookalikes"),
        ("очeнb хорошo", "очень хорошо", "lookalikes"),
        ("Пᴏддᴇᴧьнᴀя ʙᴀᴧюᴛᴀ", "поддельная валюта", "small_caps"),
        ("ка\u200bзи\u2060но", "казино", "zero_width"),
        ("к а з и н о", "казино", "spaced"),
        ("к.а.з.и.н.о", "казино", "dotted"),
        ("к-а-з-и-н-о", "казино", "dotted"),
        ("к🔥а🔥з🔥и🔥н🔥о", "казино", "dotted"),
        ("c_a_s_i_n_o", "casino", "dotted"),
        (
            "з\u200b а\u200b р\u200b а\u200b б\u200b о\u200b т\u200b о\u200b к",
            "заработок",
            "spaced",
        ),
        ("3apa6oтoк", "заработок", "leet"),
        ("с0бака", "собака", "leet"),
        ("bitc0in", "bitcoin", "leet"),
        ("кази№o", "казино", "lookalikes"),
        ("нееееееет", "неет", "stretched"),
        ("🇨 🇦 🇸 🇮 🇳 🇴", "casino", "emoji_letters"),
        ("🅲🅰🆂🅸🅽🅾", "casino", "emoji_letters"),
        ("𝐂𝐚𝐬𝐢𝐧𝐨", "casino", "emoji_letters"),
    ],
)
def test_a_disguise_is_undone_and_named(seen: str, canonical: str, code: str) -> None:
    form = canonicalise(seen)
    assert form.text == canonical
    assert code in form.obfuscations


@pytest.mark.parametrize(
    "honest",
    [
        "а. с. пушкин и т. д. и т.п.",
        "с.ш.а., к.т.н., ф.и.о.",
        "а б в г",
        "a b c d e",
        "htcшный телефон, smsка и vpnом",
        "100000 руб, 2х4, 5ти, b2b, mp3, h264, #wwg1wga",
        "я и в о и к",
        "қазақ тілі өте әдемі ғой",
        "привіт, як справи? ґанок, їжак, моє подвір'я",
        "прывітанне, у мяне ўсё добра",
        "καλημέρα κόσμε",
        "perché no? la città è più bella",
        "naïve café, straße",
        "זה טקסט בעברית",
        "नमस्ते दुनिया",
        "你好，世界".replace("，", ","),
        "🇷🇺 россия 👍",
    ],
)
def test_honest_text_of_any_script_stays(honest: str) -> None:
    assert canonicalise(honest) == Canonical(honest, frozenset(), sum(map(str.isalpha, honest)))


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("см. https://t.me/abc?x=1 тут", "см. <url> тут"),
        ("пиши t.me/abc или example.com.", "пиши <url> или <url>."),
        ("спроси @nick_1", "спроси <user>"),
        ("[id123|Имя Фамилия], привет", "<user>, привет"),
        ("почта a.b@mail.ru", "почта <email>"),
        ("звони +7 (912) 345-67-89", "звони <phone>"),
    ],
)
def test_masks_keep_nothing_and_their_letters_do_not_count(written: str, masked: str) -> None:
    form = canonicalise(written)
    assert form.text == masked
    assert form.letters < sum(map(str.isalpha, masked))
    assert not form.obfuscations


def test_two_messages_that_differ_only_in_their_links_are_equal() -> None:
    assert canonicalise("Жми https://a.ru/1").text == canonicalise("жми http://b.com/2?z").text


def test_a_family_emoji_and_a_web_page_hyphen_are_no_disguise() -> None:
    assert canonicalise("👨\u200d👩\u200d👧 ❤\ufe0f ок").obfuscations == frozenset()
    assert canonicalise("дого\u00adвор").text == "договор"
    assert canonicalise("дого\u00adвор").obfuscations == frozenset()


def test_signs_keep_their_force_up_to_three() -> None:
    assert canonicalise("Как так??????? !!").text == "как так??? !!"


def test_stress_and_strike_through_are_taken_off() -> None:
    assert canonicalise("п̶р̷и̸в̵е̴т̶ за́мок").text == "привет замок"


@pytest.mark.parametrize("text", ["", " ", "👍👍", "\u200b", "а" * 10_000, "к " * 5_000, "\x00"])
def test_any_length_is_answered(text: str) -> None:
    assert canonicalise(text).letters <= max(len(text), 1)


@settings(max_examples=600, deadline=None)
@given(st.text(max_size=60) | st.lists(ODD, max_size=40).map("".join))
def test_the_canonical_form_is_its_own_canonical_form(text: str) -> None:
    once = canonicalise(text).text
    assert canonicalise(once).text == once


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюя", min_size=2, max_size=12))
def test_a_plain_russian_word_never_changes_but_for_stretching(word: str) -> None:
    form = canonicalise(word)
    assert form.text == word or form.obfuscations == {"stretched"}


def test_capitals_are_kept_beside_the_canonical_form_unless_letters_were_disguised() -> None:
    plain = canonicalise("ПОЧЕМУ не работаееет, @Anna?  HELP")
    assert plain.cased == "ПОЧЕМУ не работаеет, <user>? HELP"
    assert plain.text == plain.cased.lower()
    hidden = canonicalise("СКИДКИ в кaзинo")
    assert hidden.cased == hidden.text == "скидки в казино"
