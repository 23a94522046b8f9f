"""The scene in which handlers are tested."""

import pytest

from tests.unit.handlers.scene import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene().bind()
