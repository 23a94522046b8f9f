"""Time passed: rolling cases end, resolved ones close, codes die; a timer fires once."""

from handlers.audit import SYSTEM as SYSTEM_ACTOR
from handlers.audit import case_word, line
from handlers.by_hand import HAND_TIMER, remind
from handlers.cases.case import SYSTEM, CaseEvent, Move, step
from handlers.decision import close_later
from handlers.gather import CASE_TIMER, refresh_cards
from handlers.setup import CODE_TIMER
from handlers.wave import OPEN_TIMER, WORDS_TIMER, wave_time
from handlers.world import World
from models.case import OPEN_STATUSES, Case, CaseKind, CaseStatus
from models.effects import ChangeCase, DropTimer, Effects, PutSetting, Record
from models.event import TimerDue


async def on_timer_due(world: World, event: TimerDue) -> Effects:
    """Return what a timer leads to, its own end included; an unknown kind only ends."""
    timer = event.timer
    records: list[Record] = [DropTimer(timer.key)]
    if timer.kind == CASE_TIMER:
        case = await world.store.case(int(timer.args.get("case", 0)))
        if case is not None:
            records += await _case_time(world, case, event.at)
    if timer.kind == CODE_TIMER:
        records.append(PutSetting(str(timer.args.get("name", "")), None))
    if timer.kind == HAND_TIMER:
        records += await remind(world, timer, event.at)
    if timer.kind in {OPEN_TIMER, WORDS_TIMER}:
        records += await wave_time(world, timer)
    return Effects(tuple(records))


async def _case_time(world: World, case: Case, at: int) -> list[Record]:
    if case.status in OPEN_STATUSES:
        reason = "window_ended" if case.kind is CaseKind.REMOVALS else "expired"
        after = step(case, Move(CaseEvent.RESOLVE, at, reason=reason), SYSTEM)
        drawn = await refresh_cards(world, after, f"v{after.version}")
        return [ChangeCase(after, case.version), close_later(after, at), *drawn, _told(after, at)]
    if case.status is CaseStatus.RESOLVED:
        after = step(case, Move(CaseEvent.CLOSE, at), SYSTEM)
        return [ChangeCase(after, case.version), _told(after, at)]
    return []


def _told(case: Case, at: int) -> Record:
    word = case_word(case.id)
    return line(at, SYSTEM_ACTOR, f"case_{case.status}", word, reason=case.resolution)
