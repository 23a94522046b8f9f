"""From a record to the function that writes it: the table of contents of writing."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.store import write_cases, write_messages, write_places
from bot.store.desk import Desk
from models import effects as e
from models.person import Author

_WRITERS: dict[type, Callable[[Desk, Any], None]] = {
    e.PutMessage: write_messages.put_message,
    e.PutVerdict: write_messages.put_verdict,
    e.CountStanding: write_messages.count_standing,
    e.CountReach: write_messages.count_reach,
    e.MarkMessage: write_messages.mark_message,
    e.WriteLabel: write_messages.write_label,
    e.PutHappening: write_messages.put_happening,
    e.WriteAudit: write_messages.write_audit,
    e.OpenCase: write_cases.open_case,
    e.ChangeCase: write_cases.change_case,
    e.AttachItem: write_cases.attach_item,
    e.MarkItem: write_cases.mark_item,
    e.PutDelivery: write_cases.put_delivery,
    e.Promise: write_cases.promise,
    e.StartAction: write_cases.start_action,
    e.SettleAction: write_cases.settle_action,
    e.SetTimer: write_cases.set_timer,
    e.DropTimer: write_cases.drop_timer,
    e.PutChannel: write_places.put_channel,
    e.MoveChannel: write_places.move_channel,
    e.PutGrant: write_places.put_grant,
    e.DropGrants: write_places.drop_grants,
    e.QuarantineRow: write_places.quarantine_row,
    e.PutSetting: write_places.put_setting,
}


def write(desk: Desk, effects: e.Effects) -> None:
    """Write or gather all records of one event, in their order."""
    for record in effects.records:
        _WRITERS[type(record)](desk, record)


def authors(effects: e.Effects) -> Iterator[Author]:
    """Yield everybody whom these effects name, so that a group can look them up at once."""
    for record in effects.records:
        if isinstance(record, e.PutMessage):
            yield record.message.author
        elif isinstance(record, e.CountStanding):
            yield record.author
