"""What a prepared experiment is: a question, and the trainings that answer it together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from cnn_core.groups import seeds_of
from cnn_core.spec import Hardware, RunSpec

KIND = "experiment:"
"""Begins the kind of an experiment's groups; its key follows."""
LONGEST_KEY = 9
"""Characters: a group's kind has 20."""

Measure = Literal[
    "accuracy", "gap", "weights", "multiply_adds", "memory", "epoch_seconds", "training_seconds"
]
"""What is told of each setting. `gap`: training accuracy of the last epoch minus test accuracy."""

Size = Literal["article", "quick"]
SIZES: tuple[Size, ...] = get_args(Size)
QUICK_IMAGES = 6
"""So many times fewer images: 10,000 instead of 60,000."""
QUICK_EPOCHS = 0.4
"""2 epochs instead of the article's 5."""


@dataclass(frozen=True)
class Arm:
    """One of the settings that an experiment compares."""

    label: str
    spec: RunSpec


@dataclass(frozen=True)
class Axis:
    """A number that tells the settings apart."""

    title: str
    log: bool
    place: Callable[[RunSpec], float]
    label: Callable[[float], str]


@dataclass(frozen=True)
class Experiment:
    """Settings to compare; the first one is what the others are compared with."""

    key: str
    title: str
    question: str
    trained: str
    """What is trained, in a sentence."""
    arms: tuple[Arm, ...]
    """At the size `article`."""
    measures: tuple[Measure, ...] = ("accuracy",)
    axis: Axis | None = None

    @property
    def kind(self) -> str:
        """Of its groups."""
        return f"{KIND}{self.key}"

    def arms_at(self, size: Size) -> tuple[Arm, ...]:
        """The settings at that size, the first one to compare with."""
        specs = [arm.spec if size == "article" else _quick(arm.spec) for arm in self.arms]
        return tuple(
            Arm(self._label(arm, spec), spec) for arm, spec in zip(self.arms, specs, strict=True)
        )

    def find(self, spec: RunSpec) -> tuple[Size, Arm] | None:
        """The setting that a run of the experiment is of; None where the settings were others."""
        for size in SIZES:
            for arm in self.arms_at(size):
                if _bare(spec, arm.spec.hardware) == arm.spec:
                    return size, arm
        return None

    def _label(self, arm: Arm, spec: RunSpec) -> str:
        return arm.label if self.axis is None else self.axis.label(self.axis.place(spec))


def specs_of(arms: Sequence[Arm], seeds: int) -> list[RunSpec]:
    """What is queued: every setting with the first seeds, then every one with the next."""
    repeated = [seeds_of(arm.spec, seeds, "both") for arm in arms]
    return [specs[number] for number in range(seeds) for specs in repeated]


def _quick(spec: RunSpec) -> RunSpec:
    data = {"train_images": spec.data.train_images // QUICK_IMAGES}
    training = {"epochs": max(1, round(spec.training.epochs * QUICK_EPOCHS))}
    return spec.model_copy(
        update={
            "data": spec.data.model_copy(update=data),
            "training": spec.training.model_copy(update=training),
        }
    )


def _bare(spec: RunSpec, wanted: Hardware) -> RunSpec:
    """Without what was fixed when the run was queued: seeds, and threads that are left open."""
    seeds = {"weights_seed": None, "order_seed": None}
    threads = {
        name: 0 for name in ("intra_op_threads", "inter_op_threads") if getattr(wanted, name) == 0
    }
    return spec.model_copy(
        update={
            "training": spec.training.model_copy(update=seeds),
            "hardware": spec.hardware.model_copy(update=threads),
        }
    )
