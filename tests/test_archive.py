"""A run as a zip and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn_core import archive
from cnn_core.archive import ArchiveError, export_run, import_run
from cnn_core.presets import ARTICLE
from cnn_core.records import Label, Run, RunNotFound, State
from cnn_core.store import Store
from tests.archived_runs import (
    packed_files,
    trained_run,
)
from tests.stored_runs import begun


@pytest.fixture
def trained(store: Store) -> int:
    return trained_run(store)


def as_elsewhere(run: Run) -> Run:
    """Without what belongs to one store."""
    return replace(run, id=0, heartbeat=None)


def test_the_files_have_ordinary_names(store: Store, trained: int) -> None:
    files = packed_files(store, trained)
    assert set(files) == set(archive.LIMITS)
    assert files["model.keras"] == b"\0model"
    assert files["log.txt"] == b"a line\n"


def test_a_round_trip_gives_the_same_run(store: Store, trained: int) -> None:
    back = import_run(store, export_run(store, trained))
    assert back != trained
    assert as_elsewhere(store.run(back)) == as_elsewhere(store.run(trained))
    assert store.points(back) == store.points(trained)
    assert store.labels.of(back) == store.labels.of(trained) == Label("two\nlines", ("homework",))
    for name in archive.ARTIFACT_FILES:
        assert store.artifact(back, name) == store.artifact(trained, name)


def test_a_run_goes_on_where_it_has_gone(store: Store, trained: int) -> None:
    back = import_run(store, export_run(store, trained))
    store.extend(back, 1)
    claim = store.claim(1, only=back)
    assert claim is not None
    assert store.run(back).step == 250
    assert max(point.step for point in store.points(back)) == 250


def test_a_log_that_is_too_long_comes_back_without_its_beginning(store: Store) -> None:
    claim = begun(store)
    store.end(claim, State.FAILED, "x" * 10_000)
    store.put_log(claim, b"first" + bytes(archive.LOG_LIMIT) + b"last")
    log = store.artifact(import_run(store, export_run(store, claim.run)), "log") or b""
    assert len(log) == archive.LOG_LIMIT
    assert log.endswith(b"last")


@pytest.mark.parametrize("state", [State.PAUSED, State.STOPPED, State.FAILED])
def test_a_run_without_a_result_comes_back(store: Store, state: State) -> None:
    run = store.submit(ARTICLE, "short")
    claim = store.claim(1)
    assert claim is not None
    store.end(claim, state, "The loss became NaN in epoch 1, batch 1.")
    back = import_run(store, export_run(store, run))
    assert as_elsewhere(store.run(back)) == as_elsewhere(store.run(run))


def test_an_active_run_is_not_packed(store: Store) -> None:
    run = store.submit(ARTICLE, "queued")
    with pytest.raises(ArchiveError, match="is queued"):
        export_run(store, run)
    with pytest.raises(RunNotFound):
        export_run(store, 99)
