"""What is trained to reproduce figures: which runs are there, which are on their way or missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from cnn_core import datasets
from cnn_core.groups import seeds_of
from cnn_core.overrides import override
from cnn_core.prepared.experiment import KIND as EXPERIMENT
from cnn_core.prepared.results import as_planned
from cnn_core.presets import ARTICLE, KERAS, MLP, SMALL
from cnn_core.records import Run
from cnn_core.reproduce.fashion import FASHION
from cnn_core.spec import Hardware, RunSpec
from cnn_core.store import Store

KIND = f"{EXPERIMENT}reproduce"
"""Of its groups."""
NAME = "Reproduce"
SEEDS = 5
"""Trainings of each."""
ALL_IMAGES = "data.validation_share=0"
"""Reported trainings validate on test images, or not at all: all others are trained on."""
AS_ARTICLE = override(ARTICLE, [ALL_IMAGES, "data.normalization=article"])

_queueing = Lock()


@dataclass(frozen=True)
class Training:
    """What is trained with SEEDS seeds."""

    title: str
    spec: RunSpec

    @property
    def specs(self) -> list[RunSpec]:
        return seeds_of(self.spec, SEEDS, "seed")


CNN = Training("The article's network, on the article's data", AS_ARTICLE)
COMPARISON = Training("The MLP, on pixels from 0 to 1", override(MLP, [ALL_IMAGES]))
KERAS_EXAMPLE = Training("Keras' example", KERAS)
CHOLLET = Training(
    "The network of Chollet's book",
    override(ARTICLE, [ALL_IMAGES, "architecture.layers.6.units=64"]),
)
FASHION_NETWORK = Training("Our network for Fashion-MNIST", FASHION)
SMALL_NETWORK = Training("Our small network", SMALL)
TRAININGS = (CNN, COMPARISON, KERAS_EXAMPLE, CHOLLET, FASHION_NETWORK, SMALL_NETWORK)


@dataclass(frozen=True)
class Standing:
    """How far a training is: every seed is one of the three."""

    finished: tuple[Run, ...]
    """As planned, with their test figures; of several with one seed the newest."""
    active: tuple[Run, ...]
    missing: tuple[RunSpec, ...]


def standings(runs: Sequence[Run]) -> dict[Training, Standing]:
    """Of every training, by the runs that are there, newest first, whoever queued them.

    Any device and number of threads will do, but not another precision.
    """
    by_spec: dict[RunSpec, list[Run]] = {}
    for run in runs:
        if run.active or (run.result and as_planned(run)):
            by_spec.setdefault(_without_hardware(run.spec), []).append(run)
    return {training: _standing(training, by_spec) for training in TRAININGS}


def missing(found: Mapping[Training, Standing]) -> list[RunSpec]:
    """What is to be queued: every training with its first missing seed, then with the next."""
    rest = [each.missing for each in found.values()]
    return [specs[turn] for turn in range(SEEDS) for specs in rest if turn < len(specs)]


def trainable(specs: Iterable[RunSpec]) -> list[RunSpec]:
    """Those whose images are on this machine."""
    return [spec for spec in specs if datasets.available(spec.data.dataset) is None]


def queue_missing(store: Store) -> tuple[int, ...]:
    """Queue what is neither there nor on its way, as one group: the numbers of the new runs.

    A training whose images are not on this machine is left out.
    """
    with _queueing:  # of two presses at once the second finds nothing missing
        specs = trainable(missing(standings(store.runs())))
        if not specs:
            return ()
        number = store.groups.submit(specs, NAME, KIND)
    return next(group.runs for group in store.groups.all() if group.id == number)


def share_done(found: Iterable[Standing]) -> float:
    """Of all epochs that are needed, those that are trained."""
    done = total = 0
    for each in found:
        done += sum(run.target_epochs for run in each.finished) + sum(r.epoch for r in each.active)
        total += sum(run.target_epochs for run in (*each.finished, *each.active))
        total += sum(spec.training.epochs for spec in each.missing)
    return done / total


def _standing(training: Training, by_spec: Mapping[RunSpec, list[Run]]) -> Standing:
    finished, active, rest = [], [], []
    for spec in training.specs:
        runs = by_spec.get(spec, [])
        ended = [run for run in runs if not run.active]
        if ended:
            finished.append(ended[0])
        elif runs:
            active.append(runs[0])
        else:
            rest.append(spec)
    return Standing(tuple(finished), tuple(active), tuple(rest))


def _without_hardware(spec: RunSpec) -> RunSpec:
    hardware = Hardware(mixed_precision=spec.hardware.mixed_precision)
    return spec.model_copy(update={"hardware": hardware})
