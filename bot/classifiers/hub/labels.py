"""What a model's labels mean here: by their names, or as the config says.

Models name their classes as they like. What is plain (`negative`, `toxic`, `spam`…) is understood;
for the rest the config has `[classifier.labels]`, and whoever leaves it out is told the labels.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.classifiers.errors import CheckpointError

TONES: Final = ("negative", "neutral", "positive")
YES: Final = ("toxicity", "spam", "urgency")
NO: Final = "none"
"""What a label means that says nothing of our heads, such as `ham` or `not toxic`."""

MEANINGS: Final = (*TONES, *YES, NO)

_KNOWN: Final[Mapping[str, str]] = {
    **dict.fromkeys(("negative", "neg", "негативный", "отрицательный"), "negative"),
    **dict.fromkeys(("neutral", "neu", "нейтральный"), "neutral"),
    **dict.fromkeys(("positive", "pos", "позитивный", "положительный"), "positive"),
    **dict.fromkeys(("toxic", "toxicity", "offensive", "insult", "obscenity"), "toxicity"),
    **dict.fromkeys(("threat", "hate", "hateful", "severe_toxic", "dangerous"), "toxicity"),
    **dict.fromkeys(("identity_attack", "identity_hate", "токсичный"), "toxicity"),
    **dict.fromkeys(("spam", "spammer", "спам", "ad", "advertisement"), "spam"),
    **dict.fromkeys(("urgent", "urgency", "срочно"), "urgency"),
    **dict.fromkeys(("none", "ham", "other", "non_toxic", "not_toxic", "neither"), NO),
    **dict.fromkeys(("non_offensive", "not_offensive", "not_spam", "no_spam", "clean"), NO),
    **dict.fromkeys(("not_urgent", "nothate", "non_hate", "not_hate", "normal"), NO),
}


def meanings(labels: Sequence[str], told: Mapping[str, str], model: str) -> tuple[str, ...]:
    """Return what each of a model's labels means; raises CheckpointError that names them all.

    `told` is the config's table, label to meaning; it wins over what a name seems to say.
    """
    _refuse_unknown(labels, told, model)
    found = [told.get(label) or _KNOWN.get(_plain(label)) for label in labels]
    unclear = [label for label, meaning in zip(labels, found, strict=True) if meaning is None]
    if unclear:
        lines = "\n".join(f'  "{label}" = "…"' for label in labels)
        raise CheckpointError(
            f"model {model}: what do the labels {', '.join(unclear)} mean? Say it in config.toml "
            f"(one of {', '.join(MEANINGS)}):\n\n  [classifier.labels]\n{lines}"
        )
    meant = tuple(meaning for meaning in found if meaning is not None)
    if set(meant) <= {NO}:
        raise CheckpointError(
            f"model {model}: none of its labels ({', '.join(labels)}) says anything of "
            f"{', '.join((*TONES, *YES))}; take another model, or [classifier.labels]"
        )
    if {*TONES} & set(meant) and not {"negative", "positive"} <= set(meant):
        raise CheckpointError(
            f"model {model}: a tone needs both a negative and a positive label; it has "
            f"{', '.join(labels)}"
        )
    return meant


def _refuse_unknown(labels: Sequence[str], told: Mapping[str, str], model: str) -> None:
    strange = sorted(set(told) - set(labels))
    if strange:
        raise CheckpointError(
            f"[classifier.labels] names {', '.join(strange)}, but model {model} has the labels "
            f"{', '.join(labels)}"
        )
    wrong = sorted(set(told.values()) - set(MEANINGS))
    if wrong:
        raise CheckpointError(
            f"[classifier.labels] says {', '.join(wrong)}; a label means one of "
            f"{', '.join(MEANINGS)}"
        )


def _plain(label: str) -> str:
    return label.strip().lower().replace("-", "_").replace(" ", "_")
