"""Runs that an engine trains, watched through the store and through /proc."""

from __future__ import annotations

import os
from collections.abc import Callable

from cnn_core.engine import Engine
from cnn_core.presets import ARTICLE
from cnn_core.store import Store
from tests.processes import children, wait_for

Start = Callable[..., Engine]
"""The fixture `start_engine`."""
LEASE = 1.5
"""The lease in seconds of the fixture `quick`."""


def submit(store: Store, name: str) -> int:
    return store.submit(ARTICLE, name)


def wait_until_ended(store: Store, *runs: int) -> None:
    wait_for(lambda: not any(store.run(run).active for run in runs))


def wait_until_training(store: Store, run: int) -> None:
    wait_for(lambda: store.points(run, ["batch"]))


def new_children(before: dict[int, str]) -> list[int]:
    return sorted(children(os.getpid()).keys() - before.keys())
