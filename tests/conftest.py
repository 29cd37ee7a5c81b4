"""Fixtures that tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn_core.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file of its own."""
    fresh = Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield fresh
    fresh.close()
