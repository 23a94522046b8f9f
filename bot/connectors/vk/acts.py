"""Acts on comments, messages and people: delete, restore, ban, kick, close, mark, stop words.

Each is safe to repeat: what is already so is a success. `plan` names the call, `tiers` finds the
key; deletes and bans ride up to 25 in one `execute`, messages of one chat up to 100 in one call.
"""

import json
from collections.abc import Callable, Sequence
from typing import Final

from bot.connectors.vk.client import BATCH
from bot.connectors.vk.errors import VkError
from bot.connectors.vk.outcomes import DONE, GONE, outcome_of
from bot.connectors.vk.plan import Step, in_chat, letters, numbers, step_of
from bot.connectors.vk.surroundings import Surroundings
from bot.connectors.vk.tiers import Tiers
from bot.connectors.vk.wire import EMPTY, JsonObject, child, children, number
from models.action import Action, ActionKind, ActionState, Outcome

KINDS: Final = frozenset(ActionKind) - {
    ActionKind.SEND_CARD,
    ActionKind.REFRESH_CARD,
    ActionKind.SAY,
    ActionKind.REPLY,
    ActionKind.REPOST,
    ActionKind.ANSWER_PRESS,
}
MOST_LETTERS: Final = 100
"""messages.delete: `cmids` holds at most 100 (VK schema 5.199)."""
_TOGETHER: Final = frozenset({ActionKind.DELETE, ActionKind.BAN})
_UNSUPPORTED: Final = Outcome(ActionState.UNSUPPORTED, "unsupported")
_ANSWERS: Final = {
    0: DONE,
    15: Outcome(ActionState.NOT_ALLOWED, "no_right:delete"),
    104: GONE,
    924: Outcome(ActionState.NOT_ALLOWED, "too_old"),
}
"""Codes that messages.delete gives for one message of several."""


class Acts:
    """Carries acts out with whichever of our keys may; times are UTC microseconds."""

    def __init__(self, tiers: Tiers, around: Surroundings, now_us: Callable[[], int]) -> None:
        """Take the keys, who we are, and the wall clock."""
        self._tiers = tiers
        self._around = around
        self._now = now_us

    def does(self, kind: ActionKind) -> bool:
        """Tell whether this kind of act is done here."""
        return kind in KINDS

    def coalesces(self, first: Action, other: Action) -> bool:
        """Tell whether both may share a call."""
        if first.kind is not other.kind or first.kind not in _TOGETHER:
            return False
        if first.kind is ActionKind.BAN:
            return not in_chat(first) and not in_chat(other)
        return first.channel == other.channel

    async def perform(self, action: Action) -> Outcome:
        """Carry an act out; refusals are outcomes. ValueError: an address that is not VK's."""
        step = step_of(action, self._around, self._now())
        if step is None:
            return _UNSUPPORTED
        try:
            answer = await self._tiers.call(step.capability, step.method, **step.params)
        except VkError as error:
            return outcome_of(error, action.kind, self._now(), step.capability)
        return _of_letter(answer) if step.method == "messages.delete" else DONE

    async def perform_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        """Carry out acts that share a call, in as few calls as VK takes them; same order."""
        steps = [step_of(action, self._around, self._now()) for action in actions]
        if len({step.method for step in steps if step}) != 1 or None in steps:
            return [await self.perform(action) for action in actions]
        whole = [step for step in steps if step is not None]
        if whole[0].method == "messages.delete":
            return await self._erase(actions)
        outcomes: list[Outcome] = []
        for start in range(0, len(whole), BATCH):
            outcomes += await self._execute(actions[0].kind, whole[start : start + BATCH])
        return outcomes

    async def before(self, action: Action) -> str:
        """Return the ban that is there already as JSON; empty where none is, or none is shown."""
        if action.kind is not ActionKind.BAN or in_chat(action):
            return ""
        try:
            answer = await self._tiers.call(
                "ban",
                "groups.getBanned",
                group_id=int(self._around.account),
                owner_id=int(action.target),
            )
        except (VkError, ValueError):
            return ""
        shape = answer if isinstance(answer, dict) else EMPTY
        found = next(children(shape, "items"), None)
        if found is None:
            return ""
        end = number(child(found, "ban_info"), "end_date")
        return json.dumps({"status": "kicked", "until": end * 1_000_000 if end else None})

    async def _execute(self, kind: ActionKind, steps: Sequence[Step]) -> list[Outcome]:
        capability = steps[0].capability
        calls = [(step.method, step.params) for step in steps]
        try:
            answers = await self._tiers.execute(capability, calls)
        except VkError as error:
            return [outcome_of(error, kind, self._now(), capability)] * len(steps)
        return [
            outcome_of(answer, kind, self._now(), capability)
            if isinstance(answer, VkError)
            else DONE
            for answer in answers
        ]

    async def _erase(self, actions: Sequence[Action]) -> list[Outcome]:
        """Delete messages of one chat for everybody."""
        outcomes: list[Outcome] = []
        for start in range(0, len(actions), MOST_LETTERS):
            addresses = [numbers(one.target) for one in actions[start : start + MOST_LETTERS]]
            peer, cmids = addresses[0][0], [address[-1] for address in addresses]
            try:
                answer = await self._tiers.call(
                    "delete_message", "messages.delete", **letters(peer, cmids)
                )
            except VkError as error:
                failed = outcome_of(error, ActionKind.DELETE, self._now(), "delete_message")
                outcomes += [failed] * len(cmids)
                continue
            said = _by_letter(answer)
            outcomes += [said.get(cmid, DONE) for cmid in cmids]
        return outcomes


def _by_letter(answer: object) -> dict[int, Outcome]:
    """Return what became of each message, by its cmid; the schema's older answer says nothing."""
    found: dict[int, Outcome] = {}
    for one in children({"all": answer}, "all"):
        cmid = number(one, "conversation_message_id") or number(one, "cmid")
        if cmid is not None:
            found[cmid] = _judged(one)
    return found


def _of_letter(answer: object) -> Outcome:
    return next(iter(_by_letter(answer).values()), DONE)


def _judged(one: JsonObject) -> Outcome:
    code = number(child(one, "error"), "code") or 0
    return _ANSWERS.get(code, Outcome(ActionState.FAILED, "bad_request"))
