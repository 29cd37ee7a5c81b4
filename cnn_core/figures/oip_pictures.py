"""Patterns that maps answer most, and training patches, as pictures with what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn_core.figures.pictures import Picture
from cnn_core.figures.theme import true_minus
from cnn_core.inside.oip_text import Names, value
from cnn_core.inside.oips import Oips
from cnn_core.inside.patches import Patches


def best_pictures(oips: Oips, names: Names, most: int) -> list[Picture]:
    """The best pattern of each of the first `most` maps."""
    words = oips.words()
    return [
        Picture(
            oips.patterns[index, 0],
            names(index),
            (
                f"{names.short_measure} {value(float(oips.activations[index, 0]))}",
                *_alike(oips, index),
                words[index],
            ),
            faint=not oips.excited[index],
        )
        for index in range(min(most, len(words)))
    ]


def _alike(oips: Oips, index: int) -> list[str]:
    """Nothing for a map without patterns to compare."""
    alike = oips.alike[index]
    return [true_minus(f"alike {alike:.2f}")] if oips.excited[index] and np.isfinite(alike) else []


def start_pictures(oips: Oips, index: int, names: Names) -> list[Picture]:
    """The patterns of one map from all starts, the best first."""
    measure = names.short_measure
    pictures = []
    for rank, activation in enumerate(oips.activations[index].tolist()):
        like_best = f"like the best {oips.likeness[index, 0, rank]:.2f}"
        lines = (f"{measure} {value(activation)}", "the best" if rank == 0 else like_best)
        pattern = oips.patterns[index, rank]
        pictures.append(Picture(pattern, f"Start {rank + 1}", lines, not oips.excited[index]))
    return pictures


def patch_pictures(patches: Patches, index: int, classes: Sequence[str]) -> list[Picture]:
    """The training patches that excite one map most, the strongest first."""
    return [
        Picture(patches.patch(index, rank), classes[label], (value(activation),))
        for rank, (label, activation) in enumerate(
            zip(patches.labels[index], patches.activations[index].tolist(), strict=True)
        )
    ]
