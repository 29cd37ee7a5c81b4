"""The warm spare of an engine, with a fake worker."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from cnn_core.engine import DeviceInfo
from cnn_core.presets import ARTICLE
from cnn_core.store import Store
from tests.processes import children, wait_for
from tests.watched_runs import Start, new_children, submit, wait_until_training


def test_a_spare_that_cannot_start_is_not_tried_all_the_time(
    store: Store, start_engine: Start, tmp_path: Path, quick: None
) -> None:
    log = tmp_path / "starts"
    start_engine(("sh", "-c", f"echo start >> {log}; exit 1"))
    wait_for(log.exists)
    time.sleep(1)
    assert log.read_text() == "start\n"


def test_a_spare_that_dies_is_replaced(
    start_engine: Start, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnn_core.spare.RETRY_SECONDS", 0.1)
    before = children(os.getpid())
    engine = start_engine()
    wait_for(lambda: engine.spare_ready)
    (worker,) = new_children(before)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: not engine.spare_ready)
    wait_for(lambda: engine.spare_ready)
    assert new_children(before) != [worker]


def test_the_next_spare_waits_while_a_run_begins(
    store: Store, start_engine: Start, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnn_core.workers.UNDISTURBED_SECONDS", 1000)
    before = children(os.getpid())
    engine = start_engine()
    for undisturbed in (True, False):
        wait_for(lambda: engine.spare_ready)
        run = submit(store, "endless")
        engine.wake()
        wait_until_training(store, run)
        if undisturbed:
            assert len(new_children(before)) == 1
            store.stop(run)
            monkeypatch.setattr("cnn_core.workers.UNDISTURBED_SECONDS", 0)
    wait_for(lambda: engine.spare_ready)
    assert len(new_children(before)) == 2


def test_without_a_spare_no_process_waits(start_engine: Start, quick: None) -> None:
    before = children(os.getpid())
    engine = start_engine(spare=False)
    time.sleep(0.3)
    assert not new_children(before)
    assert not engine.spare_ready
    assert engine.devices is None


def test_the_spare_tells_the_machines_devices(start_engine: Start, quick: None) -> None:
    engine = start_engine()
    wait_for(lambda: engine.devices)
    assert engine.devices == [DeviceInfo("cpu", "fake")]
    assert engine.reason_no_gpu == "It is a fake."


def test_the_spare_is_warm_again_after_a_job(start_engine: Start, quick: None) -> None:
    engine = start_engine()
    engine.calibrate(ARTICLE).result(timeout=20)
    wait_for(lambda: engine.spare_ready)
