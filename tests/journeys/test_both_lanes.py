"""The shipped checkpoint as it is served by default: both lanes together, on a thread."""

import json

import pytest

from bot.classifiers import ENCODER, SHIPPED
from tests.watch import Watch

pytestmark = pytest.mark.skipif(
    not (SHIPPED / "default" / ENCODER).is_file(), reason="no transformer lane is shipped"
)


async def test_what_both_lanes_say_is_in_the_verdict(unstarted: Watch) -> None:
    watch = unstarted
    watch.engine = "auto"
    await watch.start()
    watch.tg.say(watch.somebody(), watch.chat, "Третий день нет связи, не отвечаете. Позор!")
    await watch.handled(20)
    await watch.stop()
    (signals,) = (row[0] for row in watch.rows("SELECT signals FROM verdict"))
    assert "fused@" in json.dumps(json.loads(signals))
