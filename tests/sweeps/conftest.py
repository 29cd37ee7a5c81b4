"""A fixture that tests of searches and of their drivers share."""

from __future__ import annotations

import pytest

from cnn_core.sweeps import importance


@pytest.fixture
def unweighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the process that weighs the fields."""
    monkeypatch.setattr(importance, "FEWEST_RUNS", 1000)
