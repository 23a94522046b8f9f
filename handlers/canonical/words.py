"""The few words that the canonical text knows by name, where letters alone do not decide.

Read by the fold to one script and by the reading of digits. Kept short on purpose: each list holds
what was met in real messages or in spam, never a dictionary. All lower-case.
"""

from typing import Final

LATIN_ALIKE: Final = frozenset(
    {
        *("ai", "api", "app", "ape", "cap", "cape", "coke", "cope", "copy", "cop", "epic", "ice"),
        *("ip", "ipo", "ok", "okay", "pack", "pay", "pc", "pci", "peak", "pic", "pick", "piece"),
        *("poco", "pop", "pope", "xx", "xxx"),
    }
)
"""Latin words in which every small letter looks like a Cyrillic one."""

CYRILLIC_ALIKE: Final = frozenset(
    {
        *("сука", "суку", "суке", "секс", "секса", "сексе", "хер", "хера", "херу", "охерел"),
        *("херас", "скоро", "срок", "срока", "сроке", "курс", "курса", "курсе", "рука", "руке"),
        *("руку", "касса", "кассе", "кассу", "сахара", "сахару", "сосу"),
    }
)
"""Cyrillic words in which every letter looks like a Latin one."""

GLUED: Final = frozenset(
    {
        *("ai", "gw", "hr", "ip", "it", "pc", "pr", "rt", "ru", "tv", "ua", "vk"),
    }
)
"""Latin runs of two that people put before or after Cyrillic letters without meaning a disguise."""

LEET_STEMS: Final = (
    *("airdrop", "bitcoin", "bonus", "casino", "cialis", "credit", "crypto", "dating", "deposit"),
    *("discount", "earning", "escort", "forex", "giveaway", "income", "instagram", "invest"),
    *("iphone", "jackpot", "lottery", "million", "money", "onlyfan", "passive", "paypal", "poker"),
    *("porn", "prize", "profit", "promo", "telegram", "trading", "usdt", "viagra", "wallet"),
    *("whatsapp", "winner", "xanax"),
    *("asshol", "bastard", "bitch", "bullshit", "cunt", "faggot", "fuck", "idiot", "moron"),
    *("nigga", "nigger", "pussy", "retard", "shit", "slut", "stupid", "whore"),
    *("bastardo", "cazzo", "coglion", "merda", "puttan", "stronz", "troia", "vaffan"),
    *("blyad", "huesos", "pidor", "pizd", "suka", "zaeb"),
)
"""Stems of spam and swearing that a single digit inside a Latin word is read for."""
