from __future__ import annotations

import keras
import numpy as np
import pytest

from cnn_core import spec
from cnn_core.learning.progress import Progress
from cnn_core.learning.schedules import LearningRate, share

STEPS, EPOCHS = 10, 4
LAST = STEPS * EPOCHS - 1


def shares(schedule):
    return [share(schedule, step, STEPS, EPOCHS) for step in range(LAST + 1)]


def agrees(schedule, keras_schedule):
    expected = [float(keras_schedule(step)) for step in range(LAST + 1)]
    np.testing.assert_allclose(shares(schedule), expected, rtol=1e-5, atol=1e-7)


def test_step_and_exponential_agree_with_keras():
    decay = keras.optimizers.schedules.ExponentialDecay
    agrees(spec.Step(every=2, factor=0.3), decay(1.0, 2 * STEPS, 0.3, staircase=True))
    agrees(spec.Exponential(factor=0.7), decay(1.0, STEPS, 0.7))


def test_cosine_agrees_with_keras():
    agrees(spec.Cosine(final=0.1), keras.optimizers.schedules.CosineDecay(1.0, LAST, alpha=0.1))


def test_one_cycle_rises_and_falls_along_cosines():
    cycle = spec.OneCycle(warm_up=0.3, start=0.04, final=0.001)
    rates = np.array(shares(cycle))
    assert rates[0] == pytest.approx(0.04)
    assert rates[-1] == pytest.approx(0.001)
    peak = int(rates.argmax())
    assert peak == round(0.3 * LAST)
    assert (np.diff(rates[: peak + 1]) > 0).all()
    assert (np.diff(rates[peak:]) < 0).all()
    assert share(spec.OneCycle(warm_up=0.5), 2, 5, 1) == 1.0


@pytest.mark.parametrize(
    "schedule", [spec.Step(), spec.Exponential(), spec.Cosine(final=0.2), spec.OneCycle()]
)
def test_the_last_value_holds_in_an_extended_run(schedule):
    assert share(schedule, LAST + 500, STEPS, EPOCHS) == share(schedule, LAST, STEPS, EPOCHS)


@pytest.mark.parametrize("schedule", [spec.Constant(), spec.ReduceOnPlateau()])
def test_the_others_stay_at_one(schedule):
    assert shares(schedule) == [1.0] * (LAST + 1)


def test_a_run_of_one_step_has_a_rate():
    assert share(spec.Cosine(), 0, 1, 1) == 1.0


def test_a_change_scales_what_is_left_and_is_kept_in_the_progress():
    training = spec.Training(learning_rate=0.1, schedule=spec.Exponential(factor=0.5), epochs=4)
    progress = Progress()
    rate = LearningRate(training, STEPS, progress)
    rate.change(STEPS, 0.2)
    assert rate.at(STEPS) == pytest.approx(0.2)
    assert rate.at(2 * STEPS) == pytest.approx(0.1)
    rate.reduce(0.5)
    again = LearningRate(training, STEPS, Progress.model_validate_json(progress.model_dump_json()))
    assert again.at(2 * STEPS) == rate.at(2 * STEPS) == pytest.approx(0.05)
    assert rate.vector(STEPS, 3).dtype == np.float32


def test_a_rate_can_be_chosen_after_the_schedule_has_reached_zero():
    training = spec.Training(learning_rate=0.1, schedule=spec.Cosine(final=0.0), epochs=1)
    rate = LearningRate(training, STEPS, Progress())
    assert rate.at(100) == 0
    rate.change(100, 0.03)
    assert rate.at(100) == rate.at(200) == pytest.approx(0.03)
