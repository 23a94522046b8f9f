"""Reads policy.toml: its rules stand beside the built-in ones and may silence them by name.

A file that cannot be used as a whole is refused as a whole, with every fault named.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from handlers.policy.default import DEFAULT_RULES
from handlers.policy.faults import Fault, PolicyError, Report, unknown
from handlers.policy.rules import (
    ALLOW,
    KINDS,
    NOTICES,
    PREFIXES,
    SANCTIONS,
    MoodPunishesError,
    Policy,
    Rule,
    RuleMode,
)
from handlers.policy.tree import Place, read_tree

_HEAD: Final = ("name", "without", "rule")
_KEYS: Final = (*("name", "description", "mode", "kind", "when", "acts", "silences", "expires"),)
_WORDS: Final = ("name", "description", "mode", "kind")
_LISTS: Final = ("acts", "silences")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,47}")
_AT_LINE: Final = re.compile(r"line (\d+)")
_LABEL: Final = re.compile(r"(?:label|route):[a-z0-9_-]{1,40}")


def load_policy(path: Path) -> Policy:
    """Return the policy of a file; raises PolicyError with all faults, OSError if unreadable."""
    return parse_policy(path.read_text(encoding="utf-8"), str(path))


def parse_policy(text: str, file: str = "policy.toml") -> Policy:
    """Return the policy that `text` spells, built-in rules included; raises PolicyError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else len(text.splitlines())
        raise PolicyError([Fault(file, line, "TOML", str(error))]) from error
    report = Report(file, text)
    for key in table.keys() - set(_HEAD):
        report.add(None, key, unknown(key, _HEAD))
    name = _policy_name(table.get("name", "policy"), report)
    builtin = _builtin(table.get("without", []), report)
    rules = _rules(table.get("rule", []), report)
    _check_names(table, builtin, report)
    if report.faults:
        raise PolicyError(sorted(report.faults, key=lambda fault: (fault.line, fault.key)))
    return Policy(name, (*builtin, *rules))


def _policy_name(value: object, report: Report) -> str:
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    report.add(None, "name", "give lower-case letters, digits, _ and -")
    return "policy"


def _builtin(without: object, report: Report) -> tuple[Rule, ...]:
    known = [rule.name for rule in DEFAULT_RULES]
    if not isinstance(without, list):
        report.add(None, "without", "give a list of names of built-in rules")
        return DEFAULT_RULES
    for name in without:
        if name not in known:
            report.add(None, "without", unknown(str(name), known))
    return tuple(rule for rule in DEFAULT_RULES if rule.name not in without)


def _rules(value: object, report: Report) -> tuple[Rule, ...]:
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        report.add(None, "rule", "write each rule under a [[rule]] line")
        return ()
    rules = [_rule(one, Place(report, at)) for at, one in enumerate(value)]
    return tuple(rule for rule in rules if rule is not None)


def _rule(table: Mapping[str, Any], place: Place) -> Rule | None:
    before = len(place.report.faults)
    _check_keys(table, place)
    when = read_tree(table.get("when"), place)
    acts = _acts(table, place)
    expires = _expires(table.get("expires"), place)
    if when is None or len(place.report.faults) > before:
        return None
    try:
        return Rule(
            name=table["name"],
            description=table.get("description", ""),
            when=when,
            acts=acts,
            kind=table.get("kind", "other"),
            mode=RuleMode(table.get("mode", RuleMode.SHADOW)),
            silences=tuple(table.get("silences", ())),
            expires_at=expires,
        )
    except MoodPunishesError:
        place.fault("acts", "a rule on sentiment or urgency may not delete, mute or ban")
        return None


def _check_keys(table: Mapping[str, Any], place: Place) -> None:
    for key in table.keys() - set(_KEYS):
        strict = key == "strict"
        place.fault(key, "strict rules are built in only" if strict else unknown(key, _KEYS))
    for key in set(_WORDS) & table.keys():
        if not isinstance(table[key], str):
            place.fault(key, "give a text in quotes")
    for key in set(_LISTS) & table.keys():
        if not _words(table[key]):
            place.fault(key, "give a list of texts in quotes")
    if not _NAME.fullmatch(str(table.get("name", ""))):
        place.fault("name", "each rule needs a name of lower-case letters, digits, _ and -")
    _check_word("mode", table, tuple(mode.value for mode in RuleMode), place)
    _check_word("kind", table, KINDS, place)


def _check_word(key: str, table: Mapping[str, Any], known: Sequence[str], place: Place) -> None:
    word = table.get(key)
    if isinstance(word, str) and word not in known:
        place.fault(key, unknown(word, known))


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _acts(table: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    acts = table.get("acts", [ALLOW] if table.get("silences") else [])
    if not _words(acts):
        return ()
    if not acts:
        place.fault("acts", "the rule does nothing: give acts, or silences")
    known = (*NOTICES, *SANCTIONS, ALLOW)
    for act in acts:
        if act not in known and not _LABEL.fullmatch(act):
            place.fault("acts", unknown(act, (*known, *(f"{prefix}…" for prefix in PREFIXES))))
    if ALLOW in acts and not table.get("silences"):
        place.fault("acts", "allow needs the names of the rules to silence: silences = […]")
    return tuple(acts)


def _expires(value: object, place: Place) -> int | None:
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(), UTC)
    if not isinstance(value, datetime):
        place.fault("expires", "give a date without quotes, for instance 2027-01-31")
        return None
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000


def _check_names(table: Mapping[str, Any], builtin: Sequence[Rule], report: Report) -> None:
    own = table.get("rule", [])
    tables = [one for one in own if isinstance(one, Mapping)] if isinstance(own, list) else []
    names = [*(rule.name for rule in builtin), *(str(one.get("name", "")) for one in tables)]
    for at, one in enumerate(tables):
        if one.get("name") and names.count(str(one["name"])) > 1:
            report.add(at, "name", f"{one['name']!r} is taken by another rule")
        silences = one.get("silences", [])
        for silenced in silences if _words(silences) else []:
            if silenced not in names:
                report.add(at, "silences", unknown(silenced, names))
