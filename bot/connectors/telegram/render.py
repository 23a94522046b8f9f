"""Cards and short texts as Telegram shows them: a title to grasp, a quote to judge, buttons below.

Only here are words made and strangers escaped. Rendering the same card twice gives the same bytes,
so its hash tells whether an edit would change anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.connectors.telegram.aio import types
from bot.connectors.telegram.html import LIMIT, Run, bold, one_line, plain, quoted, shorten, units
from bot.connectors.telegram.html import write as write_html
from bot.connectors.telegram.keyboard import arguments, card_keyboard, speech_keyboard
from bot.texts import Texts
from models.action import Json
from models.card import Card, Quote, Word

_NAME: Final = 64
_LINE: Final = 120
_QUOTE_SIZES: Final = (700, 300, 120, 40)
"""How much of each quote is shown; smaller until the whole card fits."""
_REASONS: Final = 6
_BREAK: Final = Run("\n")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent."""

    text: str = field(repr=False)
    keyboard: types.InlineKeyboardMarkup | None = None

    @property
    def hash(self) -> str:
        """Fingerprint of all that a reader sees."""
        buttons = self.keyboard.model_dump_json(exclude_none=True) if self.keyboard else ""
        return sha256(f"{self.text}\0{buttons}".encode("utf-8", "surrogatepass")).hexdigest()


def render_card(card: Card, texts: Texts) -> Rendered:
    """Return a card as a message of at most 4096 units."""
    runs: list[Run] = []
    for size in _QUOTE_SIZES:
        runs = list(_card(card, texts, size))
        if sum(units(run.text) for run in runs) <= LIMIT:
            break
    return Rendered(write_html(runs), card_keyboard(card, texts))


def render_speech(params: Mapping[str, Json], texts: Texts) -> Rendered:
    """Return a short text of ours: words, lines below, a quote, buttons."""
    runs = [Run(texts.say(str(params.get("code", "")), arguments(params.get("args"))))]
    lines = params.get("lines")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, list) and line:
            args = arguments(line[1]) if len(line) > 1 else {}
            runs += [_BREAK, Run(texts.say(str(line[0]), args))]
    quote = params.get("quote")
    if isinstance(quote, str) and quote:
        runs += [_BREAK, quoted(shorten(plain(quote), _QUOTE_SIZES[0]))]
    return Rendered(write_html(runs), speech_keyboard(params.get("buttons"), texts))


def render_repost(params: Mapping[str, Json], texts: Texts) -> Rendered:
    """Return a restored message: whose it was, and its words as a quote."""
    author = one_line(str(params.get("author") or ""), _NAME)
    runs = [Run(texts.say("repost.title", {"author": author})), _BREAK]
    runs.append(Run(plain(str(params.get("text") or "")), "blockquote"))
    return Rendered(write_html(runs))


def _card(card: Card, texts: Texts, size: int) -> Iterator[Run]:
    yield bold(_word(card.title, texts))
    yield from _place(card, texts)
    for quote in card.quotes:
        yield _BREAK
        yield _BREAK
        yield from _quote(quote, texts, size)
    if card.more:
        yield _BREAK
        yield Run(texts.say("card.more", {"count": card.more}), "i")
    yield from _tail(card, texts)


def _place(card: Card, texts: Texts) -> Iterator[Run]:
    if card.where:
        yield _BREAK
        yield Run(texts.say("card.where", {"where": one_line(card.where, _NAME)}))


def _quote(quote: Quote, texts: Texts, size: int) -> Iterator[Run]:
    yield Run("👤 ")
    yield bold(one_line(quote.author, _NAME))
    if quote.edited:
        yield Run(f" · {texts.say('card.edited')}")
    if quote.state not in {"", "open"}:
        yield Run(f" · {texts.say(f'item.{quote.state}')}")
    if quote.link:
        yield Run(" · ")
        yield Run(texts.say("card.open"), url=quote.link)
    text = shorten(plain(quote.text).strip(), size)
    if text:
        yield _BREAK
        yield quoted(text)
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
