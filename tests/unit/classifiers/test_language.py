"""The language is named where the text gives it away, and not guessed elsewhere."""

import pytest

from bot.classifiers.linear.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("почему не работает приложение?", "ru"),
        ("чому не працює застосунок? є питання", "uk"),
        ("чаму не працуе? ўсё дрэнна", "be"),
        ("қосымша неге жұмыс істемейді?", "kk"),
        ("why is the app not working?", "en"),
        ("perché non funziona? non è possibile", "it"),
        ("warum geht das nicht? ich bin müde", "de"),
        ("купил iphone в магазине", "ru"),
        ("👍👍", "und"),
        ("", "und"),
        ("123 <url>", "und"),
        ("zzz qqq", "und"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(text) == code
