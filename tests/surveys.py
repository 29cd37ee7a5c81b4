"""A survey of a network with random figures, made without Keras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn_core.inside import survey_layers
from cnn_core.inside.survey import Survey
from cnn_core.layer_outputs import map_shapes
from cnn_core.layers import Layer


def survey(layers: Sequence[Layer], seed: int = 0) -> Survey:
    """Of 500 to 680 images; the second and the fourth unit of the first layer with any are dead."""
    rng = np.random.default_rng(seed)
    shapes = map_shapes(layers)
    source = survey_layers.source(layers)
    maps = 0 if source is None else shapes[source][-1]
    confusion = rng.integers(0, 3, (10, 10)) + np.diag(np.full(10, 50))
    said = rng.normal(0, 1, (10, maps, 10)).astype(np.float32)
    first = survey_layers.judged(layers)[:1]
    return Survey(
        confusion=confusion,
        dead=tuple((1, 3) if position in first else () for position in range(len(layers))),
        means={
            position: rng.normal(0, 1, (10, *shapes[position])).astype(np.float32)
            for position in survey_layers.averaged(layers)
        },
        ablated=confusion.sum(axis=1),
        said=said,
        squares=(said - said[range(10), :, range(10)][..., np.newaxis]) ** 2 + np.float32(4),
    )
