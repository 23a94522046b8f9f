"""Cards and short texts as people read them: a title to grasp, a quote to judge, then the reasons.

Only here are codes put into words and strangers kept to their length. The same card always gives
the same runs, so the hash of what a connector makes of them tells whether an edit changes anything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.runs import Run, Style, one_line, plain, shorten
from bot.texts import Args, Texts
from models.action import Json
from models.card import Card, Quote, Word

_NAME: Final = 64
_LINE: Final = 120
_QUOTE_SIZES: Final = (700, 300, 120, 40)
"""How much of each quote is shown; smaller until the whole card fits."""
_REASONS: Final = 6
_BREAK: Final = Run("\n")


@dataclass(frozen=True, slots=True)
class Page:
    """What a network's messages hold: whether runs fit, and whether a link can hide in a word."""

    fits: Callable[[Sequence[Run]], bool]
    bare_links: bool = False
    """A link is its whole address, so it stands on a line of its own below the quote."""


def card_runs(card: Card, texts: Texts, page: Page) -> list[Run]:
    """Return a card as runs that fit the page, as far as shorter quotes can make them."""
    runs: list[Run] = []
    for size in _QUOTE_SIZES:
        runs = list(_card(card, texts, size, page))
        if page.fits(runs):
            break
    return runs


def speech_runs(params: Mapping[str, Json], texts: Texts) -> list[Run]:
    """Return a short text of ours as runs: words, lines below, a quote."""
    head = texts.say(str(params.get("code", "")), arguments(params.get("args")))
    runs = [Run(plain(head))]
    lines = params.get("lines")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, list) and line:
            args = arguments(line[1]) if len(line) > 1 else {}
            runs += [_BREAK, Run(plain(texts.say(str(line[0]), args)))]
    quote = params.get("quote")
    if isinstance(quote, str) and quote:
        runs += [_BREAK, Run(shorten(plain(quote), _QUOTE_SIZES[0]), Style.QUOTE)]
    return runs


def repost_runs(params: Mapping[str, Json], texts: Texts) -> list[Run]:
    """Return a restored message as runs: whose it was, and its words as a quote."""
    author = one_line(str(params.get("author") or ""), _NAME)
    title = Run(texts.say("repost.title", {"author": author}))
    return [title, _BREAK, Run(plain(str(params.get("text") or "")), Style.WHOLE_QUOTE)]


def arguments(value: Json) -> Args:
    """Return the arguments of a code as they came through storage."""
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: one for key, one in pairs if isinstance(one, (str, int, float))}


def _card(card: Card, texts: Texts, size: int, page: Page) -> Iterator[Run]:
    yield Run(_word(card.title, texts), Style.BOLD)
    if card.where:
        yield _BREAK
        yield Run(texts.say("card.where", {"where": one_line(card.where, _NAME)}))
    for quote in card.quotes:
        yield _BREAK
        yield _BREAK
        yield from _quote(quote, texts, size, page)
    if card.more:
        yield _BREAK
        yield Run(texts.say("card.more", {"count": card.more}), Style.ITALIC)
    yield from _tail(card, texts)


def _quote(quote: Quote, texts: Texts, size: int, page: Page) -> Iterator[Run]:
    yield Run("👤 ")
    yield Run(one_line(quote.author, _NAME), Style.BOLD)
    if quote.edited:
        yield Run(f" · {texts.say('card.edited')}")
    if quote.state not in {"", "open"}:
        yield Run(f" · {texts.say(f'item.{quote.state}')}")
    link = Run(texts.say("card.open"), url=quote.link)
    if quote.link and not page.bare_links:
        yield Run(" · ")
        yield link
    text = shorten(plain(quote.text).strip(), size)
    if text:
        yield _BREAK
        yield Run(text, Style.QUOTE)
    if quote.link and page.bare_links:
        yield _BREAK
        yield link
    for code, line in _around(quote, texts):
        yield _BREAK
        yield Run(texts.say(code, {"text": line}))


def _around(quote: Quote, texts: Texts) -> Iterator[tuple[str, str]]:
    if quote.media:
        kinds = dict.fromkeys(_media(kind, texts) for kind in quote.media)
        yield "card.media", ", ".join(kinds)
    if quote.post:
        yield "card.post", one_line(quote.post, _LINE)
    if quote.answers:
        yield "card.answers", one_line(quote.answers, _LINE)


def _media(kind: str, texts: Texts) -> str:
    return texts.say(f"media.{kind}") if texts.knows(f"media.{kind}") else kind


def _tail(card: Card, texts: Texts) -> Iterator[Run]:
    if card.standing is not None or card.why or card.done:
        yield _BREAK
    if card.standing is not None:
        yield _BREAK
        yield Run(_word(card.standing, texts))
    if card.why:
        reasons = "; ".join(_word(word, texts) for word in card.why[:_REASONS])
        yield _BREAK
        yield Run(texts.say("card.why", {"reasons": reasons}))
    for word in card.done:
        yield _BREAK
        yield Run(_word(word, texts))


def _word(word: Word, texts: Texts) -> str:
    # A decider whose name is not known leaves the separator before it.
    return plain(texts.say(word.code, word.args)).rstrip(" ·")
