"""The engine with a fake worker, which is a real process: only Keras is missing.

Processes are killed and stopped for real. See tests/learning for the engine with the real worker.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import cnn_core.engine
import cnn_core.store
from cnn_core.engine import DeviceInfo, Engine
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise, Study
from cnn_core.records import LATEST, State, StoreError, Studied
from cnn_core.store import Store
from cnn_core.worker_process import WorkerError
from tests.processes import children, is_running, wait_for

ROOT = Path(__file__).parents[1]
FAKE = (sys.executable, "-m", "tests.fake_worker")
LEASE = 1.5
NEVER_READY = (sys.executable, "-c", "raise ImportError('no module named keras')")
Start = Callable[..., Engine]


@pytest.fixture
def start(store: Store) -> Iterator[Start]:
    """Makes engines on the store; they are closed at the end, and leave no process behind."""
    engines: list[Engine] = []
    before = children(os.getpid())

    def make(
        command: Sequence[str] = FAKE, slots: int = 1, spare: bool = True, started: bool = True
    ) -> Engine:
        engine = Engine(store, slots, spare, command)
        engines.append(engine)
        if started:
            engine.start()
        return engine

    yield make
    for engine in engines:
        engine.close()
    assert not children(os.getpid()).keys() - before.keys()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short lease, a housekeeper that looks often, and a spare at once."""
    monkeypatch.setattr(cnn_core.store, "LEASE_SECONDS", LEASE)
    monkeypatch.setattr(cnn_core.engine, "FIRST_PAGE_SECONDS", 0)
    monkeypatch.setattr(cnn_core.engine, "HOUSE_SECONDS", 0.1)


def submit(store: Store, name: str) -> int:
    return store.submit(ARTICLE, name)


def wait_until_ended(store: Store, *runs: int) -> None:
    wait_for(lambda: not any(store.run(run).active for run in runs))


def wait_until_training(store: Store, run: int) -> None:
    wait_for(lambda: store.points(run, ["batch"]))


def new_children(before: dict[int, str]) -> list[int]:
    return sorted(children(os.getpid()).keys() - before.keys())


def test_a_run_submitted_to_a_warm_engine_starts_at_once(
    store: Store, start: Start, quick: None
) -> None:
    engine = start()
    wait_for(lambda: engine.spare_ready)
    run = submit(store, "now")
    engine.wake()
    submitted = time.monotonic()
    wait_until_training(store, run)
    assert time.monotonic() - submitted < 1.5
    wait_until_ended(store, run)


def test_a_crash_interrupts_the_run_and_not_the_queue(store: Store, start: Start) -> None:
    crashed, next_one = submit(store, "crash"), submit(store, "next")
    start()
    wait_until_ended(store, crashed, next_one)
    run = store.run(crashed)
    assert (run.state, run.crashes, run.checkpoint_step) == (State.INTERRUPTED, 1, 2)
    assert run.message == "The worker ended with status 1: the fake crashed"
    assert store.run(next_one).state is State.FINISHED


def test_a_killed_worker_is_told_and_the_run_resumed(store: Store, start: Start) -> None:
    before = children(os.getpid())
    run = submit(store, "endless")
    engine = start(spare=False)
    wait_until_training(store, run)
    (worker,) = new_children(before)
    os.kill(worker, signal.SIGKILL)
    wait_until_ended(store, run)
    assert store.run(run).message == "The worker was ended by signal 9 (SIGKILL)."
    wait_for(lambda: worker not in children(os.getpid()))
    store.resume(run)
    engine.wake()
    wait_until_ended(store, run)
    found = store.run(run)
    assert (found.state, found.attempt, found.crashes) == (State.FINISHED, 2, 1)
    assert [point.step for point in store.points(run)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (NEVER_READY, "status 1: ImportError: no module named keras"),
        (("/no/such/program",), "cannot be started: No such file or directory"),
        ((sys.executable, "-c", "print('{}')"), "ended before its work was done"),
    ],
)
def test_runs_do_not_wait_for_a_worker_that_cannot_start(
    store: Store, start: Start, command: Sequence[str], reason: str
) -> None:
    runs = [submit(store, name) for name in "ab"]
    start(command, spare=False)
    wait_until_ended(store, *runs)
    for run in map(store.run, runs):
        assert run.state is State.INTERRUPTED
        assert reason in (run.message or "")


def test_a_spare_that_cannot_start_is_not_tried_all_the_time(
    store: Store, start: Start, tmp_path: Path, quick: None
) -> None:
    log = tmp_path / "starts"
    start(("sh", "-c", f"echo start >> {log}; exit 1"))
    wait_for(log.exists)
    time.sleep(1)
    assert log.read_text() == "start\n"


def test_a_spare_that_dies_is_replaced(
    start: Start, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnn_core.spare.RETRY_SECONDS", 0.1)
    before = children(os.getpid())
    engine = start()
    wait_for(lambda: engine.spare_ready)
    (worker,) = new_children(before)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: not engine.spare_ready)
    wait_for(lambda: engine.spare_ready)
    assert new_children(before) != [worker]


def test_the_next_spare_waits_while_a_run_begins(
    store: Store, start: Start, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnn_core.workers.UNDISTURBED_SECONDS", 1.0)
    before = children(os.getpid())
    engine = start()
    wait_for(lambda: engine.spare_ready)
    run = submit(store, "endless")
    engine.wake()
    wait_until_training(store, run)
    assert len(new_children(before)) == 1
    wait_for(lambda: engine.spare_ready)
    assert len(new_children(before)) == 2


def test_without_a_spare_no_process_waits(start: Start, quick: None) -> None:
    before = children(os.getpid())
    engine = start(spare=False)
    time.sleep(0.3)
    assert not new_children(before)
    assert not engine.spare_ready
    assert engine.devices is None


def test_the_spare_tells_the_machines_devices(start: Start, quick: None) -> None:
    engine = start()
    wait_for(lambda: engine.devices)
    assert engine.devices == [DeviceInfo("cpu", "fake")]
    assert engine.reason_no_gpu == "It is a fake."


def test_two_slots_train_two_runs_at_once(store: Store, start: Start) -> None:
    runs = [submit(store, "endless") for _ in range(3)]
    start(slots=2)
    wait_until_training(store, runs[0])
    wait_until_training(store, runs[1])
    assert store.run(runs[2]).state is State.QUEUED
    store.stop(runs[0])
    wait_until_training(store, runs[2])
    assert store.run(runs[0]).state is State.STOPPED


@pytest.mark.postgres
def test_engines_meet_in_postgresql(postgres_url: str) -> None:
    store = Store(postgres_url)
    runs = [submit(store, str(number)) for number in range(4)]
    engines = [Engine(store, command=FAKE) for _ in range(2)]
    for engine in engines:
        engine.start()
    wait_until_ended(store, *runs)
    for engine in engines:
        engine.close()
    assert {(run.state, run.attempt) for run in store.runs()} == {(State.FINISHED, 1)}
    store.close()


def test_a_worker_that_sleeps_through_its_lease_is_ended(
    store: Store, start: Start, quick: None
) -> None:
    before = children(os.getpid())
    run, next_one = submit(store, "endless"), submit(store, "next")
    start(spare=False)
    wait_until_training(store, run)
    (worker,) = new_children(before)
    os.kill(worker, signal.SIGSTOP)
    wait_until_ended(store, run, next_one)
    assert store.run(run).state is State.INTERRUPTED
    assert "silent" in (store.run(run).message or "")
    assert store.run(next_one).state is State.FINISHED
    assert worker not in children(os.getpid())


def test_a_worker_that_wakes_up_in_another_engines_time_writes_nothing(
    store: Store, start: Start, quick: None
) -> None:
    """The first engine's process sleeps as well, as when a laptop is closed."""
    run = submit(store, "endless")
    with server(store) as first:
        wait_until_training(store, run)
        (worker,) = children(first.pid)
        os.kill(first.pid, signal.SIGSTOP)
        os.kill(worker, signal.SIGSTOP)
        wait_for(store.recover)
        store.resume(run)
        start()
        wait_until_ended(store, run)
        ended = store.run(run)
        os.kill(worker, signal.SIGCONT)
        wait_for(lambda: not is_running(worker))
        assert store.run(run) == ended
        assert [point.step for point in store.points(run)] == [1, 2, 3, 4, 5]


@contextmanager
def server(store: Store) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds an engine, as the server of the pages does."""
    program = f"""
import signal, time
import cnn_core.engine, cnn_core.store
from cnn_core.engine import Engine
from cnn_core.store import Store
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
cnn_core.engine.HOUSE_SECONDS = 0.5
cnn_core.store.LEASE_SECONDS = {LEASE}
Engine(Store({store.url!r}), spare=False, command={FAKE!r}).start()
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_killed_server_takes_its_worker_along(store: Store, start: Start, quick: None) -> None:
    run = submit(store, "endless")
    with server(store) as killed:
        wait_until_training(store, run)
        (worker,) = children(killed.pid)
        killed.kill()
    wait_for(lambda: not is_running(worker), seconds=2)
    assert store.run(run).state is State.RUNNING
    engine = start()
    wait_until_ended(store, run)
    assert store.run(run).state is State.INTERRUPTED
    store.resume(run)
    engine.wake()
    wait_until_ended(store, run)
    assert store.run(run).state is State.FINISHED


def test_a_machine_that_has_slept_goes_on(store: Store) -> None:
    """All sleep, as when a laptop is closed, for longer than the lease."""
    run = submit(store, "endless")
    with server(store) as asleep:
        wait_until_training(store, run)
        (worker,) = children(asleep.pid)
        for process in (asleep.pid, worker):
            os.kill(process, signal.SIGSTOP)
        time.sleep(LEASE + 0.5)
        for process in (asleep.pid, worker):
            os.kill(process, signal.SIGCONT)
        time.sleep(1)
        assert store.run(run).state is State.RUNNING
        store.stop(run)
        wait_until_ended(store, run)
        assert store.run(run).state is State.STOPPED


def test_a_server_ended_by_ctrl_c_leaves_its_run_interrupted(store: Store) -> None:
    run = submit(store, "endless")
    with server(store) as leaving:
        wait_until_training(store, run)
        leaving.send_signal(signal.SIGINT)
        leaving.wait(timeout=10)
    assert store.run(run).message == "The server was closed during the training."


def test_closing_ends_all_workers(store: Store, start: Start) -> None:
    before = children(os.getpid())
    run = submit(store, "endless")
    engine = start()
    wait_until_training(store, run)
    closed = time.monotonic()
    engine.close()
    assert time.monotonic() - closed < 3
    assert not new_children(before)
    assert store.run(run).state is State.INTERRUPTED
    assert store.run(run).message == "The server was closed during the training."


def test_one_run_is_trained_alone_for_the_command_line(store: Store, start: Start) -> None:
    waiting, wanted = submit(store, "waiting"), submit(store, "wanted")
    start(spare=False, started=False).run_one(wanted)
    assert store.run(wanted).state is State.FINISHED
    assert store.run(waiting).state is State.QUEUED


def test_one_run_that_crashes_returns(store: Store, start: Start) -> None:
    run = submit(store, "crash")
    start(spare=False, started=False).run_one(run)
    assert store.run(run).state is State.INTERRUPTED


def test_one_run_that_another_engine_trains_is_waited_for(store: Store, start: Start) -> None:
    run = submit(store, "elsewhere")
    start()
    start(spare=False, started=False).run_one(run)
    assert (store.run(run).state, store.run(run).attempt) == (State.FINISHED, 1)


def test_a_calibration_is_answered(start: Start) -> None:
    job = start().calibrate(ARTICLE)
    assert job.result(timeout=20) == 0.25
    assert job.progress == 0.5


def test_only_runs_with_a_model_answer(store: Store, start: Start) -> None:
    engine = start(started=False)
    image = np.zeros((1, 28, 28), np.uint8)
    with pytest.raises(StoreError, match="no run 99"):
        engine.predict([99], image)
    run = submit(store, "untrained")
    with pytest.raises(StoreError, match=f"^Run {run} has no model of its last training"):
        engine.predict([run], image)
    with pytest.raises(ValueError, match="expected"):
        engine.predict([run], image[:, 1:])


def test_what_a_study_finds_is_kept(store: Store, start: Start) -> None:
    run = store.submit(ARTICLE, "studied")
    engine = start(started=False)
    engine.study(Study(run=run, moment=LATEST, question=Maximise(layer=3))).result(timeout=20)
    assert store.studies.read(run, LATEST, Maximise(layer=3)) == Studied("network", b"3")
    with pytest.raises(StoreError, match="no run 99"):
        engine.study(Study(run=99, moment=LATEST, question=Maximise(layer=3)))


def test_a_study_asked_twice_is_one_job_and_can_be_given_up(store: Store, start: Start) -> None:
    run = store.submit(ARTICLE, "studied")
    engine = start(started=False)
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


def test_the_spare_is_warm_again_after_a_job(start: Start, quick: None) -> None:
    engine = start()
    engine.calibrate(ARTICLE).result(timeout=20)
    wait_for(lambda: engine.spare_ready)


def test_jobs_fail_with_a_sentence(store: Store, start: Start) -> None:
    engine = start()
    with pytest.raises(WorkerError, match=r"^The fake has no network\.$"):
        engine.download("fashion_mnist").result(timeout=20)
    run = submit(store, "evaluated")
    wait_until_ended(store, run)
    with pytest.raises(WorkerError, match="status 9"):
        engine.evaluate(run).result(timeout=20)


def test_only_a_run_with_a_model_that_has_ended_is_evaluated(store: Store, start: Start) -> None:
    engine = start(started=False)
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


def test_a_job_without_a_worker_fails_with_a_sentence(start: Start) -> None:
    engine = start(NEVER_READY, started=False)
    with pytest.raises(WorkerError, match="no module named keras"):
        engine.calibrate(ARTICLE).result(timeout=20)


def test_the_worker_starts_wherever_the_server_was_started(
    store: Store, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cnn_core").mkdir()
    monkeypatch.chdir(tmp_path)
    run = submit(store, "from afar")
    start()
    wait_until_ended(store, run)
    assert store.run(run).state is State.FINISHED


def test_the_engine_outlives_a_store_that_fails_for_a_while(
    store: Store, start: Start, quick: None, caplog: pytest.LogCaptureFixture
) -> None:
    file = Path(store.url.removeprefix("sqlite:///"))
    away = file.with_suffix(".away")
    start(spare=False)
    with caplog.at_level(logging.ERROR):
        store.close()
        file.rename(away)
        file.mkdir()
        wait_for(lambda: "cannot be used" in caplog.text)
        file.rmdir()
        away.rename(file)
    run = submit(store, "after the trouble")
    wait_until_ended(store, run)
    assert store.run(run).state is State.FINISHED


@pytest.mark.parametrize("text", ["0", "-1", "two", ""])
def test_slots_come_from_the_environment(
    store: Store, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("CNN_LAB_SLOTS", "3")
    assert Engine(store).slots == 3
    monkeypatch.setenv("CNN_LAB_SLOTS", text)
    with pytest.raises(StoreError, match=r"CNN_LAB_SLOTS: expected .* Received: "):
        Engine(store)
