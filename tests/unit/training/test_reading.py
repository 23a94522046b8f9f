"""Every row plays one part, near-duplicates on one side, and nothing forbidden teaches."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from training.reading import NotForFitting, Row, fingerprint, for_fitting, read
from training.sets import FORBIDDEN_IN_LICENCE, SOURCES


def write(folder: Path, name: str, *rows: Mapping[str, str | None]) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
        for row in rows:
            out.write(
                json.dumps({"lang": "ru", "split": "train", **row}, ensure_ascii=False) + "\n"
            )


def rows(folder: Path, *names: str) -> list[Row]:
    return read(folder, names)


def test_no_set_that_forbids_commercial_use_may_be_fitted() -> None:
    for source in SOURCES:
        if any(word in source.licence for word in FORBIDDEN_IN_LICENCE):
            assert source.use == "measure", source.name
            with pytest.raises(NotForFitting, match=source.name):
                for_fitting([source.name])


def test_the_non_commercial_sets_are_known_as_such() -> None:
    measured = {source.name for source in SOURCES if source.use == "measure"}
    assert measured >= {"rusentiment", "hatecheck_en", "hatecheck_it"}


def test_every_set_states_its_licence() -> None:
    assert all(source.licence for source in SOURCES)


def test_the_splits_of_a_set_never_teach(tmp_path: Path) -> None:
    texts = [f"отзыв номер {chr(0x430 + at) * 2}{chr(0x440 + at)}" for at in range(12)]
    write(
        tmp_path,
        "cedr",
        *({"text": text, "label": "neutral", "split": "test"} for text in texts[:4]),
        *({"text": text, "label": "neutral", "split": "dev"} for text in texts[4:8]),
        *({"text": text, "label": "neutral", "split": "test_toxic_only"} for text in texts[8:]),
    )
    assert [row.part for row in rows(tmp_path, "cedr")] == [
        *["test"] * 4,
        *["dev"] * 4,
        *["test"] * 4,
    ]


def test_a_near_duplicate_of_a_test_row_is_not_learned_in_any_set(tmp_path: Path) -> None:
    write(tmp_path, "cedr", {"text": "Всё плохо, совсем!", "label": "negative", "split": "test"})
    write(
        tmp_path,
        "ru_app_reviews",
        {"text": "все плохо - СОВСЕМ", "label": "negative"},
        {"text": "всё плохо совсем 100", "label": "negative"},
    )
    teaching = [row for row in rows(tmp_path, "cedr", "ru_app_reviews") if row.part == "fit"]
    assert [row.text.text for row in teaching] == ["все плохо - совсем"], "ё is another letter"


def test_a_long_text_with_another_ending_is_a_near_duplicate(tmp_path: Path) -> None:
    start = "приложение не работает уже третий день подряд и никто не отвечает на мои письма, "
    write(tmp_path, "cedr", {"text": start + "верните", "label": "negative", "split": "test"})
    write(tmp_path, "ru_app_reviews", {"text": start + "деньги назад", "label": "negative"})
    assert [row.part for row in rows(tmp_path, "cedr", "ru_app_reviews")] == ["test"]


def test_equal_letters_play_the_same_part_in_every_set(tmp_path: Path) -> None:
    texts = [f"сообщение {chr(0x430 + at)}{chr(0x431 + at)}" for at in range(30)]
    for name in ("ru_app_reviews", "rusentitweet"):
        write(tmp_path, name, *({"text": text, "label": "neutral"} for text in texts))
    parts: dict[str, set[str]] = {}
    for row in rows(tmp_path, "ru_app_reviews", "rusentitweet"):
        parts.setdefault(row.key, set()).add(row.part)
    assert all(len(found) == 1 for found in parts.values())
    assert len({part for found in parts.values() for part in found}) > 1


def test_rows_kept_apart_are_read_nowhere(tmp_path: Path) -> None:
    write(
        tmp_path,
        "ru_app_reviews",
        {"text": "@someone  карту  заблокировали", "label": "negative"},
        {"text": "всё хорошо", "label": "positive"},
    )
    mark = fingerprint("@other карту заблокировали")
    (tmp_path / "urgency_heldout.sha1").write_text(mark + "\n", "utf-8")
    assert [row.text.text for row in rows(tmp_path, "ru_app_reviews")] == ["всё хорошо"]


def test_line_ends_that_were_spelled_out_are_line_ends(tmp_path: Path) -> None:
    write(tmp_path, "telegram_spam_monalenka", {"text": "раз\\nдва\\xa0три", "label": "ham"})
    assert rows(tmp_path, "telegram_spam_monalenka")[0].text.text == "раз два три"


def test_three_classes_win_over_five_and_a_row_without_is_unlabelled(tmp_path: Path) -> None:
    write(
        tmp_path,
        "rusentitweet",
        {"text": "с днём рождения", "label": "speech", "label3": None},
        {"text": "люблю", "label": "positive", "label3": "positive"},
    )
    assert [row.label for row in rows(tmp_path, "rusentitweet")] == ["", "positive"]


def test_a_set_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    assert rows(tmp_path, "cedr") == []
