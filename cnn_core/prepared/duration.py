"""How long trainings will take, about: from the epochs of earlier runs, else from the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from cnn_core.arithmetic import describe
from cnn_core.figures.theme import count, seconds
from cnn_core.groups import epoch_seconds
from cnn_core.plan import plan
from cnn_core.records import Run
from cnn_core.spec import RunSpec

USUAL_SPEED = 2e10
"""Multiply-adds a second of training with TensorFlow on two processors (benchmarked here: 1.9e10
for the article's MLP, 3.3e10 for its CNN)."""
START_AND_TEST_SECONDS = 4.0
"""Of a run beside its training: a warm worker takes it, and tests it on 10,000 images."""

NEWEST = 50
"""So many earlier runs say how fast this machine is."""


@dataclass(frozen=True)
class Duration:
    seconds: float
    measured: bool
    """Whether earlier runs say so, trained or calibrated, and not the number of operations."""


def duration(specs: Sequence[RunSpec], earlier: Sequence[Run]) -> Duration:
    """Of these trainings one after another, at least one of them.

    An epoch of the very network that was trained before takes as long per image as it did then;
    another one goes by its multiply-adds, at the median speed of all earlier runs on that device.
    """
    known = [run for run in earlier if epoch_seconds(run)]
    found = [_training(spec, known) for spec in specs]
    return Duration(
        sum(each.seconds + START_AND_TEST_SECONDS for each in found),
        all(each.measured for each in found),
    )


def duration_text(specs: Sequence[RunSpec], runs: Sequence[Run]) -> str:
    """`15 trainings; one after another, they take about …`. `runs`: all there are, newest first."""
    earlier = [run for run in runs if epoch_seconds(run)][:NEWEST]
    found = duration(specs, earlier)
    basis = (
        "by the time that earlier runs took"
        if found.measured
        else "a rough guess from the number of multiply-adds"
    )
    return (
        f"{count(len(specs))} trainings; one after another, they take about "
        f"{seconds(found.seconds)} ({basis})."
    )


def _training(spec: RunSpec, known: Sequence[Run]) -> Duration:
    alike = [run for run in known if _same_work(run.spec, spec)]
    speeds = [_speed(run) for run in alike or known if _device(run.spec) == _device(spec)]
    work = _epoch_work(spec) * spec.training.epochs
    return Duration(work / (median(speeds) if speeds else USUAL_SPEED), bool(speeds))


def _same_work(one: RunSpec, other: RunSpec) -> bool:
    """Whether a training step is the same, on the same kind of device."""
    return (
        one.architecture == other.architecture
        and one.training.batch_size == other.training.batch_size
        and _device(one) == _device(other)
    )


def _device(spec: RunSpec) -> tuple[str, bool]:
    """One thread is another device than all of them."""
    return spec.hardware.device, spec.hardware.intra_op_threads == 1


def _speed(run: Run) -> float:
    """Multiply-adds a second."""
    return _epoch_work(run.spec) / max(epoch_seconds(run) or 0.0, 1e-3)


def _epoch_work(spec: RunSpec) -> int:
    """Multiply-adds of one epoch, validation included."""
    summary = describe(spec.architecture, spec.training.batch_size)
    return plan(spec, summary).multiply_adds
