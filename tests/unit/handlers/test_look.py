"""What is looked at: the whole text for spam, the author's own words for tone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.canonical import Canonical
from handlers.look import look_at
from handlers.world import World
from models.message import Message, PartKind, TextPart
from models.signal import Judgement, Reason, Sentiment
from tests.unit.handlers.scene import POLICY, Scene


@dataclass
class Hears:
    """Hears spam in `казино` and anger in `ужас`, and notes what it was given."""

    checkpoint: str = "hears@1"
    given: list[str] = field(default_factory=list)
    silent: bool = False

    async def classify(self, texts: Sequence[Canonical]) -> Sequence[Judgement | None]:
        self.given += [one.text for one in texts]
        return [None if self.silent else self._judge(one.text) for one in texts]

    def explain(self, text: Canonical, head: str) -> Sequence[Reason]:
        return ()

    def _judge(self, text: str) -> Judgement:
        angry = 0.9 if "ужас" in text else 0.0
        mood = Sentiment(negative=angry, neutral=1 - angry, positive=0.0)
        return Judgement(self.checkpoint, "ru", mood, angry, float("казино" in text), angry)


def parts(own: str, quote: str = "") -> tuple[TextPart, ...]:
    made = (TextPart(PartKind.TEXT, own), TextPart(PartKind.QUOTE, quote))
    return tuple(part for part in made if part.text)


async def judged(scene: Scene, ear: Hears, message: Message) -> Judgement | None:
    world = World(scene.real, ear, scene.clock, scene.ids, POLICY)
    look = (await look_at(world, (message,)))[0]
    assert look is not None
    return look.judgement


async def test_spam_in_a_quote_is_heard_and_its_tone_is_not(bare: Scene) -> None:
    ear = Hears()
    answer = await judged(bare, ear, bare.message(parts=parts("привет", "казино ужас")))
    assert answer is not None
    assert answer.spam == 1.0
    assert answer.sentiment.negative == answer.toxicity == answer.urgency == 0.0
    assert len(ear.given) == 2


async def test_who_adds_no_words_to_a_quote_has_no_tone(bare: Scene) -> None:
    ear = Hears()
    answer = await judged(bare, ear, bare.message(parts=parts("", "казино ужас")))
    assert answer is not None
    assert (answer.spam, answer.sentiment.neutral, answer.urgency) == (1.0, 1.0, 0.0)
    assert len(ear.given) == 1


async def test_own_words_alone_are_heard_once(bare: Scene) -> None:
    ear = Hears()
    answer = await judged(bare, ear, bare.message("ужас"))
    assert answer is not None
    assert answer.sentiment.negative == 0.9
    assert ear.given == ["ужас"]


async def test_a_message_without_letters_is_not_heard(bare: Scene) -> None:
    ear = Hears()
    assert await judged(bare, ear, bare.message("👍 12 !!")) is None
    assert ear.given == []


async def test_silence_is_an_answer(bare: Scene) -> None:
    ear = Hears(silent=True)
    assert await judged(bare, ear, bare.message(parts=parts("привет", "казино"))) is None
