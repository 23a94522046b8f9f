"""Button data: what is built is read back, and nothing else is read at all."""

import pytest

from handlers.callback import LIMIT_BYTES, Data, ForgedError, build, parse, word
from models.card import Choice

BIG = (1 << 63) - 1


@pytest.mark.parametrize("choice", list(Choice))
def test_what_is_built_is_read_back(choice: Choice) -> None:
    assert parse(build(choice, BIG, 17, word(BIG))) == Data(choice, BIG, 17, word(BIG))


@pytest.mark.parametrize("choice", list(Choice))
def test_the_longest_data_fits(choice: Choice) -> None:
    data = build(choice, BIG, 99_999, "moderator,telegram,9999999999")
    assert len(data.encode()) <= LIMIT_BYTES


def test_data_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="64"):
        build(Choice.ROLE, BIG, 1, "x" * 60)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="nothing"),
        pytest.param("v2:del:0000000000011:1", id="another version"),
        pytest.param("v1:fly:0000000000011:1", id="an unknown choice"),
        pytest.param("v1:del:0000000000000:1", id="no case"),
        pytest.param("v1:del:ZZZZZZZZZZZZZ:1", id="a case beyond 63 bits"),
        pytest.param("v1:del:000000000001U:1", id="a letter that is none of ours"),
        pytest.param("v1:del:0000000000011:-1", id="a negative version"),
        pytest.param("v1:del:0000000000011:١", id="digits of another script"),
        pytest.param("v1:del:0000000000011:1:<b>", id="markup"),
        pytest.param("v1:del:0000000000011:1\n", id="a line end"),
    ],
)
def test_forged_data_is_refused_and_not_repeated(data: str) -> None:
    with pytest.raises(ForgedError) as raised:
        parse(data)
    assert not data or data not in str(raised.value)
