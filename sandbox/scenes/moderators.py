"""The moderators' chat: somebody who decides after a human delay, and a stranger who may not.

Buttons are recognised by their words, Russian or English, so that a change of an icon or of the
wording around it does not stop the day.
"""

from sandbox.people.scene import scene
from sandbox.people.stage import Stage
from sandbox.telegram.wire import JsonObject

DELETE = ("удалить", "delete")
INNOCENT = ("не нарушение", "not a violation")
UNDO = ("отменить", "вернуть", "undo")
WHY = ("почему", "why")
DONE = ("готово", "решено", "done", "беру", "claim")
RECOGNISED = 18


@scene("moderator", starts=2)
async def moderator(stage: Stage) -> None:
    """Reads each new card, sometimes asks why, then decides; one decision is a slip."""
    seen = stage.decided
    slipped = False
    while True:
        fresh = [c for c in stage.tg.cards(stage.moderators) if c["message_id"] not in seen]
        for card in fresh[:1]:
            seen.add(card["message_id"])
            await stage.pause(1.5)
            if len(seen) % 3 == 0 and _press(stage, stage.moderator, card, WHY):
                await stage.pause(1.2)
            _decide(stage, card)
            if not slipped:
                await stage.pause(2.0)
                slipped = _press(stage, stage.moderator, card, UNDO)
        await stage.pause(0.4)


def _decide(stage: Stage, card: JsonObject) -> None:
    text = str(card.get("text") or "")
    guilty = any(part[:RECOGNISED] in text for part in stage.guilty)
    wanted = DELETE if guilty else (*INNOCENT, *DONE)
    _press(stage, stage.moderator, card, wanted)


def _press(stage: Stage, user: int, card: JsonObject, words: tuple[str, ...]) -> bool:
    for word in words:
        try:
            stage.tg.press(user, card, word)
        except LookupError:
            continue
        return True
    return False


@scene("commands", starts=5)
async def commands(stage: Stage) -> None:
    """The moderator looks around: /help, /status, /test."""
    samples = ("/help", "/status", "/test Удалёнка 5000р в день, пиши в лс @dohod_7_bot")
    for text in samples:
        stage.say(stage.moderator, stage.moderators, text)
        await stage.pause(14)


@scene("stranger", starts=16)
async def stranger(stage: Stage) -> None:
    """Presses the buttons of a card without any right to, and is refused."""
    for _ in range(2):
        cards = stage.tg.cards(stage.moderators)
        pressed = any(_press(stage, stage.stranger, card, DELETE) for card in reversed(cards))
        await stage.pause(9 if pressed else 4)
