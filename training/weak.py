"""Weak labels for urgency, of which no public set exists, and for politeness.

The cues follow the project's own guideline: waiting makes harm grow. They only mark rows that
people already labelled negative, and only where the brand is one that customers depend on; the
classifier learns what goes with them. The few hand-labelled rows set the calibration, never the
weights. `mixing` reads this.
"""

import re
from typing import Final

_CUES: Final = (
    r"не (?:работает|работают|дозвон|приход[ия]т (?:смс|код|деньги)|прош[её]л плат|пришли деньги)",
    r"не могу (?:войти|зайти|снять|оплатить|дозвон|позвон|получить|перевести|выйти|пополн)",
    r"нет (?:связи|сети|интернета|доступа)|что (?:за \w+ )?со связью|без (?:связи|интернета|денег)",
    r"(?:связь|сеть|интернет) (?:пропа|исчез|леж|легл|упал)",
    r"(?:пропа|исчез)\w* (?:связь|сеть|интернет|деньги|инет)|деньги (?:пропали|исчезли|не дошли)",
    r"заблокир\w+|блокиров(?:ка|али)\w*|взлома\w+|украл\w*|мошенни\w+|обману\w+ на|утечк\w+",
    r"списал\w*|снял[иа]? (?:деньги|\d)|верн(?:ите|уть) (?:мои |мне )?деньг|потеряли .{0,20}деньг",
    r"срочно|помогите|sos|что делать\?|сделайте что-?нибудь|сколько (?:можно )?ждать",
    r"(?:второй|третий|\d+(?:-?й)?) (?:день|дня|дней|час|часа|часов|сут\w+)[^.!?]{0,30}(?:не|нет) ",
    r"(?:в|до) суда?\b|прокурат\w+|роспотребнадзор\w*|жалоб\w+ в |полици\w+|адвокат\w*|\bиск\b",
    r"отрав\w+|ожог\w*|травм\w+|умер\w*|погиб\w*|угрожа\w+|пожар\w*|взорвал\w*",
    r"банкомат\w* (?:съел|не выда|заж)|карт[ау] (?:съел|заблок|не приним)|двойн\w+ списан\w*",
    r"\b(?:urgent\w*|asap|emergency|stranded|stolen|hacked|fraud\w*|lawsuit|lawyer|sue )",
    r"can'?t (?:log ?in|access|pay|withdraw|get through)|locked out|no (?:service|signal|internet)",
    r"charged (?:me )?twice|lost (?:my|our) (?:bag|luggage|money|card)|still waiting .{0,20}hour",
)
_URGENT: Final = re.compile("|".join(_CUES))
_SURE: Final = re.compile(
    r"срочно|помогите|взлома|украл|мошенн|заблокир|списал|не могу (?:войти|снять|оплатить|дозвон)|"
    r"верните? .{0,10}деньг|stranded|stolen|hacked|fraud|locked out"
)
_NEWS: Final = re.compile(
    r"<url>$|\b(?:цб|центробанк|арбитраж\w*|акци[ия]|млн|млрд|сообщил\w*|заявил\w*|подал\w* иск)\b"
)
URGENT_INTENTS: Final = frozenset(
    (
        *("lost_or_stolen_card", "lost_or_stolen_phone", "compromised_card", "card_swallowed"),
        *("cash_withdrawal_not_recognised", "card_payment_not_recognised", "pin_blocked"),
        *("direct_debit_payment_not_recognised", "transaction_charged_twice", "card_not_working"),
        *("wrong_amount_of_cash_received", "declined_card_payment", "report_lost_card"),
        *("report_fraud", "account_blocked"),
    )
)
"""Intents of banking77 and clinc150 in which waiting costs the customer."""

_SWEAR: Final = re.compile(
    r"(?:ху[йеяюё]|пизд|[её]б[аулнтк]|бля|сук[аи]|муда|мудо|гандон|пид[оа]р|долбо|шлюх|жоп|говн|"
    r"дерьм|твар|ублюд|урод|дебил|идиот|туп(?:ой|ые|ая)|fuck|shit|bitch|cunt|asshole|idiot|moron)"
)


def urgent(text: str) -> bool:
    """Tell whether a negative text about a service people depend on sounds urgent."""
    return bool(_URGENT.search(text)) and not _NEWS.search(text)


def surely_urgent(text: str) -> bool:
    """Tell whether a text has a cue that is urgent whatever the brand does."""
    return bool(_SURE.search(text)) and not _NEWS.search(text)


def swears(text: str) -> bool:
    """Tell whether a text holds a word that insults or swears, or one that looks like it."""
    return bool(_SWEAR.search(text))
