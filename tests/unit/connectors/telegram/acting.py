"""What tests of acts and sends share: an act, and how it ended."""

from models.action import Action, ActionKind, ActionState, Outcome
from models.channel import ChannelKey, Platform

Made = tuple[ActionState, str]


def act(kind: ActionKind, chat: int | str, target: object = "", **params: object) -> Action:
    key = ChannelKey(Platform.TELEGRAM, "1", str(chat))
    return Action(1, kind, key, "key", str(target), params)  # type: ignore[arg-type]


def ended(outcome: Outcome) -> Made:
    return outcome.state, outcome.code


DONE: Made = (ActionState.DONE, "")
