"""What the trainings of a prepared experiment reached, setting by setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from cnn_core.arithmetic import describe
from cnn_core.comparison.mcnemar import Right
from cnn_core.estimate import Estimate
from cnn_core.prepared.experiment import Arm, Experiment, Measure, Size
from cnn_core.records import Run, State
from cnn_core.repeat.means import spread
from cnn_core.result import Result
from cnn_core.scores import accuracy_interval


@dataclass(frozen=True)
class Trained:
    """A training that has ended, with its test figures."""

    run: Run
    result: Result
    right: Right | None
    """(10000,): which test images it has right; None where that is not known."""
    last_accuracy: float | None
    """On the training images, in the last epoch; None where that is not known."""


@dataclass(frozen=True)
class Outcome:
    """A setting with its trainings, at least one."""

    arm: Arm
    trained: tuple[Trained, ...]

    @property
    def accuracies(self) -> list[float]:
        return [each.result.test_accuracy for each in self.trained]

    def values(self, measure: Measure) -> list[float]:
        """One of each training that has the figure."""
        found = [READERS[measure](each) for each in self.trained]
        return [value for value in found if value is not None]

    def estimate(self, measure: Measure) -> Estimate | None:
        """None where no training has the figure.

        Limits of several trainings are Student's for their mean; those of the accuracy of a single
        one are Wilson's for other test images.
        """
        values = self.values(measure)
        if not values:
            return None
        if measure == "accuracy" and len(values) == 1:
            interval = accuracy_interval(self.trained[0].result)
            return Estimate(values[0], interval.low, interval.high)
        found = spread(values)
        if not found.margin:
            return Estimate(found.mean)
        low, high = found.mean - found.margin, found.mean + found.margin
        if measure == "accuracy":
            low, high = max(0.0, low), min(1.0, high)
        return Estimate(found.mean, low, high)

    def mean(self, measure: Measure) -> float:
        """Raises StatisticsError where no training has the figure."""
        return fmean(self.values(measure))


@dataclass(frozen=True)
class Results:
    """What is known of an experiment so far."""

    experiment: Experiment
    size: Size
    seeds: int
    """Trainings of a setting, at most."""
    outcomes: tuple[Outcome, ...]
    """Of the settings that have results, in the experiment's order."""
    missing: tuple[str, ...]
    """Labels of the settings that have none yet."""

    @property
    def base(self) -> Outcome | None:
        """The setting that others are compared with, if it has results."""
        first = self.experiment.arms_at(self.size)[0].label
        return next((each for each in self.outcomes if each.arm.label == first), None)


def collect(
    experiment: Experiment, runs: Sequence[Run], read: Callable[[Run, Result], Trained]
) -> Results | None:
    """The results of an experiment's runs; None where none of them is a training of it.

    `read` gives what else is needed of a run that counts: those that were stopped, failed or
    trained further do not.
    """
    found = [(run, place) for run in runs if (place := experiment.find(run.spec))]
    if not found:
        return None
    size = found[0][1][0]
    by_label: dict[str, list[Trained]] = {}
    for run, (_, arm) in found:
        members = by_label.setdefault(arm.label, [])
        if run.result and as_planned(run):
            members.append(read(run, run.result))
    arms = [arm for arm in experiment.arms_at(size) if arm.label in by_label]
    return Results(
        experiment=experiment,
        size=size,
        seeds=max(len(members) for members in by_label.values()),
        outcomes=tuple(
            Outcome(arm, tuple(by_label[arm.label])) for arm in arms if by_label[arm.label]
        ),
        missing=tuple(arm.label for arm in arms if not by_label[arm.label]),
    )


def as_planned(run: Run) -> bool:
    """Whether it was trained as its settings say: neither stopped nor trained on since."""
    return run.state is State.FINISHED and run.target_epochs == run.spec.training.epochs


def _weights(trained: Trained) -> float:
    return trained.result.weights


def _work(trained: Trained) -> float:
    return describe(trained.run.spec.architecture).multiply_adds


def _memory(trained: Trained) -> float:
    spec = trained.run.spec
    return describe(spec.architecture, spec.training.batch_size).training_bytes


def _gap(trained: Trained) -> float | None:
    last = trained.last_accuracy
    return None if last is None else last - trained.result.test_accuracy


def _epoch_seconds(trained: Trained) -> float | None:
    """The median: the first epoch is slower than the others."""
    return median(trained.result.epoch_seconds) if trained.result.epoch_seconds else None


READERS: Mapping[Measure, Callable[[Trained], float | None]] = {
    "accuracy": lambda trained: trained.result.test_accuracy,
    "gap": _gap,
    "weights": _weights,
    "multiply_adds": _work,
    "memory": _memory,
    "epoch_seconds": _epoch_seconds,
    "training_seconds": lambda trained: trained.result.seconds,
}
