"""Learning-rate schedules: pure functions from a step to a share of the learning rate."""

from __future__ import annotations

from math import cos, pi

import numpy as np
from numpy.typing import NDArray

from cnn_core import spec
from cnn_core.learning.progress import Progress


def share(schedule: spec.Schedule, step: int, steps_per_epoch: int, epochs: int) -> float:
    """The factor by which the learning rate is multiplied at `step`, counted from 0.

    The schedule spans `epochs` epochs; its last value holds after them. `reduce_on_plateau` is
    1 here: what it does depends on the validation loss, see `LearningRate.reduce`.
    """
    last = steps_per_epoch * epochs - 1
    step = min(step, last)
    match schedule:
        case spec.Step():
            return float(schedule.factor ** (step // steps_per_epoch // schedule.every))
        case spec.Exponential():
            return float(schedule.factor ** (step / steps_per_epoch))
        case spec.Cosine():
            return half_cosine(1.0, schedule.final, step / max(1, last))
        case spec.OneCycle():
            return _one_cycle(schedule, step / max(1, last))
        case spec.Constant() | spec.ReduceOnPlateau():
            return 1.0


def half_cosine(start: float, end: float, done: float) -> float:
    """From `start` to `end` as `done` goes from 0 to 1.

    Loshchilov and Hutter, SGDR (arXiv:1608.03983), equation 5, without restarts.
    """
    return end + (start - end) * (1 + cos(pi * done)) / 2


def _one_cycle(schedule: spec.OneCycle, done: float) -> float:
    """Smith and Topin, Super-Convergence (arXiv:1708.07120), with cosines in place of lines."""
    if done < schedule.warm_up:
        return half_cosine(schedule.start, 1.0, done / schedule.warm_up)
    return half_cosine(1.0, schedule.final, (done - schedule.warm_up) / (1 - schedule.warm_up))


class LearningRate:
    """The rate of each step of a run; what was changed on the way is kept in `progress`."""

    def __init__(self, training: spec.Training, steps_per_epoch: int, progress: Progress) -> None:
        self._training = training
        self._steps_per_epoch = steps_per_epoch
        self._progress = progress

    def at(self, step: int) -> float:
        """The rate of the step, counted from 0."""
        return self._scheduled(step) * self._progress.rate_scale

    def vector(self, first_step: int, steps: int) -> NDArray[np.float32]:
        """The rates of so many steps, float32 (steps,)."""
        return np.array([self.at(first_step + i) for i in range(steps)], np.float32)

    def change(self, step: int, rate: float) -> None:
        """Make `rate` the rate of `step`, and scale the schedule alike from there on."""
        if self._scheduled(step) == 0:
            self._progress.schedule_over = True
        self._progress.rate_scale = rate / self._scheduled(step)

    def reduce(self, factor: float) -> None:
        """Multiply the rate by the factor from now on."""
        self._progress.rate_scale *= factor

    def _scheduled(self, step: int) -> float:
        training = self._training
        if self._progress.schedule_over:
            return training.learning_rate
        return training.learning_rate * share(
            training.schedule, step, self._steps_per_epoch, training.epochs
        )
