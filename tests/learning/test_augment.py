"""The graph's augmentation against the preview's."""

import numpy as np
import pytest
import tensorflow as tf

from cnn_core.augmentation import apply, epoch_transforms
from cnn_core.learning.augment import augment
from cnn_core.spec import Augmentation

IMAGES = np.random.default_rng(0).uniform(0, 255, (200, 28, 28)).astype(np.float32)


def in_graph(rows: np.ndarray) -> np.ndarray:
    moved = tf.function(augment)(tf.constant(IMAGES[..., np.newaxis]), tf.constant(rows)).numpy()
    assert (moved.shape, moved.dtype) == ((200, 28, 28, 1), np.float32)
    return moved[..., 0]


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(shift=2.5),
        Augmentation(rotation=180),
        Augmentation(zoom=0.9),
        Augmentation(shear=45),
        Augmentation(shift=2, rotation=10, zoom=0.1, shear=5),
        Augmentation(shift=14, rotation=180, zoom=0.9, shear=45),
    ],
    ids=["shift", "rotation", "zoom", "shear", "usual", "extreme"],
)
def test_graph_and_preview_agree(augmentation: Augmentation) -> None:
    """On noise, the hardest picture, to a thousandth of the range from 0 to 255."""
    rows = epoch_transforms(augmentation, len(IMAGES), seed=1, epoch=0)
    np.testing.assert_allclose(in_graph(rows), apply(IMAGES, rows), atol=0.255)


def test_no_augmentation_changes_nothing() -> None:
    rows = epoch_transforms(Augmentation(), len(IMAGES), seed=1, epoch=0)
    np.testing.assert_array_equal(in_graph(rows), IMAGES)
