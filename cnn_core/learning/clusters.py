"""Distances to cluster centres as the first layer of a network, and how the centres are found."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cnn_core.layers import ClusterDistances, Layer
from cnn_core.normalization import Normalization
from cnn_core.spec import INPUT_SHAPE

LEAST_SQUARE = 1e-6
"""Squared distances are this at least: rounding can make them negative, and where one is 0 the
root has no gradient."""
BATCH = 1024
STARTS = 3
"""Sets of first centres that are tried, on a few images; the best one is gone on with."""


def distances(layer: ClusterDistances, name: str) -> keras.Model:
    """The layer: normalised images (batch, 28, 28, 1) to float32 (batch, clusters).

    Euclidean distances, in units of a normalised pixel. Made of Keras' own parts alone, so that a
    saved network loads with safe_mode=True: ‖x − c‖² = ‖x‖² − 2 (x·c − ‖c‖²/2), where the dense
    layer has the centres as the columns of its kernel and the rest as its bias. All of it computes
    in 32 bits whatever the policy, as 16 bits would leave nothing of the difference.
    """
    images = keras.Input(INPUT_SHAPE, name="images")
    pixels = keras.layers.Flatten(dtype="float32", name="pixels")(images)
    centres = keras.layers.Dense(
        layer.clusters,
        kernel_initializer="zeros",
        trainable=False,
        dtype="float32",
        name="centres",
    )
    squares = ops.sum(pixels * pixels, axis=1, keepdims=True) - 2.0 * centres(pixels)
    return keras.Model(images, ops.sqrt(ops.maximum(squares, LEAST_SQUARE)), name=name)


def place_centres(
    model: keras.Model,
    layers: Sequence[Layer],
    pixels: NDArray[np.uint8],
    normalization: Normalization,
    seed: int,
) -> None:
    """Put the centres that k-means finds into a network of `network.build`; where it needs any.

    `pixels`: the training images (n, 28, 28), raw; as many as clusters at least. The centres
    depend on the arguments alone, not on the number of threads.
    """
    first = layers[0]
    if isinstance(first, ClusterDistances):
        images = normalization.apply(pixels).reshape(len(pixels), -1)
        centres = _k_means(images, first.clusters, seed)
        model.layers[1].set_weights([centres.T, -np.square(centres).sum(axis=1) / 2])


def _k_means(images: NDArray[np.float32], clusters: int, seed: int) -> NDArray[np.float32]:
    """Centres (clusters, features) of the images (n, features)."""
    from sklearn.cluster import MiniBatchKMeans

    search = MiniBatchKMeans(clusters, batch_size=BATCH, n_init=STARTS, random_state=seed)
    with threadpool_limits(1):
        centres: NDArray[np.float32] = search.fit(images).cluster_centers_
    return centres
