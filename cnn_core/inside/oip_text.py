"""What is said of the patterns that maps answer most: names, sentences, and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from cnn_core.figures.theme import count, true_minus
from cnn_core.inside.oips import RARE, Oips
from cnn_core.inside.patches import Patches
from cnn_core.inside.sight import maps_looked_at
from cnn_core.layer_outputs import noun, summaries
from cnn_core.layers import ClusterDistances, Layer, Output
from cnn_core.questions import Maximise

PACE = 1.5e10
"""Multiply-adds a second that two cores do, about; a gradient takes as many again."""
OVERHEAD = 4.0
"""Seconds to open the network and to trace it."""
LEAST_WORK = 100_000
"""Multiply-adds that any image takes, in time."""


class Names:
    """How the maps of a layer are called: by their numbers from 1, classes by their names."""

    def __init__(self, layers: Sequence[Layer], position: int, classes: Sequence[str]) -> None:
        self._classes = classes if isinstance(layers[position], Output) else None
        self.noun = "class" if self._classes else _noun(layers, position)
        self.plural = "classes" if self._classes else f"{self.noun}s"
        self.measure = {
            "map": "mean activation",
            "unit": "activation",
            "cluster": "distance",
            "class": "logit",
        }[self.noun]
        """What is made as large as possible."""
        self.measure_told = {
            "map": "the mean activation of the map's nodes",
            "unit": "the activation",
            "cluster": "the distance from the cluster's centre (the furthest, not the nearest)",
            "class": "the logit",
        }[self.noun]
        self.short_measure = "mean" if self.noun == "map" else self.measure

    def __call__(self, index: int) -> str:
        """`Map 3`, `Unit 3`, `Class 7`."""
        number = self._classes[index] if self._classes else index + 1
        return f"{self.noun.capitalize()} {number}"

    def counted(self, number: int) -> str:
        """`1 map`, `64 maps`."""
        return f"{count(number)} {self.noun if number == 1 else self.plural}"


def _noun(layers: Sequence[Layer], position: int) -> str:
    is_clusters = isinstance(layers[position], ClusterDistances)
    return "cluster" if is_clusters else noun(layers, position)


def value(number: float) -> str:
    """12.3456 -> `12.3`, 3.1 -> `3.10`, 12345.6 -> `12,346`, with a true minus."""
    text = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:#.3g}".rstrip(".")
    return true_minus(text)


def overview(oips: Oips, names: Names, all_maps: int) -> str:
    """How many patterns were found again, how many only once, and what cannot be excited."""
    excited, starts = oips.excited, oips.activations.shape[1]
    again = int((excited & (oips.found > 1)).sum())
    parts = [f"{names.counted(len(excited))}, {starts} random start{'s' * (starts > 1)} each"]
    if all_maps > len(excited):
        parts[0] = f"the first {parts[0]} (of {count(all_maps)})"
    if starts > 1:
        once = int(excited.sum()) - again
        by_chance = f"{oips.again_by_chance:.0f} expected by chance"
        parts.append(f"{again} found again from another start ({by_chance}), {once} found once")
    if not excited.all():
        parts.append(f"{int((~excited).sum())} cannot be excited by any pattern that was tried")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def alike_sentence(oips: Oips, names: Names) -> str:
    """What the number "alike" is, and from where on patterns count as the same."""
    what = (
        f"Alike: correlation, −1 to 1, of what the {names.noun} sees in the patterns of its "
        "different starts, the mean over all pairs."
    )
    if oips.by_chance is None:
        bound = f"There is nothing to compare with: {oips.threshold:.2f} or more is the same."
    else:
        bound = (
            f"Patterns of different {names.plural} are alike by {oips.by_chance:.2f} on average. "
            f"{100 * RARE:.0f} of 100 pairs of them are less alike than {oips.threshold:.2f}: from "
            "there on two patterns count as the same."
        )
    return f"{what} {bound} A pattern that is found only once is not a feature."


def training_sentence(oips: Oips, patches: Patches, names: Names, index: int) -> str:
    """What the patches below it are, and how the map's pattern compares with training images."""
    images, best = count(int(patches.looked_at[0])), float(patches.best_means[index])
    if not patches.answered[index]:
        return f"No training image excites it: it answers {value(best)} to all {images}."
    shown = {
        "map": "Training patches that excite it most: what its most active node sees of an image, "
        "one patch of each, with the image's label and the node's activation.",
        "unit": "Training images that excite it most, with their labels and its activation.",
        "cluster": "Training images furthest from its centre, with their labels and distances.",
        "class": "Training images that excite it most, with their labels and its logit.",
    }[names.noun]
    reached = value(float(oips.activations[index, 0]))
    return (
        f"{shown} The largest {names.measure} of any of {images} training images is {value(best)}; "
        f"the pattern above reaches {reached}."
    )


def against_training(oips: Oips, patches: Patches, names: Names) -> str:
    """How many patterns excite their map at least as much as the best training image does."""
    living = oips.excited & patches.answered
    best = oips.activations[:, 0]
    reached = int((best >= patches.best_means)[living].sum())
    images = count(int(patches.looked_at[0]))
    text = (
        f"{reached} of {names.counted(int(living.sum()))} reach with their pattern at least the "
        f"{names.measure} of their best one of {images} training images"
    )
    positive = living & (patches.best_means > 0)
    if not positive.any():
        return f"{text}."
    ratio = float(np.median(best[positive] / patches.best_means[positive]))
    return f"{text}; the median one reaches {value(ratio)} times as much."


def about(duration: float) -> str:
    """13.3 -> `about 15 seconds`, 150 -> `about 3 minutes`."""
    if duration <= 90:
        return f"about {5 * ceil(duration / 5)} seconds"
    return f"about {ceil(duration / 60)} minutes"


def maximise_seconds(layers: Sequence[Layer], question: Maximise) -> float:
    """How long two cores take, about."""
    evaluations = maps_looked_at(layers, question.layer) * question.starts * question.steps
    return OVERHEAD + 2 * evaluations * _work(layers, question.layer) / PACE


def patches_seconds(layers: Sequence[Layer], position: int, images: int) -> float:
    """How long two cores take for so many images, about."""
    return OVERHEAD + images * _work(layers, position) / PACE


def _work(layers: Sequence[Layer], position: int) -> int:
    rows = summaries(layers)[: position + 1]
    return max(LEAST_WORK, sum(row.multiply_adds for row in rows))
