"""Both languages say the same things, and everything that the code can say has words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.texts import LANGUAGES, Texts, folder
from handlers.callback import LIMIT_BYTES
from handlers.checks import NAMES
from models.card import Choice

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(
    r"(?:button|card|press|command|help|setup|role|item|alert|status|why|test|standing|resolution"
    r"|fault|repost|telegram|capability)\.[a-z_.]+[a-z]"
)
HOSTS = {"telegram.me", "telegram.dog"}


def catalogue(language: str) -> Catalog:
    with (folder() / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def entries(language: str) -> dict[str, Message]:
    found = {}
    for message in catalogue(language):
        if message.id:
            code = message.id if isinstance(message.id, str) else message.id[0]
            found[code] = message
    return found


def patterns(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def placeholders(pattern: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", pattern))


def test_both_languages_have_the_same_codes() -> None:
    russian, english = entries("ru"), entries("en")
    assert set(russian) == set(english)
    assert len(russian) > 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_is_without_words_and_no_entry_is_fuzzy(language: str) -> None:
    for code, message in entries(language).items():
        assert all(pattern.strip() for pattern in patterns(message)), code
        assert not message.fuzzy, code


def test_both_languages_take_the_same_arguments() -> None:
    english = entries("en")
    for code, message in entries("ru").items():
        ours = {name for pattern in patterns(message) for name in placeholders(pattern)}
        theirs = {name for pattern in patterns(english[code]) for name in placeholders(pattern)}
        assert ours == theirs, code


def test_every_plural_has_all_forms_of_its_language() -> None:
    forms = {"ru": 3, "en": 2}
    for language, count in forms.items():
        for code, message in entries(language).items():
            if not isinstance(message.id, str):
                assert len(patterns(message)) == count, code


def literals() -> Iterator[tuple[str, str]]:
    """Every string in handlers and bot that is a whole code of ours."""
    for folder_name in ("handlers", "bot"):
        for path in (ROOT / folder_name).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            inside = {
                id(part)
                for node in ast.walk(tree)
                if isinstance(node, ast.JoinedStr)
                for part in node.values
            }
            for node in ast.walk(tree):
                if id(node) in inside or not isinstance(node, ast.Constant):
                    continue
                if (
                    isinstance(node.value, str)
                    and CODE.fullmatch(node.value)
                    and node.value not in HOSTS
                ):
                    yield node.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_code_in_the_program_has_words() -> None:
    texts = Texts("en")
    missing = {code: where for code, where in literals() if not texts.knows(code)}
    assert missing == {}


def test_every_signal_of_a_check_has_words() -> None:
    texts = Texts("en")
    assert [name for name in NAMES if not texts.knows(f"signal.{name}")] == []


def test_every_button_has_words() -> None:
    texts = Texts("ru")
    assert [choice for choice in Choice if not texts.knows(f"button.{choice.name.lower()}")] == []
    assert LIMIT_BYTES == 64


def test_answers_to_presses_fit_into_two_hundred_characters() -> None:
    for language in LANGUAGES:
        for code, message in entries(language).items():
            if code.startswith("press."):
                assert all(len(pattern) <= 200 for pattern in patterns(message)), code


def test_plurals_follow_the_language() -> None:
    assert [Texts("ru").say("card.more", {"count": count}) for count in (1, 3, 5, 21)] == [
        "…и ещё 1 сообщение",
        "…и ещё 3 сообщения",
        "…и ещё 5 сообщений",
        "…и ещё 21 сообщение",
    ]
    assert Texts("en").say("card.more", {"count": 1}) == "…and 1 more message"


def test_a_count_without_plural_forms_is_still_said() -> None:
    assert Texts("en").say("status.cases_open", {"count": 7}) == "📋 Open cards: 7"


def test_a_code_without_words_is_shown_as_itself() -> None:
    assert Texts("ru").say("nobody.said.this") == "nobody.said.this"


def test_a_longer_code_falls_back_to_its_nearest_known_prefix() -> None:
    words = Texts("en").say("notice.platform_down.telegram.42")
    assert words == Texts("en").say("notice.platform_down")
    assert "telegram.42" not in words


def test_a_missing_argument_shows_the_pattern_instead_of_failing() -> None:
    assert "{id}" in Texts("en").say("alert.again")


def test_an_argument_is_never_read_as_a_pattern() -> None:
    assert "{id}" in Texts("en").say("card.where", {"where": "{id}{0.__class__}"})


def test_arguments_that_are_codes_are_said_in_words() -> None:
    assert "“Delete messages”" in Texts("en").say(
        "status.channel_missing", {"where": "chat", "rights": "delete, restrict"}
    )


def test_an_unknown_language_speaks_english() -> None:
    assert Texts("xx").language == "en"
