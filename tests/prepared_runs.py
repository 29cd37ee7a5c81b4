"""Trainings of a prepared experiment, made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cnn_core.machine import with_fixed_threads
from cnn_core.prepared.experiment import Experiment, Size
from cnn_core.prepared.results import Results, Trained, collect
from cnn_core.records import Run
from cnn_core.result import Result
from tests.ended_runs import ended, reached, wrong_at


def trained(
    experiment: Experiment, accuracies: Mapping[str, Sequence[float]], size: Size = "article"
) -> list[Run]:
    """Runs of the settings with these labels; an epoch takes as long as a setting has letters."""
    arms = {arm.label: arm.spec for arm in experiment.arms_at(size)}
    return [
        ended(number, spec=with_fixed_threads(arms[label]), result=_reached(accuracy, label))
        for label, figures in accuracies.items()
        for number, accuracy in enumerate(figures, 1)
    ]


def _reached(accuracy: float, label: str) -> Result:
    return reached(accuracy, weights=100 * len(label), seconds=5 * len(label))


def read(run: Run, result: Result) -> Trained:
    """Its errors are the first images; in training it was right in half a point more."""
    wrong = wrong_at(slice(0, round(10_000 * (1 - result.test_accuracy))))
    return Trained(run, result, ~wrong, result.test_accuracy + 0.005)


def results(
    experiment: Experiment, accuracies: Mapping[str, Sequence[float]], size: Size = "article"
) -> Results:
    found = collect(experiment, trained(experiment, accuracies, size), read)
    assert found is not None
    return found
