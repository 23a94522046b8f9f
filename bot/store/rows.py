"""Between rows and nouns: the only place that knows how a document inside a row is laid out.

Documents carry a schema version, so that a later release reads what this one wrote.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Row

from bot.store.codec import pack, unpack
from models.action import Action, ActionKind, ActionState, Priority
from models.audit import AuditLine
from models.case import Case, CaseItem, CaseKind, CaseStatus, Delivery
from models.channel import Channel, ChannelKey, Place, Platform, Purpose
from models.message import Features, Media, Message, PartKind, TextPart
from models.signal import Signal
from models.verdict import Hit, Outcome, Verdict

SCHEMA = 1
AnyRow = Row[*tuple[Any, ...]]
_PLAIN = Features()
_FEATURES = tuple(Features.__dataclass_fields__)


def pack_body(message: Message) -> str:
    """Return what a version says: parts, media, and the features that differ from none."""
    body: dict[str, object] = {"v": SCHEMA}
    if message.parts:
        body["parts"] = [(part.kind, part.text) for part in message.parts]
    if message.media:
        body["media"] = [(media.kind, media.unique_id) for media in message.media]
    if message.features != _PLAIN:
        plain, features = _PLAIN, message.features
        body["features"] = {
            name: getattr(features, name)
            for name in _FEATURES
            if getattr(features, name) != getattr(plain, name)
        }
    return pack(body)


def unpack_body(text: str | None) -> tuple[tuple[TextPart, ...], tuple[Media, ...], Features]:
    """Read what a version says; nothing, once retention has taken it."""
    body = cast("dict[str, list[list[str]]]", unpack(text))
    features = cast("dict[str, Any]", body.get("features", {}))
    known = {name: _tupled(value) for name, value in features.items() if name in _FEATURES}
    return (
        tuple(TextPart(PartKind(kind), words) for kind, words in body.get("parts", ())),
        tuple(Media(kind, unique) for kind, unique in body.get("media", ())),
        Features(**known),
    )


def _tupled(value: Any) -> Any:  # noqa: ANN401 - whatever a feature is
    return tuple(value) if isinstance(value, list) else value


def pack_rules(verdict: Verdict) -> str:
    """Return which rules spoke and what they want: codes only."""
    hits = [(hit.rule, hit.mode, hit.strict, hit.reasons, hit.acts) for hit in verdict.hits]
    return pack({"v": SCHEMA, "hits": hits, "acts": verdict.acts})


def pack_signals(verdict: Verdict) -> str:
    """Return all signals of one version as one document."""
    return pack({"v": SCHEMA, "signals": [_signal_document(one) for one in verdict.signals]})


def _signal_document(signal: Signal) -> list[object]:
    probability = None if signal.probability is None else round(signal.probability, 6)
    document: list[object] = [
        signal.name,
        signal.producer,
        probability,
        signal.fact,
        signal.evidence,
    ]
    return [*document, dict(signal.detail)] if signal.detail else document


def verdict_of(row: AnyRow) -> Verdict:
    """Read a verdict from columns named as in its table."""
    rules = cast("dict[str, list[list[object]]]", unpack(row.rules))
    signals = cast("dict[str, list[list[object]]]", unpack(row.signals))
    return Verdict(
        outcome=Outcome(row.outcome),
        kind=row.kind,
        hits=tuple(
            Hit(str(rule), str(mode), bool(strict), _words(reasons), _words(acts))
            for rule, mode, strict, reasons, acts in rules.get("hits", ())
        ),
        acts=tuple(cast("list[str]", rules.get("acts", []))),
        signals=tuple(_signal_of(one) for one in signals.get("signals", ())),
        policy=row.policy,
        tone=row.tone,
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(cast("list[str]", value))


def _signal_of(document: list[object]) -> Signal:
    name, producer, probability, fact, evidence, *detail = document
    return Signal(
        name=str(name),
        producer=str(producer),
        probability=cast("float | None", probability),
        fact=cast("bool | None", fact),
        evidence=str(evidence),
        detail=cast("dict[str, str | int | float]", detail[0]) if detail else {},
    )


def key_of(row: AnyRow) -> ChannelKey:
    """Read an address from columns `platform`, `account_id`, `address`."""
    return ChannelKey(Platform(row.platform), row.account_id, row.address)


def channel_of(row: AnyRow) -> Channel:
    """Read a channel."""
    return Channel(
        id=row.id,
        key=ChannelKey(Platform(row.platform), row.account_id, row.external_id),
        place=Place(row.place),
        purpose=Purpose(row.purpose),
        watched_since=row.watched_since,
        title=row.title,
        linked_external_id=row.linked_external_id,
        is_forum=row.is_forum,
        username=row.username,
        rights=None if row.rights is None else frozenset(row.rights.split()),
    )


def case_of(row: AnyRow) -> Case:
    """Read a case joined with its channel's address."""
    return Case(
        id=row.id,
        kind=CaseKind(row.kind),
        fingerprint=row.fingerprint,
        channel=key_of(row),
        opened_at=row.opened_at,
        status=CaseStatus(row.status),
        version=row.version,
        severity=row.severity,
        urgent=row.urgent,
        silent=row.silent,
        thread=row.thread,
        items=row.items,
        resolution=row.resolution,
        resolved_by=row.resolved_by,
        resolved_at=row.resolved_at,
        changed_at=row.changed_at,
        assignee=row.assignee,
        detail=row.detail,
        reopened=row.reopened,
    )


def item_of(row: AnyRow) -> CaseItem:
    """Read why a message is in a case."""
    return CaseItem(
        row.id, row.case_id, row.message_id, row.version, row.attached_because, row.at, row.state
    )


def delivery_of(row: AnyRow) -> Delivery:
    """Read a card in a chat, joined with the chat's address."""
    return Delivery(
        id=row.id,
        case_id=row.case_id,
        channel=key_of(row),
        external_id=row.external_id,
        rendered_hash=row.rendered_hash,
        sent_at=row.sent_at,
        edited_at=row.edited_at,
        retired=row.retired,
    )


def action_of(row: AnyRow) -> Action:
    """Read a promise joined with its channel's address."""
    return Action(
        id=row.id,
        kind=ActionKind(row.kind),
        channel=key_of(row),
        key=row.key,
        target=row.target,
        params=unpack(row.params),
        inverse=row.inverse,
        priority=Priority(row.priority),
        not_before=row.not_before,
        case_id=row.case_id,
        message_id=row.message_id,
        cause=row.cause,
        state=ActionState(row.state),
        tries=row.tries,
        code=row.code,
    )


def audit_of(row: AnyRow) -> AuditLine:
    """Read an audit line."""
    codes = cast("Mapping[str, str | int | float | bool | None]", unpack(row.codes))
    return AuditLine(row.at, row.actor, row.act, row.entity, codes)
