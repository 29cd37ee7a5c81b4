"""Trainings that are queued together because they differ in one thing."""

from __future__ import annotations

from statistics import median
from typing import Literal

from cnn_core.records import Run
from cnn_core.spec import SEEDS, RunSpec

Vary = Literal["seed", "weights", "order", "both"]
"""What differs: initial weights (and dropout), order of the images (and augmentation), or both;
with `seed` all chance: both, and which images validate."""


def seeds_of(spec: RunSpec, n: int, vary: Vary) -> list[RunSpec]:
    """`n` specs that differ in their seeds, and in nothing else; the first gives the spec's result.

    With `seed` each holds out other validation images. Else the split and the normalisation stay
    with `seed`: all see the same training and validation images.
    """
    if vary == "seed":
        return [_with_all_seeds(spec, number) for number in range(n)]
    return [_with_own_seeds(spec, number, vary) for number in range(n)]


def epoch_seconds(run: Run) -> float | None:
    """Seconds that an epoch of a run took, else those expected of it; None where neither is known.

    The median, since the first epoch is slower than the others.
    """
    if run.result and run.result.epoch_seconds:
        return median(run.result.epoch_seconds)
    return run.expected_epoch_seconds


def _with_all_seeds(spec: RunSpec, number: int) -> RunSpec:
    """`seed` and, where they do not follow from it, the others."""
    training = spec.training
    update = {
        name: (seed + number) % SEEDS
        for name in ("seed", "weights_seed", "order_seed")
        if (seed := getattr(training, name)) is not None
    }
    return spec.model_copy(update={"training": training.model_copy(update=update)})


def _with_own_seeds(spec: RunSpec, number: int, vary: Vary) -> RunSpec:
    training = spec.training
    seeds = {
        "weights_seed": training.seed_of_weights + number * (vary != "order"),
        "order_seed": training.seed_of_order + number * (vary != "weights"),
    }
    update = {name: seed % SEEDS for name, seed in seeds.items()}
    return spec.model_copy(update={"training": training.model_copy(update=update)})
