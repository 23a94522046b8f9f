"""The table of methods against the machine-readable specification, where it is present."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.telegram.answers import ANSWERS
from sandbox.telegram.methods import METHODS, UPDATE_KINDS, Method

SPECS = Path(__file__).parents[4] / "shared" / "specs"
# 10.3 fields that the copy of 10.1 does not have yet; the delta file names them.
ADDED = "telegram_api_delta_aiogram.json"
INHERITED_BY_COPIES = {"copyMessage": {"reply_parameters", "reply_markup"}}


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    path = SPECS / "telegram_api.json"
    if not path.exists():
        pytest.skip("the specification (../shared/specs/telegram_api.json) is not here")
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


@pytest.fixture(scope="module")
def added() -> dict[str, list[str]]:
    path = SPECS / ADDED
    fields = json.loads(path.read_text())["method_fields_only_in_aiogram"] if path.exists() else {}
    return {name: list(names) for name, names in fields.items()}


def test_every_method_of_the_table_is_answered() -> None:
    assert METHODS.keys() == ANSWERS.keys()


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_parameters_are_those_of_the_specification(
    method: Method, spec: dict[str, Any], added: dict[str, list[str]]
) -> None:
    fields = {field["name"]: field for field in spec["methods"][method.name].get("fields", [])}
    unknown = method.parameters.keys() - fields.keys() - set(added.get(method.name, []))
    assert not unknown
    assert not fields.keys() - method.parameters.keys()
    for name, parameter in method.parameters.items():
        if name in fields:
            assert parameter.required == fields[name]["required"], name


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_types_are_those_of_the_specification(method: Method, spec: dict[str, Any]) -> None:
    for field in spec["methods"][method.name].get("fields", []):
        words = field["types"]
        ours = method.parameters[field["name"]].types
        wanted = tuple(f"[{w.removeprefix('Array of ')}]" if "Array" in w else w for w in words)
        assert set(ours) <= set(wanted), field["name"]


def test_kinds_of_updates_are_those_of_the_specification(spec: dict[str, Any]) -> None:
    fields = {field["name"] for field in spec["types"]["Update"]["fields"]} - {"update_id"}
    assert fields <= set(UPDATE_KINDS)
    assert set(UPDATE_KINDS) - fields == {"stopped_message_generation", "subscription"}
