"""What the checks say of sentences that people and spammers write."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.canonical import canonicalise
from handlers.checks import NAMES, run_checks
from models.channel import ChannelKey, Place, Platform
from models.message import Features, Message, PartKind, TextPart
from models.person import Author
from models.signal import Signal

GROUP = ChannelKey(Platform.MEMORY, "bot", "group")
ALICE = Author(Platform.MEMORY, "alice")


NOTHING = Features()


def message(text: str, features: Features = NOTHING, kind: PartKind = PartKind.TEXT) -> Message:
    said = Message(GROUP, Place.COMMENTS, "1", ALICE, 0, 0, parts=(TextPart(kind, text),))
    return replace(said, features=features)


def look(said: Message) -> dict[str, Signal]:
    return {signal.name: signal for signal in run_checks(said, canonicalise(said.text))}


def names(text: str, features: Features = NOTHING) -> set[str]:
    return set(look(message(text, features)))


SPOKEN = {
    "Ищу помощников на удаленный заработок, от 500$ в день, пишите в лс": {
        "scheme_job",
        "contact_lure",
    },
    "Hужны пapни нa шaбaшку, oплaтa cpaзу 8000 руб": {"scheme_job", "disguise"},
    "We are hiring, earn $300 per day from your phone": {"scheme_job"},
    "Пассивный доход на крипте с гарантией, наш куратор научит": {"scheme_crypto"},
    "I invested with this trader and my profit is huge, recommended": {"scheme_crypto"},
    "Лучшее казино, бонус за депозит": {"scheme_casino"},
    "Деньги в долг без отказа под расписку": {"scheme_loan"},
    "Мефедрон, магазин 24/7, отправка почтой": {"scheme_drugs"},
    "Интим видео, смотри бесплатно в канале": {"scheme_adult"},
    "Водительские права с занесением в базу, без предоплаты": {"scheme_papers"},
    "Накрутка подписчиков, недорого, прайс": {"scheme_services"},
    "Раздача telegram premium, успей забрать": {"scheme_giveaway"},
    "Подпишись на мой канал, только у меня свежие новости": {"scheme_channel"},
    "Проголосуйте за мою племянницу": {"scheme_vote"},
    "Ваш аккаунт будет удалён, подтвердите вход": {"scheme_phishing"},
    "Пиши + в личку": {"contact_lure"},
    "Hit me up, inbox me": {"contact_lure"},
    "Вся инфа в описании профиля": {"profile_lure"},
    "Обращайтесь к @manager": {"contact_name"},
    "Звоните +7 900 123-45-67": {"phone"},
    "Мой кошелёк 0x52908400098527886E0F7030069857D2E4169EE7": {"wallet"},
    "@a1 @b2 @c3 @d4 @e5 @f6 смотрите": {"mentions_many"},
    "Я тебя убью, найду тебя и убью": {"threat"},
    "I know where you live": {"threat"},
    "Я не хочу жить, покончу с собой": {"urgent_life"},
    "В торговом зале пахнет газом": {"urgent_safety"},
    "Деньги списали дважды, верните деньги": {"urgent_money"},
    "У меня взломали аккаунт и оформили кредит на маму": {"urgent_account"},
    "Пишу жалобу в прокуратуру": {"urgent_law"},
    "Второй день сайт не работает": {"urgent_outage"},
    "Помогите срочно": {"plea"},
    "Подскажите, когда откроется магазин": {"question"},
    "Сколько стоит доставка в Тверь?": {"question"},
    "Спасибо, всё пришло": {"thanks"},
    "ПОЧЕМУ ВЫ НЕ ОТВЕЧАЕТЕ НА ЗВОНКИ": {"shouting"},
    "Новая коллекция уже в магазине, заходите к нам скорее 🔥🔥🔥🎁🎁🎁": {"emoji_load"},
    "高价收卡 实力一手车 价格实时": {"foreign_script"},
    "з а р а б о т о к": {"spaced_letters"},
    "за\u200bра\u200bбо\u200bток": {"hidden_letters"},
    "𝗂𝗇𝗏𝖾𝗌𝗍 𝗐𝗂𝗍𝗁 𝗆𝖾": {"fancy_letters"},
    "Причem здесь я": {"mixed_word"},
}


@pytest.mark.parametrize("text", SPOKEN)
def test_says_what_a_text_holds(text: str) -> None:
    assert SPOKEN[text] <= names(text)


ORDINARY = (
    "участвую",
    "+",
    "❤️❤️❤️❤️❤️❤️❤️❤️",
    "Участвую! @masha @petya @olya",
    "Приложение заработало, ура",
    "У меня сегодня выходной, погода отличная",
    "Ставка по вкладу снизилась",
    "Мы с мужем любим ваш магазин",
    "Обожаю этот торт, ем каждый вечер",
    "Ваш курьер нагрубил мне и бросил коробку, позор",
    "Ужасный сервис, больше ни ногой",
    "This phone is awful and your staff is rude",
    "Причëм тут мы",
    "нееееет",
    "убью время до вечера",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_keeps_silent_on_ordinary_speech(text: str) -> None:
    assert not names(text)


LINKS = {
    "https://t.me/+AbCdEf0": "link_invite",
    "t.me/joinchat/AbCdEf0": "link_invite",
    "https://t.me/earn_bot?start=ref123": "link_bot",
    "https://t.me/CoolBot/app": "link_bot",
    "https://t.me/durov": "link_telegram",
    "https://shop.example/?ref=777": "link_referral",
    "https://clck.ru/abc": "link_shortener",
    "https://wa.me/79001234567": "link_messenger",
    "https://xn--80ak6aa92e.com/": "link_lookalike",
    "https://аррlе.com/": "link_lookalike",
    "http://185.10.20.30/pay": "link_numeric",
    "https://example.org/page": "link",
}


@pytest.mark.parametrize("link", LINKS)
def test_knows_where_a_link_leads_bare_or_hidden(link: str) -> None:
    assert LINKS[link] in names(f"смотрите {link} здесь")
    assert LINKS[link] in names("смотрите здесь", Features(links=(link,)))


def test_a_link_cut_by_an_ellipsis_is_no_lookalike() -> None:
    assert names("новость", Features(links=("http://t…",))) == {"link"}


def test_a_broken_link_is_no_error() -> None:
    assert "link" in names("см.", Features(links=("https://[oops",)))


def test_a_link_alone_is_told_from_a_link_in_a_text() -> None:
    assert "link_only" in names("https://example.org/x")
    assert "link_only" not in names("отчёт тут https://example.org/x")


ORIGINS = {
    "forward": Features(is_forward=True),
    "external_reply": Features(is_external_reply=True),
    "story": Features(has_story=True),
    "shared_contact": Features(has_contact=True),
    "buttons": Features(buttons=2),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_says_where_content_came_from(name: str) -> None:
    assert names("", ORIGINS[name]) == {name}


def test_custom_emoji_count_as_emoji() -> None:
    text = "Новая коллекция уже в магазине, заходите к нам скорее"
    assert "emoji_load" in names(text, Features(custom_emoji=6))
    assert "emoji_load" not in names(text, Features(custom_emoji=5))


def parts(text: str) -> int:
    return int(look(message(text))["scheme_job"].detail["parts"])


def test_parts_of_a_scheme_add_up() -> None:
    assert parts("Подработка, 5000 руб") == 2
    assert parts("Ищем людей, заработок от 5000 руб в день, без опыта") == 5


def test_a_question_to_another_member_is_his() -> None:
    asked = replace(message("А сколько он стоит?"), place=Place.GROUP, thread="10")
    assert "question" in look(replace(asked, reply_to="10"))
    assert "question" not in look(replace(asked, reply_to="11"))
    assert "question" in look(replace(asked, reply_to="11", place=Place.DIRECT))


def test_a_quoted_question_is_not_asked_again() -> None:
    said = message("Сколько стоит доставка в Тверь?", kind=PartKind.QUOTE)
    assert "question" not in look(said)


def test_phones_wallets_and_styling_are_no_evidence() -> None:
    said = "ЗВОНИТЕ ПРЯМО СЕЙЧАС +7 900 123-45-67 0x52908400098527886E0F7030069857D2E4169EE7"
    silent = {"phone", "wallet", "shouting"}
    found = look(message(said))
    assert silent <= found.keys()
    assert {found[name].evidence for name in silent} == {""}


@given(st.text(max_size=200))
def test_every_text_is_looked_at_and_no_text_leaves(text: str) -> None:
    said = run_checks(message(text), canonicalise(text))
    assert {signal.name for signal in said} <= set(NAMES)
    assert len({signal.name for signal in said}) == len(said)
    assert all(signal.holds for signal in said)
    assert all(not isinstance(value, str) for signal in said for value in signal.detail.values())


def test_a_few_slips_in_a_long_text_are_no_disguise() -> None:
    slips = "Cамо собой, cоответственно. "
    assert "disguise" in names(slips)
    assert "disguise" not in names(slips + "Хороший день для прогулки. " * 20)


def test_one_word_of_two_scripts_written_twice_is_no_disguise() -> None:
    assert names("супремITизм и ещё раз супремITизм") == {"mixed_word"}


def test_no_name_is_given_twice() -> None:
    assert len(set(NAMES)) == len(NAMES)
