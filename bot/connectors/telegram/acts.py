"""Acts on messages and members: delete, ban, restrict and their ways back.

All of them are safe to repeat, so a broken connection is tried once more here; everything else is
told as an outcome and the courier decides when to try again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from bot.connectors.telegram.address import split_address
from bot.connectors.telegram.aio import Bot, exceptions, types
from bot.connectors.telegram.outcomes import DONE, outcome_of
from bot.connectors.telegram.who import FAKE_USERS
from models.action import Action, ActionKind, ActionState, Json, Outcome

Call = Callable[[int], Awaitable[object]]

_SHORTEST_SECONDS: Final = 60
"""Bot API: an end less than 30 seconds away means for ever; clocks differ by some seconds."""


class Acts:
    """Carries out acts with one Bot; times are UTC microseconds."""

    def __init__(self, bot: Bot, now_us: Callable[[], int]) -> None:
        """Take the Bot that acts and the wall clock."""
        self._bot = bot
        self._now_us = now_us
        self._acts: Mapping[ActionKind, Callable[[Action], Awaitable[Outcome]]] = {
            ActionKind.DELETE: self._delete,
            ActionKind.BAN: self._ban,
            ActionKind.UNBAN: self._unban,
            ActionKind.RESTRICT: self._restrict,
            ActionKind.UNRESTRICT: self._restrict,
            ActionKind.LEAVE: self._leave,
        }

    def does(self, kind: ActionKind) -> bool:
        """Tell whether this kind of act is done here."""
        return kind in self._acts

    async def perform(self, action: Action) -> Outcome:
        """Carry an act out; refusals are outcomes."""
        if action.target.isdecimal() and int(action.target) in FAKE_USERS:
            return Outcome(ActionState.UNSUPPORTED, "fake_user")
        return await self._acts[action.kind](action)

    async def delete_many(self, actions: Sequence[Action]) -> Sequence[Outcome]:
        """Delete up to 100 messages of one chat; when the call is refused, each is tried alone."""
        chat, connection = split_address(actions[0].channel.external_id)
        ids = [int(action.target) for action in actions]
        call = self._deletion(connection, ids)
        outcome = await carry_out(call, chat, ActionKind.DELETE)
        if outcome.state is ActionState.DONE or outcome.retry_after is not None:
            # Telegram passes over ids that it does not know, so all of them are gone now.
            return [outcome] * len(actions)
        return [await self._delete(action) for action in actions]

    async def _delete(self, action: Action) -> Outcome:
        chat, connection = split_address(action.channel.external_id)
        message = int(action.target)
        if connection is not None:
            return await carry_out(self._deletion(connection, [message]), chat, action.kind)
        outcome = await carry_out(
            lambda chat: self._bot.delete_message(chat, message), chat, action.kind
        )
        if outcome.code == "no_right:delete" and await self._may_delete(chat):
            # The words are the same for a missing right and for a message older than 48 hours.
            return Outcome(ActionState.NOT_ALLOWED, "too_old")
        return outcome

    def _deletion(self, connection: str | None, ids: list[int]) -> Call:
        if connection is not None:
            return lambda _: self._bot.delete_business_messages(connection, ids)
        return lambda chat: self._bot.delete_messages(chat, ids)

    async def _may_delete(self, chat: int) -> bool:
        try:
            member = await self._bot.get_chat_member(chat, self._bot.id)
        except exceptions.AiogramError:
            return False
        return bool(getattr(member, "can_delete_messages", False))

    async def _ban(self, action: Action) -> Outcome:
        chat, _ = split_address(action.channel.external_id)
        who = int(action.target)
        if action.params.get("sender_chat"):
            return await carry_out(
                lambda chat: self._bot.ban_chat_sender_chat(chat, who), chat, action.kind
            )
        until = self._until(action.params.get("until"))
        return await carry_out(
            lambda chat: self._bot.ban_chat_member(chat, who, until_date=until), chat, action.kind
        )

    async def _unban(self, action: Action) -> Outcome:
        chat, _ = split_address(action.channel.external_id)
        who = int(action.target)
        if action.params.get("sender_chat") or who < 0:
            return await carry_out(
                lambda chat: self._bot.unban_chat_sender_chat(chat, who), chat, action.kind
            )
        # Without only_if_banned this call throws out a member who is there.
        return await carry_out(
            lambda chat: self._bot.unban_chat_member(chat, who, only_if_banned=True),
            chat,
            action.kind,
        )

    async def _restrict(self, action: Action) -> Outcome:
        chat, _ = split_address(action.channel.external_id)
        who = int(action.target)
        permissions = permissions_of(action.params.get("permissions"))
        until = self._until(action.params.get("until"))
        return await carry_out(
            lambda chat: self._bot.restrict_chat_member(
                chat,
                who,
                permissions,
                use_independent_chat_permissions=True,
                until_date=until,
            ),
            chat,
            action.kind,
        )

    async def _leave(self, action: Action) -> Outcome:
        chat, _ = split_address(action.channel.external_id)
        return await carry_out(self._bot.leave_chat, chat, action.kind)

    def _until(self, until_us: Json) -> int | None:
        if not isinstance(until_us, (int, float)) or not until_us:
            return None
        soonest = self._now_us() // 1_000_000 + _SHORTEST_SECONDS
        return max(int(until_us) // 1_000_000, soonest)


async def carry_out(call: Call, chat: int, kind: ActionKind) -> Outcome:
    """Make a call that is safe to repeat: once more after a broken connection or a migration."""
    try:
        return await _moved(call, chat)
    except exceptions.TelegramNetworkError:
        pass
    except exceptions.AiogramError as error:
        return outcome_of(error, kind)
    try:
        return await _moved(call, chat)
    except exceptions.AiogramError as error:
        return outcome_of(error, kind)


async def _moved(call: Call, chat: int) -> Outcome:
    try:
        await call(chat)
    except exceptions.TelegramMigrateToChat as moved:
        await call(moved.migrate_to_chat_id)
        return Outcome(ActionState.DONE, answer={"moved_to": str(moved.migrate_to_chat_id)})
    return DONE


def permissions_of(value: Json) -> types.ChatPermissions:
    """Return permissions as stored; what is not named is forbidden."""
    stored = value if isinstance(value, dict) else {}
    names = types.ChatPermissions.model_fields
    return types.ChatPermissions(**{name: stored.get(name) is True for name in names})
