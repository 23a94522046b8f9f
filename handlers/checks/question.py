"""Whether the author asks the brand something, or thanks it.

A question to another member is his to answer; what is asked under a post is for the brand.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from handlers.checks.sight import Sight, fact
from models.channel import Place
from models.signal import Signal

IDEAS: Final[Mapping[str, str]] = {
    "question.word": (
        "как, где, когда, почему, зачем, сколько, кто, что, куда, откуда, какой, какая, какие,"
        "каким*, можно, нужно ли, есть ли, будет ли, а если, подойдет, работает ли, можете, могу,"
        "когда-нибудь, чем, до скольки, что делать, в чем, how, where, when, why, what, which,"
        "who, can, could, is, are, do, does, will, would"
    ),
    "question.plea": (
        "подскаж*, скажите, посоветуйте, расскажите, помогите разобр*, не подскажете,"
        "кто-нибудь знает, кто знает, есть кто, поясните, объясните, уточните, please tell,"
        "can you help, could you, anyone know*, does anyone, help me"
    ),
    "thanks": "спасибо*, благодар*, спс, пасиб*, thanks, thank, thx, ty",
}

_LEAST_LETTERS: Final = 10
_ASKED: Final = frozenset({Place.DIRECT, Place.BUSINESS, Place.CHANNEL_DIRECT})


def check_question(sight: Sight) -> Iterable[Signal]:
    """Yield `question` where the brand is asked, and `thanks`."""
    if "thanks" in sight.ideas:
        yield fact("thanks")
    if sight.canonical.letters < _LEAST_LETTERS or not _to_the_brand(sight):
        return
    marked = "?" in sight.message.own_text
    if "question.plea" in sight.ideas or (marked and "question.word" in sight.ideas):
        yield fact("question")


def _to_the_brand(sight: Sight) -> bool:
    message = sight.message
    return message.place in _ASKED or message.reply_to in (None, message.thread)
