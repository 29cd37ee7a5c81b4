"""What an engine is asked besides training, with a fake worker."""

from __future__ import annotations

from concurrent.futures import CancelledError

import numpy as np
import pytest

from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise, Study
from cnn_core.records import LATEST, StoreError, Studied
from cnn_core.store import Store
from cnn_core.worker_process import WorkerError
from tests.processes import wait_for
from tests.programs import NEVER_READY
from tests.watched_runs import Start, submit, wait_until_ended


def test_a_calibration_is_answered(start_engine: Start) -> None:
    job = start_engine().calibrate(ARTICLE)
    assert job.result(timeout=20) == 0.25
    assert job.progress == 0.5


def test_only_runs_with_a_model_answer(store: Store, start_engine: Start) -> None:
    engine = start_engine(started=False)
    image = np.zeros((1, 28, 28), np.uint8)
    with pytest.raises(StoreError, match="no run 99"):
        engine.predict([99], image)
    run = submit(store, "untrained")
    with pytest.raises(StoreError, match=f"^Run {run} has no model of its last training"):
        engine.predict([run], image)
    with pytest.raises(ValueError, match="expected"):
        engine.predict([run], image[:, 1:])


def test_what_a_study_finds_is_kept(store: Store, start_engine: Start) -> None:
    run = store.submit(ARTICLE, "studied")
    engine = start_engine(started=False)
    engine.study(Study(run=run, moment=LATEST, question=Maximise(layer=3))).result(timeout=20)
    assert store.studies.read(run, LATEST, Maximise(layer=3)) == Studied("network", b"3")
    with pytest.raises(StoreError, match="no run 99"):
        engine.study(Study(run=99, moment=LATEST, question=Maximise(layer=3)))


def test_a_study_asked_twice_is_one_job_and_can_be_given_up(
    store: Store, start_engine: Start
) -> None:
    run = store.submit(ARTICLE, "studied")
    engine = start_engine(started=False)
    asked = Study(run=run, moment=7, question=Maximise(layer=3))
    job = engine.study(asked)
    waiting = engine.study(Study(run=run, moment=7, question=Maximise(layer=2)))
    assert engine.study(asked) is engine.studying(asked) is job
    wait_for(lambda: job.progress == 0.5)
    waiting.end()
    job.end()
    with pytest.raises(WorkerError, match="given up"):
        job.result(timeout=20)
    with pytest.raises(CancelledError):
        waiting.result(timeout=20)
    assert engine.studying(asked) is None
    assert store.studies.read(run, 7, Maximise(layer=3)) is None


def test_jobs_fail_with_a_sentence(store: Store, start_engine: Start) -> None:
    engine = start_engine()
    with pytest.raises(WorkerError, match=r"^The fake has no network\.$"):
        engine.download("fashion_mnist").result(timeout=20)
    run = submit(store, "evaluated")
    wait_until_ended(store, run)
    with pytest.raises(WorkerError, match="status 9"):
        engine.evaluate(run).result(timeout=20)


def test_only_a_run_with_a_model_that_has_ended_is_evaluated(
    store: Store, start_engine: Start
) -> None:
    engine = start_engine(started=False)
    with pytest.raises(StoreError, match="no run 99"):
        engine.evaluate(99)
    run = submit(store, "evaluated")
    with pytest.raises(StoreError, match=r"is queued: .* when it has finished or was stopped\."):
        engine.evaluate(run)
    store.pause(run)
    with pytest.raises(StoreError, match=r"is paused: it can be evaluated"):
        engine.evaluate(run)
    store.stop(run)
    with pytest.raises(StoreError, match=r"^Run 1 has no model of its last training\.$"):
        engine.evaluate(run)


def test_a_job_without_a_worker_fails_with_a_sentence(start_engine: Start) -> None:
    engine = start_engine(NEVER_READY, started=False)
    with pytest.raises(WorkerError, match="no module named keras"):
        engine.calibrate(ARTICLE).result(timeout=20)
