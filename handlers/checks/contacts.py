"""Calls to go on elsewhere: "write me in private", a name to write to, another messenger.

Customers say such things too, so a contact is one kind of evidence among others.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from handlers.checks.sight import Sight, fact
from models.signal import Signal

IDEAS: Final[Mapping[str, str]] = {
    "contact.private": (
        "в лс, в личк*, в личн* сообщен*, в личные, в личный, в л с, личные сообщения, лс, личку,"
        "в пм, в директ, в телегу, в телеграм*, в тг, в тгк, в вотсап*, в ватсап*, в whatsapp,"
        "в особист*, в приват*, dm, pm, inbox, in private, direct message, whatsapp, на почту"
    ),
    "contact.call": (
        "пиши*, напиши*, писать, пишит*, отпиш*, отпис*, жду, ждем, ожидаю, стучи*, обращай*,"
        "обращат*, подробност*, детал*, информаци*, кидай*, ставь*, плюс, +, кому интересно,"
        "кто готов, заинтересова*, интересует, свяж*, пишіть, контакт*, откликай*, связь,"
        "звони*, за подробност*, маякни*, если интересно, всю инфу, вся информация,"
        "write*, message me, contact*, text me, hit me, send me, reach*, interested"
    ),
    "contact.short": (
        "dm me, pm me, inbox me, + в лс, + в личк*, плюс в лс, плюсик*, жду в лс, жду в личк*,"
        "пиши* в лс, пиши* мне, писать в лс, пиши* в личк*, пишите +, пиши +, ставь +,"
        "пиши* <user>, писать <user>, обращай* <user>, контакт <user>, связь <user>,"
        "напиши* <user>, напиши* +, пиши* сюда, пиши* сразу, contact <user>, write to <user>,"
        "write <user>, message <user>, text <user>, пиши* в телегр*, пиши* в тг"
    ),
    "contact.profile": (
        "описани* профил*, в описани*, моем профил*, моего профил*, в шапке профил*, мой профиль,"
        "в профил*, смотри профил*, в био, my bio, in bio, my profile, закреп* в профил*,"
        "смотри* описани*, посмотри* описани*"
    ),
}


def check_contacts(sight: Sight) -> Iterable[Signal]:
    """Yield how the message asks to go on elsewhere."""
    ideas = sight.ideas
    if "contact.short" in ideas or {"contact.private", "contact.call"} <= ideas:
        yield fact("contact_lure", "contact")
    elif "<user>" in sight.canonical.text and "contact.call" in ideas:
        yield fact("contact_name", "contact")
    if "contact.profile" in ideas:
        yield fact("profile_lure", "contact")
