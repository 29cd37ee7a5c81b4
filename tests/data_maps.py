"""A map of the first test images at places that are easily told apart."""

from __future__ import annotations

import numpy as np

from cnn_core.datasets import load_test
from cnn_core.inside.data_map import DataMap

MISREAD = 8
"""A 5 in MNIST's test set, here taken for a 6."""


def data_map(count: int = 30) -> DataMap:
    """Images side by side by PCA, and one above the other by t-SNE; MISREAD is the only error."""
    labels = load_test("mnist").labels[:count]
    answers = labels.copy()
    answers[MISREAD] = (labels[MISREAD] + 1) % 10
    line = np.arange(count, dtype=np.float32)
    return DataMap(
        pca=np.column_stack([line, line % 3]),
        explained=np.array([0.5, 0.25]),
        tsne=np.column_stack([line % 3, line]),
        labels=labels,
        answers=answers,
        indices=np.arange(count, dtype=np.int32),
        layer=np.array([2, 144], np.int32),
    )
