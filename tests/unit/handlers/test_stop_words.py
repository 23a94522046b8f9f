"""A filter learns addresses that a wave shares, and never a word that people use."""

from handlers.stop_words import LIST_WORDS, chosen, fits, read
from models.channel import ChannelKey, Place, Platform
from models.message import Message, PartKind, TextPart
from models.person import Author

WALL = ChannelKey(Platform.VK, "55", "wall")


def said(*texts: str) -> list[Message]:
    who = Author(Platform.VK, "1")
    return [
        Message(WALL, Place.WALL, f"1/{n}", who, 0, 0, (TextPart(PartKind.TEXT, text),))
        for n, text in enumerate(texts)
    ]


def test_a_shared_domain_and_a_shared_name_are_chosen() -> None:
    wave = said("заходи casino-a.ru", "бонус CASINO-A.ru/x от @Luckyman", "@luckyman ждёт")
    assert chosen(wave) == ("@luckyman", "casino-a.ru")


def test_ordinary_words_are_never_chosen() -> None:
    assert chosen(said("купи казино", "купи казино", "купи казино")) == ()


def test_what_one_message_carries_is_not_the_waves() -> None:
    assert chosen(said("a.casino.ru", "b.casino.ru", "привет")) == ()


def test_addresses_of_everybody_are_never_chosen() -> None:
    assert chosen(said("vk.com/a t.me/b", "vk.com/c t.me/d")) == ()


def test_the_brands_own_address_is_never_chosen() -> None:
    assert chosen(said("shop.ru", "shop.ru"), said("Мы на shop.ru")) == ()


def test_no_more_than_ten_are_chosen() -> None:
    text = " ".join(f"site{n}.casino.ru" for n in range(20))
    assert len(chosen(said(text, text))) == 10


def test_a_pasted_list_is_read_between_commas_and_lines() -> None:
    assert read(" дурак, осёл\nдурак ,, ") == ("дурак", "осёл")


def test_a_list_has_its_limit() -> None:
    assert fits(["a"] * LIST_WORDS)
    assert not fits(["a"] * (LIST_WORDS + 1))
    assert not fits(["a" * 2_001])
