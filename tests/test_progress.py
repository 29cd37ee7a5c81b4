import time
from dataclasses import replace

import pytest

from cnn_core.curves import Curves
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.progress import TEST_SECONDS, awaits_test, progress, rate_to_go_on, stopped_early
from cnn_core.records import Point, Run, State
from tests.stored_runs import RESULT

STEPS = 10
RUN = Run(
    id=1,
    name="a run",
    spec=override(ARTICLE, ["data.train_images=711", "training.epochs=3"]),
    state=State.RUNNING,
    attempt=1,
    crashes=0,
    target_epochs=3,
    epoch=0,
    step=0,
    created=0.0,
    started=None,
    ended=None,
    heartbeat=None,
    device=None,
    message=None,
    expected_epoch_seconds=None,
    result=None,
)


def batches(steps: int, validation: float = 2.0) -> Curves:
    """Batches of 0.5 s and epochs with a validation of some seconds after them."""
    recent, epochs, seconds = [], [], 0.0
    for step in range(1, steps + 1):
        seconds += 0.5
        epoch = -(-step // STEPS)
        recent.append(Point("batch", step, epoch, seconds, 0.1, 0.9, learning_rate=0.01 / epoch))
        if step % STEPS == 0:
            seconds += validation
            epochs.append(Point("epoch", step, epoch, seconds, 0.1, 0.9))
    return Curves(recent=tuple(recent), epochs=tuple(epochs))


def test_before_the_first_batch() -> None:
    now = progress(RUN, Curves(), STEPS)
    assert (now.epoch, now.epochs, now.epoch_share, now.run_share) == (1, 3, 0, 0)
    assert now.images_per_second is now.seconds_left is now.learning_rate is None
    assert now.epoch_seconds is None


@pytest.mark.parametrize(
    ("step", "epoch", "epoch_share"), [(4, 1, 0.4), (10, 2, 0.0), (25, 3, 0.5), (30, 3, 1.0)]
)
def test_shares(step: int, epoch: int, epoch_share: float) -> None:
    now = progress(replace(RUN, step=step), batches(step), STEPS)
    assert now.epoch == epoch
    assert now.epoch_share == pytest.approx(epoch_share)
    assert now.run_share == pytest.approx(step / 30)
    assert now.learning_rate == pytest.approx(0.01 / -(-step // STEPS))


def test_validation_is_no_part_of_the_pace_but_of_the_time_left() -> None:
    now = progress(replace(RUN, step=15), batches(15), STEPS)
    assert now.images_per_second == pytest.approx(64 / 0.5)
    assert now.seconds_left == pytest.approx(15 * (15 * 0.5 + 2.0) / 15)
    assert now.epoch_seconds == pytest.approx(7.0)


def test_the_pace_of_a_run_that_has_ended_is_that_of_its_whole_training() -> None:
    ended = replace(RUN, step=25, state=State.FINISHED, result=RESULT)
    assert progress(ended, batches(25), STEPS).images_per_second == RESULT.images_per_second


def test_an_extended_run_goes_on() -> None:
    now = progress(replace(RUN, step=30, target_epochs=5), batches(30), STEPS)
    assert (now.epoch, now.epochs, now.epoch_share) == (4, 5, 0.0)
    assert now.run_share == pytest.approx(0.6)


def test_a_run_awaits_its_test_for_a_while_after_a_stop() -> None:
    now = time.time()
    stopped = replace(RUN, state=State.STOPPED, step=5, ended=now, heartbeat=now)
    assert awaits_test(stopped)
    assert not awaits_test(replace(stopped, ended=now - TEST_SECONDS - 1))
    assert not awaits_test(replace(stopped, step=0))
    assert not awaits_test(RUN)


def test_a_run_that_no_worker_stopped_awaits_no_test() -> None:
    now = time.time()
    paused_long_ago = replace(RUN, state=State.STOPPED, step=5, ended=now, heartbeat=now - 10)
    assert not awaits_test(paused_long_ago)


def test_a_run_that_stopped_early_is_complete() -> None:
    early = replace(RUN, state=State.FINISHED, epoch=2, step=20)
    now = progress(early, batches(20), STEPS)
    assert (now.epoch, now.epochs, now.epoch_share, now.run_share) == (2, 3, 1.0, 1.0)
    assert stopped_early(early)
    assert not stopped_early(replace(early, epoch=3, step=30))
    assert not stopped_early(replace(early, state=State.STOPPED))


@pytest.mark.parametrize(
    ("last", "given"), [(0.0005, 0.0005), (0.0, 0.001), (1e-7, 0.001), (None, 0.001), (0.02, 0.02)]
)
def test_a_run_goes_on_at_its_last_rate_unless_that_is_almost_nothing(
    last: float | None, given: float
) -> None:
    assert rate_to_go_on(last, 0.001) == given
