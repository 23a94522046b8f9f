"""Which switches are asked for, and that every reason of a capability has words."""

import pytest

from bot.connectors.vk import abilities, delivery
from bot.texts import LANGUAGES, Texts
from handlers.tier import COMMUNITY
from sandbox.vk.kinds import CALLBACK_KINDS, LONG_POLL_KINDS

_NEEDS = sorted({need for _, need in abilities.METHODS.values()})


def test_we_ask_for_no_switch_that_vk_does_not_have() -> None:
    assert set(delivery.POLLED) <= set(LONG_POLL_KINDS)
    assert set(delivery.CALLED) <= set(CALLBACK_KINDS)
    assert set(delivery.CALLED) - set(delivery.POLLED) == delivery.CALLBACK_ONLY


def test_what_is_not_asked_for_is_noise() -> None:
    assert set(LONG_POLL_KINDS) - set(delivery.POLLED) == {"message_typing_state", "message_read"}


@pytest.mark.parametrize("off", ["wall_reply_new", "board_post_edit", "message_event", "long_poll"])
def test_without_what_is_judged_or_pressed_the_watch_is_deaf(off: str) -> None:
    assert delivery.is_deaf(["poll_vote_new", off])


def test_without_votes_and_likes_it_still_hears() -> None:
    assert not delivery.is_deaf(["poll_vote_new", "like_add", "api_version"])


def test_every_vital_kind_is_one_that_we_ask_for() -> None:
    assert set(delivery.POLLED) > delivery.VITAL
    assert len(delivery.VITAL) == 2 * len(COMMUNITY) + 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        *_NEEDS,
        *("need.messages", "need.reader", "need.chat_admin", "need.user_rights"),
        *(abilities.UNTRIED, abilities.UNLIKELY, abilities.UNSEEN),
        *(abilities.SETTINGS_HIDDEN, abilities.EVENTS_OFF, "capability.not_there"),
        *(f"tier.{name}" for name in abilities.METHODS),
    ],
)
def test_every_reason_and_every_act_has_words(code: str, language: str) -> None:
    assert Texts(language).knows(code)
