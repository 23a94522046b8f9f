"""Which buttons a card carries, by the kind and state of its case and what was done.

Built from state, so that a card never offers what `handlers.review` would refuse to everybody.
"""

from collections.abc import Sequence
from typing import Final

from models.action import SETTLED, Action, ActionKind, ActionState
from models.card import Button, Choice, Word
from models.case import OPEN_STATUSES, Case, CaseKind

PERSONAL: Final = frozenset({CaseKind.URGENT, CaseKind.COMPLAINT})

DONE_STATES: Final = frozenset({ActionState.DONE, ActionState.ALREADY})
WAITING_STATES: Final = frozenset(set(ActionState) - SETTLED)
ACTS: Final = frozenset({ActionKind.DELETE, ActionKind.BAN, ActionKind.RESTRICT})
"""Acts on people's messages and rights, those that have a way back."""
BRAKES: Final = frozenset({ActionKind.CLOSE_COMMENTS, ActionKind.STOP_WORDS})
"""Acts on a community that stop a wave; they end by themselves."""

KEPT: Final = "kept"
"""Resolution of a case whose messages were found to be no violation."""

SAID_REMOVED: Final = "said_removed"
"""Resolution by a person's word, until the platform says so too."""
REOPENS: Final = frozenset({KEPT, SAID_REMOVED})
"""Resolutions that undo takes back by opening the case again."""

_FAILED: Final = frozenset({ActionState.FAILED, ActionState.NOT_ALLOWED, ActionState.UNSUPPORTED})
_LABELS: Final = {choice: Word(f"button.{choice.name.lower()}") for choice in Choice}
_UNDO_ALL: Final = Word("button.undo_all")

Rows = tuple[tuple[Button, ...], ...]


def button(choice: Choice, argument: str = "", label: Word | None = None) -> Button:
    """Return a button that asks for a choice."""
    return Button(label or _LABELS[choice], choice, argument)


def ways_back(actions: Sequence[Action], act: Action) -> list[Action]:
    """Return the promises that were to take one act back, failed ones too."""
    return [action for action in actions if action.key.split(":")[:2] == ["undo", str(act.id)]]


def taken_back(actions: Sequence[Action], act: Action) -> bool:
    """Tell whether an act was taken back, or will be; a way that failed may be tried anew."""
    quoted = {
        action.key.partition(":")[2]
        for action in actions
        if action.key.startswith("requote:") and action.state not in _FAILED
    }
    return any(
        back.state not in _FAILED or str(back.id) in quoted for back in ways_back(actions, act)
    )


def undoable(actions: Sequence[Action]) -> list[Action]:
    """Return the acts that took effect, have a way back, and were not taken back yet."""
    return [
        action
        for action in actions
        if action.kind in ACTS
        and action.state in DONE_STATES
        and action.inverse != "none"
        and not taken_back(actions, action)
    ]


def offers_undo(actions: Sequence[Action]) -> bool:
    """Tell whether there is, or will be in a moment, something to take back."""
    coming = any(
        action.kind in ACTS and action.state in WAITING_STATES and action.inverse != "none"
        for action in actions
    )
    return coming or bool(undoable(actions))


def may_delete(case: Case, *, touchable: bool) -> bool:
    """Tell whether the messages of a case are such as a person may have deleted."""
    return touchable and (case.kind is CaseKind.VIOLATION or case.kind in PERSONAL)


def rows(case: Case, actions: Sequence[Action], *, touchable: bool, wave: bool = False) -> Rows:
    """Return the rows of buttons for a case as it is now."""
    if case.kind is CaseKind.BY_HAND and case.status in OPEN_STATUSES:
        return _by_hand(case, actions, wave=wave)
    if case.kind is CaseKind.REMOVALS:
        return _removals(case, actions)
    if case.status in OPEN_STATUSES:
        return _open(case, touchable=touchable)
    if case.kind is CaseKind.NOTICE:
        return ()
    back = (button(Choice.UNDO),) if offers_undo(actions) or case.resolution in REOPENS else ()
    return ((*back, button(Choice.WHY)),)


def _open(case: Case, *, touchable: bool) -> Rows:
    if case.kind is CaseKind.VIOLATION:
        return _violation(touchable=touchable)
    if case.kind is CaseKind.NOTICE:
        return ((button(Choice.DONE),),)
    if case.kind in PERSONAL:
        delete = (button(Choice.DELETE),) if touchable else ()
        return ((button(Choice.DONE), *delete, button(Choice.WHY)),)
    return ((button(Choice.DONE), button(Choice.ITEMS)),)


def _by_hand(case: Case, actions: Sequence[Action], *, wave: bool) -> Rows:
    """Ask for a hand; in a wave also offer what stops the next ones, or takes that back."""
    removed = button(Choice.DONE, label=Word("button.removed_by_hand"))
    listed = (button(Choice.ITEMS),) if case.items > 1 else ()
    brakes = (button(Choice.CLOSE), button(Choice.STOP_WORDS)) if wave else ()
    braked = any(one.kind in BRAKES and one.state in DONE_STATES for one in actions)
    back = (button(Choice.UNDO, label=Word("button.wave_undo")),) if braked else ()
    keep = (removed, button(Choice.KEEP))
    return tuple(row for row in (keep, (button(Choice.WHY), *listed), brakes, back) if row)


def _violation(*, touchable: bool) -> Rows:
    if not touchable:
        return ((button(Choice.DONE), button(Choice.KEEP)), (button(Choice.WHY),))
    return (
        (button(Choice.DELETE), button(Choice.DELETE_BAN)),
        (button(Choice.KEEP), button(Choice.WHY)),
    )


def _removals(case: Case, actions: Sequence[Action]) -> Rows:
    """One removal can be taken back from the card, several from their list or all together."""
    observed = any(action.state is ActionState.OBSERVED for action in actions)
    if case.items <= 1:
        back = (button(Choice.UNDO),) if offers_undo(actions) or observed else ()
        return ((*back, button(Choice.WHY)),)
    listed = button(Choice.ITEMS)
    if offers_undo(actions):
        return ((listed, button(Choice.UNDO, label=_UNDO_ALL)),)
    return ((listed,),)
