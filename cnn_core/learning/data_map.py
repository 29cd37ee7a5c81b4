"""Where a network puts the test images: a layer's outputs in two dimensions, by scikit-learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cnn_core.inside.data_map import DataMap, mapped_layer
from cnn_core.learning.opened import Opened
from cnn_core.questions import DataMap as Question

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

Values = NDArray[np.float32]
BATCH = 128
"""Images computed at once."""
PERPLEXITY = 30
"""About so many neighbours of each point t-SNE tries to keep."""


def map_images(context: Context, question: Question, progress: Progress) -> bytes:
    """The answer to the question, as `DataMap.to_bytes` gives it.

    Raises DatasetUnavailable, and ValueError where the layer's outputs are no numbers.
    """
    images = context.test()
    count = min(question.images, len(images))
    layer = mapped_layer(context.opened.layers)
    outputs, answers = _outputs(context.opened, layer, images.pixels[:count])
    if not np.isfinite(outputs).all():
        raise ValueError("The layer's outputs are no numbers: there is nothing to map.")
    progress(0.1)
    pca, explained = principal(outputs)
    tsne = neighbourly(outputs, question.seed) if explained.any() else np.zeros_like(pca)
    return DataMap(
        pca=pca,
        explained=explained,
        tsne=tsne,
        labels=images.labels[:count],
        answers=answers,
        indices=context.split.test_indices[:count],
        layer=np.array([layer, outputs.shape[1]], np.int32),
    ).to_bytes()


def _outputs(
    opened: Opened, layer: int, pixels: NDArray[np.uint8]
) -> tuple[Values, NDArray[np.uint8]]:
    """The layer's outputs (n, units) for raw pixels (n, 28, 28), and the network's answers (n,)."""
    model = opened.outputs(layer, len(opened.layers) - 1)
    parts = [
        model(pixels[start : start + BATCH, ..., np.newaxis].astype(np.float32), training=False)
        for start in range(0, len(pixels), BATCH)
    ]
    inner, last = (np.concatenate(each) for each in zip(*parts, strict=True))
    return inner, last.argmax(axis=1).astype(np.uint8)


def principal(outputs: Values) -> tuple[Values, NDArray[np.float64]]:
    """PCA of outputs (n, units): places (n, 2), and the share of the variance of each axis (2,).

    Zeros, all of them, where all rows are the same; in the second axis, where there is one unit.
    """
    from sklearn.decomposition import PCA

    if not outputs.var(axis=0).any():
        return np.zeros((len(outputs), 2), np.float32), np.zeros(2)
    pca = PCA(n_components=2, svd_solver="full")
    places = pca.fit_transform(_in_two_columns(outputs).astype(np.float64))
    return places.astype(np.float32), pca.explained_variance_ratio_


def neighbourly(outputs: Values, seed: int) -> Values:
    """t-SNE of outputs (n, units), n above PERPLEXITY, not all the same: places (n, 2).

    Van der Maaten and Hinton, JMLR 9 (2008). It starts from the PCA, so that the large groups lie
    as they do there: Kobak and Berens, Nature Communications 10 (2019).
    """
    from sklearn.manifold import TSNE

    tsne = TSNE(perplexity=PERPLEXITY, init="pca", random_state=seed)
    # Its threads wait busily for each other: two took 2 to 4 times as long beside other work.
    with threadpool_limits(1, user_api="openmp"):
        places: Values = tsne.fit_transform(_in_two_columns(outputs))
    return places.astype(np.float32)


def _in_two_columns(outputs: Values) -> Values:
    """At least two: a plane needs them."""
    return np.pad(outputs, ((0, 0), (0, max(0, 2 - outputs.shape[1]))))
