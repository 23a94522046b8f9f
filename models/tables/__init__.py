"""The nouns as SQLAlchemy Core tables; only `bot.store` and `migrations` look here."""

from models.tables.base import metadata
from models.tables.cases import (
    appeal,
    case_,
    case_item,
    delivery,
    escalation_run,
    notice,
    sanction,
)
from models.tables.journal import (
    audit_event,
    audit_head,
    audit_pass,
    metric_bucket,
    rule_revision,
)
from models.tables.messages import (
    happening,
    label,
    message,
    message_version,
    reach,
    report,
    verdict,
)
from models.tables.people import (
    identity,
    membership,
    person,
    role_grant,
    standing,
    standing_line,
)
from models.tables.places import channel, channel_alias, setting, workspace
from models.tables.road import action, cursor, inbox, seen, timer

__all__ = [
    "action",
    "appeal",
    "audit_event",
    "audit_head",
    "audit_pass",
    "case_",
    "case_item",
    "channel",
    "channel_alias",
    "cursor",
    "delivery",
    "escalation_run",
    "happening",
    "identity",
    "inbox",
    "label",
    "membership",
    "message",
    "message_version",
    "metadata",
    "metric_bucket",
    "notice",
    "person",
    "reach",
    "report",
    "role_grant",
    "rule_revision",
    "sanction",
    "seen",
    "setting",
    "standing",
    "standing_line",
    "timer",
    "verdict",
    "workspace",
]
