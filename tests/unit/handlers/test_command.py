"""Commands: who may, what is said, and that a stranger's chat hears nothing."""

from dataclasses import replace

import pytest

from handlers.setup import CODE_SETTING, new_code, setting_of
from models.action import Action, ActionKind
from models.card import Choice
from models.channel import ChannelKey, Place, Platform, Purpose
from models.effects import NOTHING
from models.event import CommandGiven, TimerDue
from models.ids import Kind, show
from models.person import Author, Role
from tests.unit.handlers.scene import (
    ANONYMOUS,
    GROUP,
    LEAD,
    MODERATOR,
    NOBODY,
    OTHER,
    OWNER,
    STRANGE,
    TEAM,
    TRAINEE,
    Scene,
)

PRIVATE = ChannelKey(Platform.TELEGRAM, "999", "700")


def code_of(said: list[Action]) -> str:
    assert said
    return str(said[0].params["code"])


def lines_of(action: Action) -> list[str]:
    lines = action.params.get("lines", [])
    assert isinstance(lines, list)
    return [str(line[0]) for line in lines if isinstance(line, list)]


def first_button(action: Action) -> dict[str, str]:
    rows = action.params["buttons"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], list)
    button = rows[0][0]
    assert isinstance(button, dict)
    return {name: str(value) for name, value in button.items()}


@pytest.mark.parametrize(
    ("author", "line", "code"),
    [
        pytest.param(author, line, code, id=f"{author.name or 'an anonymous admin'} says /{line}")
        for author, line, code in [
            (NOBODY, "help", "help.moderators"),
            (NOBODY, "start", "help.moderators"),
            (NOBODY, "status", "command.refused"),
            (NOBODY, "why", "command.refused"),
            (NOBODY, "undo", "command.refused"),
            (NOBODY, "test казино", "command.refused"),
            (NOBODY, "setup", "command.refused"),
            (TRAINEE, "status", "status.head"),
            (TRAINEE, "test казино", "test.outcome.removed"),
            (TRAINEE, "setup", "command.owner_only"),
            (MODERATOR, "status", "status.head"),
            (MODERATOR, "why", "command.what"),
            (MODERATOR, "why C-123", "command.not_found"),
            (MODERATOR, "undo nonsense", "command.what"),
            (MODERATOR, "undo C-123", "command.not_found"),
            (MODERATOR, "test", "test.empty"),
            (LEAD, "setup", "command.owner_only"),
            (OWNER, "setup", "setup.add_chat"),
            (OWNER, "setup WRONG", "setup.bad_code"),
            (ANONYMOUS, "status", "command.anonymous"),
            (ANONYMOUS, "undo", "command.anonymous"),
        ]
    ],
)
async def test_who_may_say_what(scene: Scene, author: Author, line: str, code: str) -> None:
    assert code_of(await scene.commands(line, author)) == code


async def test_an_unknown_command_in_the_moderators_chat_is_talk(scene: Scene) -> None:
    assert await scene.commands("lunch", MODERATOR) == []


async def test_a_command_in_a_watched_chat_is_an_ordinary_message(scene: Scene) -> None:
    message = scene.message("/status казино")
    await scene.happens(CommandGiven("status", "казино", message))
    assert len(scene.actions(ActionKind.DELETE)) == 1
    assert not scene.actions(ActionKind.SAY)


class TestStatus:
    async def test_it_counts_and_names_what_is_missing(self, scene: Scene) -> None:
        (said,) = await scene.commands("status")
        assert "status.messages" in lines_of(said)
        assert "status.channel_unknown" in lines_of(said)
        assert {"status.mode_act", "status.policy", "status.checkpoint"} <= set(lines_of(said))


class TestTest:
    async def test_nothing_is_stored_and_nothing_done(self, scene: Scene) -> None:
        await scene.commands("test казино")
        assert not scene.store.messages
        assert not scene.store.cases
        assert not scene.actions(ActionKind.DELETE)

    async def test_it_judges_as_if_a_newcomer_wrote_it(self, scene: Scene) -> None:
        (said,) = await scene.commands("test казино", MODERATOR)
        assert said.params["code"] == "test.outcome.removed"
        assert "why.rule" in lines_of(said)


class TestWhyAndUndo:
    async def test_why_by_id_and_by_reply(self, scene: Scene) -> None:
        stored = await scene.says("казино")
        await scene.courier()
        card = next(iter(scene.store.cards.values()))
        by_message = await scene.commands(f"why {show(Kind.MESSAGE, stored.id)}")
        by_case = await scene.commands(f"why {show(Kind.CASE, card.case_id)}")
        by_reply = await scene.commands("why", reply_to=card.external_id)
        delete = scene.actions(ActionKind.DELETE)[0]
        by_action = await scene.commands(f"why {show(Kind.ACTION, delete.id)}")
        codes = [code_of(said) for said in (by_message, by_case, by_reply, by_action)]
        assert codes == ["why.message", "why.case", "why.case", "why.message"]

    async def test_every_id_that_we_print_can_be_asked_about(self, scene: Scene) -> None:
        stored = await scene.says("казино")
        judged = await scene.world.store.message_by_id(stored.id)
        assert judged is not None
        assert judged.verdict_id is not None
        by_verdict = await scene.commands(f"why {show(Kind.VERDICT, judged.verdict_id)}")
        assert code_of(by_verdict) == "why.message"
        sending = scene.actions(ActionKind.SEND_CARD)[0]
        assert code_of(await scene.commands(f"why {show(Kind.ACTION, sending.id)}")) == "why.case"

    async def test_undo_by_id_takes_back_one_message(self, scene: Scene) -> None:
        first = await scene.says("казино раз", id=1)
        await scene.says("казино два", id=2)
        await scene.courier()
        said = await scene.commands(f"undo {show(Kind.MESSAGE, first.id)}", MODERATOR)
        assert code_of(said) == "press.undone_quote"
        assert [one.target for one in scene.actions(ActionKind.REPOST)] == ["1"]

    async def test_undo_by_reply_takes_back_all_of_the_card(self, scene: Scene) -> None:
        await scene.says("казино раз")
        await scene.says("казино два")
        await scene.courier()
        card = next(iter(scene.store.cards.values()))
        await scene.commands("undo", LEAD, reply_to=card.external_id)
        assert len(scene.actions(ActionKind.REPOST)) == 2

    async def test_undo_of_another_moderators_decision_is_refused(self, scene: Scene) -> None:
        stored = await scene.says("реклама")
        await scene.presses(Choice.DELETE, OTHER)
        await scene.courier()
        said = await scene.commands(f"undo {show(Kind.MESSAGE, stored.id)}", MODERATOR)
        assert code_of(said) == "press.undo_refused"

    async def test_an_anonymous_admin_gets_a_button_for_a_person(self, scene: Scene) -> None:
        stored = await scene.says("казино")
        await scene.courier()
        (said,) = await scene.commands(f"undo {show(Kind.MESSAGE, stored.id)}", ANONYMOUS)
        assert said.params["code"] == "command.press_as_person"
        button = first_button(said)
        assert not scene.actions(ActionKind.REPOST)
        assert await scene.presses_data(button["data"], NOBODY) == "press.refused"
        assert await scene.presses_data(button["data"], LEAD) == "press.undone_quote"


class TestPrivate:
    async def test_a_customer_is_helped_in_their_language(self, scene: Scene) -> None:
        customer = Author(Platform.TELEGRAM, "700", language="en")
        (said,) = await scene.commands("start", customer, channel=PRIVATE, place=Place.DIRECT)
        assert (said.params["code"], said.params["language"]) == ("help.customer", "en")

    @pytest.mark.parametrize("line", ["help", "start", "status", "undo"])
    async def test_a_colleague_is_told_where_work_is_done(self, scene: Scene, line: str) -> None:
        said = await scene.commands(line, MODERATOR, channel=PRIVATE, place=Place.DIRECT)
        assert code_of(said) == "help.private"

    async def test_before_a_team_is_there_a_stranger_hears_nothing(self, bare: Scene) -> None:
        scene = bare
        message = scene.message("/start", channel=PRIVATE, place=Place.DIRECT)
        assert await scene.happens(CommandGiven("start", "", message)) == NOTHING


class TestSetup:
    async def code(self, scene: Scene, kind: str) -> str:
        code, effects = new_code(scene.world, kind)
        await scene.commit(*effects.records)
        return code

    async def test_only_a_codes_hash_is_kept_and_it_is_long_enough(self, bare: Scene) -> None:
        scene = bare
        code = await self.code(scene, "moderators")
        assert code not in repr(scene.store)
        assert scene.store.facts == {setting_of(code): "moderators"}
        assert setting_of(code).startswith(CODE_SETTING)
        assert len(code) * 4.9 >= 60
        assert code.isalnum()

    async def test_the_first_code_binds_the_place_and_makes_the_owner(self, bare: Scene) -> None:
        scene = bare
        code = await self.code(scene, "moderators")
        said = await scene.commands(f"setup {code}", NOBODY, channel=STRANGE)
        assert code_of(said) == "setup.moderators_bound"
        assert scene.store.known_channels[STRANGE].purpose is Purpose.MODERATORS
        assert [grant.role for grant in scene.store.grants] == [Role.OWNER]
        assert setting_of(code) not in scene.store.facts
        assert list(scene.store.facts.values()) == ["watch"]

    async def test_a_code_that_nobody_used_dies(self, bare: Scene) -> None:
        await self.code(bare, "watch")
        (timer,) = bare.store.timers.values()
        await bare.happens(TimerDue(timer, timer.due_at))
        assert not bare.store.facts
        assert not bare.store.timers

    async def test_the_first_owner_ends_every_other_code_that_makes_one(self, bare: Scene) -> None:
        codes = [await self.code(bare, "moderators") for _ in range(2)]
        await bare.commands(f"setup {codes[0]}", NOBODY, channel=STRANGE)
        assert setting_of(codes[1]) not in bare.store.facts

    async def test_a_code_works_once(self, bare: Scene) -> None:
        scene = bare
        code = await self.code(scene, "moderators")
        await scene.commands(f"setup {code}", NOBODY, channel=STRANGE)
        again = scene.message("/setup", author=OTHER, channel=GROUP)
        assert await scene.happens(CommandGiven("setup", code, again)) == NOTHING

    async def test_a_watch_code_binds_a_chat_and_tells_the_moderators(self, scene: Scene) -> None:
        code = await self.code(scene, "watch")
        said = await scene.commands(f"start {code}", NOBODY, channel=STRANGE)
        assert [(one.channel, one.params["code"]) for one in said] == [(TEAM, "setup.watch_bound")]
        assert scene.store.known_channels[STRANGE].purpose is Purpose.WATCHED
        assert setting_of(code) not in scene.store.facts
        assert not [one for one in scene.store.grants if one.identity_key == NOBODY.key]

    @pytest.mark.parametrize("line", ["setup", "setup WRONG", "start", "start WRONG", "help"])
    async def test_a_stranger_gets_nothing_stored_and_nothing_sent(
        self, scene: Scene, line: str
    ) -> None:
        name, _, args = line.partition(" ")
        message = scene.message(f"/{line}", author=NOBODY, channel=STRANGE)
        assert await scene.happens(CommandGiven(name, args, message)) == NOTHING

    async def test_an_anonymous_admin_cannot_become_owner_and_spends_no_code(
        self, bare: Scene
    ) -> None:
        scene = bare
        code = await self.code(scene, "moderators")
        said = await scene.commands(f"setup {code}", ANONYMOUS, channel=STRANGE)
        assert code_of(said) == "setup.anonymous"
        assert not scene.store.grants
        assert STRANGE not in scene.store.known_channels
        assert setting_of(code) in scene.store.facts

    async def test_in_private_the_owner_is_led_to_the_group(self, bare: Scene) -> None:
        scene = bare
        code = await self.code(scene, "moderators")
        said = await scene.commands(f"start {code}", NOBODY, channel=PRIVATE, place=Place.DIRECT)
        assert code_of(said) == "setup.owner_add_place"
        assert [grant.role for grant in scene.store.grants] == [Role.OWNER]
        assert PRIVATE not in scene.store.known_channels

    async def test_a_watched_chat_is_not_turned_into_the_moderators_place(
        self, scene: Scene
    ) -> None:
        code = await self.code(scene, "moderators")
        said = await scene.commands(f"setup {code}", NOBODY, channel=GROUP)
        assert code_of(said) == "setup.already_watched"
        assert scene.store.known_channels[GROUP].purpose is Purpose.WATCHED

    async def test_the_owners_link_asks_for_exactly_two_rights(self, scene: Scene) -> None:
        scene.settings = replace(scene.settings, usernames={Platform.TELEGRAM: "watch_bot"})
        (said,) = await scene.commands("setup")
        button = first_button(said)
        assert button["url"].startswith("https://t.me/watch_bot?startgroup=")
        assert button["url"].endswith("&admin=delete_messages+restrict_members")


class TestRoles:
    async def test_somebody_without_a_role_is_offered_to_the_owner(self, scene: Scene) -> None:
        said = await scene.commands("status", NOBODY)
        (offer,) = [one for one in said if one.params["code"] == "role.offer"]
        data = first_button(offer)["data"]
        assert await scene.presses_data(data, LEAD) == "press.owner_only"
        assert await scene.presses_data(data, OWNER) == "role.given.moderator"
        assert code_of(await scene.commands("status", NOBODY)) == "status.head"

    async def test_a_role_button_cannot_make_an_owner(self, scene: Scene) -> None:
        data = "v1:role:0000000000001:1:owner,telegram,6"
        assert await scene.presses_data(data, OWNER) == "press.unknown"
        assert not [one for one in scene.store.grants if one.identity_key == NOBODY.key]


async def test_commands_of_the_team_are_never_kept_as_messages(scene: Scene) -> None:
    await scene.commands("test казино", MODERATOR)
    assert not scene.store.messages
