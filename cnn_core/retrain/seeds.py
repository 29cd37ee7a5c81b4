"""The seeds of a run as constants of a program: one name for all that are equal."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.spec import Training


@dataclass(frozen=True)
class SeedNames:
    """Which constant each kind of chance takes its seed from."""

    split: str
    weights: str
    order: str


ONE = SeedNames("SEED", "SEED", "SEED")
SEVERAL = SeedNames("SPLIT_SEED", "WEIGHTS_SEED", "ORDER_SEED")


def seed_names(training: Training) -> SeedNames:
    seeds = {training.seed, training.seed_of_weights, training.seed_of_order}
    return ONE if len(seeds) == 1 else SEVERAL


def seed_constants(training: Training) -> list[str]:
    """Their assignments, a line each."""
    names = seed_names(training)
    if names is ONE:
        return [f"{names.split} = {training.seed}"]
    return [
        f"{names.split} = {training.seed}",
        f"{names.weights} = {training.seed_of_weights}",
        f"{names.order} = {training.seed_of_order}",
    ]
