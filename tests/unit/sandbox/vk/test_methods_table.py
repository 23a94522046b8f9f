"""The table of methods against the machine-readable schema, where it is present."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.vk.answers import ANSWERS
from sandbox.vk.kinds import CALLBACK_KINDS, LONG_POLL_KINDS
from sandbox.vk.methods import Method
from sandbox.vk.table import METHODS

SPEC = Path(__file__).parents[5] / "shared" / "specs" / "vk_schema_extract.json"
# The schema forgets owner_id of wall.get and both parameters of execute.
FORGOTTEN = {"wall.get": {"owner_id"}, "execute": {"code", "func_v"}}
KINDS = {
    "integer": {"int"},
    "number": {"num"},
    "string": {"str", "json"},
    "boolean": {"bool"},
    "array": {"list", "ints"},
}


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("the schema (../shared/specs/vk_schema_extract.json) is not here")
    loaded: dict[str, Any] = json.loads(SPEC.read_text())
    return loaded


def test_every_method_of_the_table_is_answered() -> None:
    assert METHODS.keys() == {*ANSWERS, "execute"}


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_tokens_are_those_of_the_schema(method: Method, spec: dict[str, Any]) -> None:
    assert method.tokens == set(spec["methods"][method.name]["access_token_type"])


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_parameters_are_those_of_the_schema(method: Method, spec: dict[str, Any]) -> None:
    params = spec["methods"][method.name]["params"]
    assert method.parameters.keys() - FORGOTTEN.get(method.name, set()) == params.keys()


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_limits_and_types_are_those_of_the_schema(method: Method, spec: dict[str, Any]) -> None:
    for name, wanted in spec["methods"][method.name]["params"].items():
        ours = method.parameters[name]
        assert ours.required == bool(wanted.get("required")), name
        kind = wanted.get("type")
        if isinstance(kind, str):
            assert ours.kind in KINDS[kind], name
        assert ours.low == wanted.get("minimum"), name
        assert ours.high == wanted.get("maximum"), name
        assert ours.most == wanted.get("maxItems", wanted.get("maxLength")), name
        if "enum" in wanted:
            assert set(ours.choices) == {str(one) for one in wanted["enum"]}, name


def test_kinds_of_events_are_those_of_the_schema(spec: dict[str, Any]) -> None:
    events = spec["events"]
    assert {kind for kind in LONG_POLL_KINDS if not events[kind]["long_poll"]} == set()
    assert {kind for kind, event in events.items() if event["long_poll"]} == set(LONG_POLL_KINDS)
    assert set(CALLBACK_KINDS) <= events.keys()
