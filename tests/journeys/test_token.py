"""The token is refused while we are at work: people see it and nothing is lost."""

import pytest

from bot import intake
from bot.connectors.telegram import outcomes
from tests.journeys.test_trouble import until_ready
from tests.process import free_port
from tests.watch import SPAM, VIOLATION, Watch


@pytest.fixture
async def impatient(unstarted: Watch, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch that asks a refused token again after a moment, not after a minute."""
    monkeypatch.setattr(intake, "_REFUSED_SECONDS", 0.2)
    monkeypatch.setattr(outcomes, "_REFUSED_SECONDS", 0.5)
    unstarted.port = free_port()
    return unstarted


async def test_a_token_refused_in_the_middle_delays_messages_and_acts_and_loses_none(
    impatient: Watch,
) -> None:
    watch, tg = impatient, impatient.tg
    await watch.start()
    message, card = await watch.show(VIOLATION)
    tg.fail_next("deleteMessage", error_code=401)
    tg.fail_next("deleteMessages", error_code=401)
    tg.press(watch.mod, card, "🗑 Удалить")
    await tg.wait_for(lambda: tg.calls_of("deleteMessage", ok=False))
    with tg.down(401):
        spam = [tg.say(watch.somebody(f"С{n}"), watch.chat, f"{SPAM} {n}") for n in range(5)]
        await until_ready(watch, "token_refused", there=True)
        assert not any(tg.is_deleted(one) for one in spam)

    await tg.wait_for(lambda: tg.is_deleted(message) and all(map(tg.is_deleted, spam)), 20)
    await until_ready(watch, "token_refused", there=False)
    notice = await watch.card("токен")
    await watch.handled()
    await watch.stop()

    assert "Исправлено" in watch.text(notice)
    assert watch.rows("SELECT DISTINCT state FROM action WHERE kind = 'delete'") == [("done",)]
    assert watch.rows("SELECT count(*) FROM verdict") == [(6,)]
    assert watch.rows("SELECT urgent FROM case_ WHERE kind = 'notice'") == [(1,)]


async def test_a_process_that_restarts_with_a_refused_token_keeps_what_it_had(
    impatient: Watch,
) -> None:
    watch, tg = impatient, impatient.tg
    await watch.start()
    with tg.down(401):
        spam = tg.say(watch.somebody(), watch.chat, SPAM)
        await until_ready(watch, "token_refused", there=True)
        await watch.stop()
    await watch.start()

    await tg.wait_for(lambda: tg.is_deleted(spam), 20)
    await watch.handled()
    await watch.stop()
