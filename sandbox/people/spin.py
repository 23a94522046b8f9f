"""Phrases with choices: `[Привет|Добрый день]` becomes one of the two, by the stage's dice.

All words of the sandbox are written so, in order that a thousand messages are not ten messages.
"""

import random
import re

_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def spin(dice: random.Random, phrase: str) -> str:
    """One reading of a phrase; choices may be nested, `{n}` is a number from 2 to 99."""
    while found := _CHOICE.search(phrase):
        chosen = dice.choice(found.group(1).split("|"))
        phrase = phrase[: found.start()] + chosen + phrase[found.end() :]
    while "{n}" in phrase:
        phrase = phrase.replace("{n}", str(dice.randint(2, 99)), 1)
    return phrase.strip()
