"""VK's part of `doctor`: keys, the switches of events, and what the keys may do.

Nothing is tried that anybody could see. What acts have taught the bot before comes from storage.
"""

from collections.abc import Mapping, Sequence

from bot.cli.doctor_callback import look_at_callback, mend_callback
from bot.cli.doctor_places import Bound
from bot.cli.doctor_vk_keys import Bench, look_at_keys
from bot.cli.findings import Finding, do, fault, ok, warning
from bot.config import Config
from bot.connectors.vk.abilities import METHODS, UNLIKELY, UNTRIED
from bot.connectors.vk.delivery import is_deaf
from bot.ports import Capability, PlatformDownError, TokenRefusedError
from handlers.tier import MAY, setting_of
from models.card import Word
from models.channel import Platform

EVENTS = "vk_events"
"""What is called off in findings that `mend_vk` can mend."""
_RIGHTS = frozenset({"messages", "manage"})
_USER_KEY, _READER = "need.user_key", "need.reader"


async def look_at_vk(config: Config, bound: Bound) -> list[Finding]:
    """Return what is found of VK; none where it is off."""
    if config.vk is None:
        return []
    bench = Bench.of(config.vk)
    try:
        return await _look(bench, bound)
    except TokenRefusedError as error:
        return [fault("vk_token", "said", do("vk_token"), said=str(error))]
    except PlatformDownError as error:
        advice = do("silent", api=config.vk.api)
        return [fault("vk", "silent", advice, why=str(error))]
    finally:
        bench.client.close()


async def mend_vk(config: Config) -> list[Finding]:
    """Switch on the events that we read and VK does not send; return what came of it."""
    if config.vk is None:
        return []
    bench = Bench.of(config.vk)
    try:
        await bench.survey.community()
        found = [_switched(await bench.survey.switch_on())] if bench.survey.polls else []
        return found + await mend_callback(bench)
    except TokenRefusedError as error:
        return [fault(EVENTS, "said", Word("need.manage"), said=str(error))]
    except PlatformDownError as error:
        return [fault(EVENTS, "silent", do("silent", api=config.vk.api), why=str(error))]
    finally:
        bench.client.close()


async def _look(bench: Bench, bound: Bound) -> list[Finding]:
    survey = bench.survey
    await survey.community()
    found = [ok("vk_token", "accepted_vk", name=survey.around.screen_name)]
    found += await look_at_keys(bench)
    for key, purpose in bound.of(Platform.VK).items():
        for seen in await survey.place(key, purpose, bench.clock.now()):
            title = getattr(seen, "title", "")
            bound.titles[key.external_id] = f"«{title}»" if title else ""
    for one in await survey.capabilities():
        found.append(_finding(bench, one, bound))
    return found + await look_at_callback(bench)


def _finding(bench: Bench, one: Capability, bound: Bound) -> Finding:
    if one.name == "events":
        return _events(one)
    if one.name in _RIGHTS:
        what = f"vk_right.{one.name}"
        return ok(what, "yes") if one.can else fault(what, "no", Word(one.why))
    where = bound.titles.get(one.where) or one.where
    if one.where == bench.survey.around.account:
        return _learned(bench, one, bound.learned)
    what = {"read": "can.read", "managers": "vk_seats"}.get(one.name, "vk_chat")
    args: dict[str, str | int] = {"tier": one.name, "where": where}
    if one.can:
        return ok(what, "yes", **args)
    say = warning if one.name == "managers" else fault
    return say(what, "no", Word(one.why), **args)


def _learned(bench: Bench, one: Capability, learned: Mapping[str, str]) -> Finding:
    """Say of one act of the community what is known, its own acts before VK's documents."""
    wall = bench.survey.around.key("wall")
    known = learned.get(setting_of(wall, one.name))
    key = bench.key_for(METHODS[one.name][0][0]) if one.name in METHODS else ""
    args: dict[str, str | int] = {"tier": one.name, "key": key}
    if not one.can:
        return warning("vk_can", "by_hand", Word(one.why), **args)
    if one.why not in {UNTRIED, UNLIKELY}:
        return ok("vk_can", "yes", **args)
    return _untried(one, known, args)


def _untried(one: Capability, known: str | None, args: dict[str, str | int]) -> Finding:
    if known == MAY:
        return ok("vk_can", "worked", **args)
    if known is not None:
        need = METHODS[one.name][1] if one.name in METHODS else _READER
        return warning("vk_can", "by_hand", Word(need), **args)
    if one.why == UNLIKELY:
        return warning("vk_can", "unlikely", Word(_USER_KEY), **args)
    return ok("vk_can", "untried", **args)


def _events(one: Capability) -> Finding:
    if one.can:
        return warning(EVENTS, "settings_hidden", Word("need.manage")) if one.why else _all_on()
    off = one.why.partition(":")[2].split(",")
    say = fault if is_deaf(off) else warning
    return say(EVENTS, "events_off", do("events"), events=", ".join(off))


def _switched(off: Sequence[str]) -> Finding:
    return ok(EVENTS, "switched_on", events=", ".join(off)) if off else _all_on()


def _all_on() -> Finding:
    return ok(EVENTS, "all_on")
