"""The graph's augmentation against the preview's."""

import numpy as np
import pytest
import tensorflow as tf

from cnn_core.augmentation import Changes, apply, epoch_changes
from cnn_core.learning.augment import Augment
from cnn_core.spec import Augmentation

IMAGES = np.random.default_rng(0).uniform(0, 255, (200, 28, 28)).astype(np.float32)


def in_graph(augmentation: Augmentation, changes: Changes) -> np.ndarray:
    graph = tf.function(Augment(augmentation))
    changed = graph(tf.constant(IMAGES[..., np.newaxis]), Changes(*map(tf.constant, changes)))
    assert (changed.shape, changed.dtype) == ((200, 28, 28, 1), tf.float32)
    return changed.numpy()[..., 0]


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(shift=2.5),
        Augmentation(rotation=180),
        Augmentation(zoom=0.9),
        Augmentation(shear=45),
        Augmentation(shift=2, rotation=10, zoom=0.1, shear=5),
        Augmentation(line_width=2),
        Augmentation(shift=2, rotation=10, line_width=1),
        Augmentation(shift=14, rotation=180, zoom=0.9, shear=45),
    ],
    ids=["shift", "rotation", "zoom", "shear", "usual", "line_width", "line_width_too", "extreme"],
)
def test_graph_and_preview_agree(augmentation: Augmentation) -> None:
    """On noise, the hardest picture, to a thousandth of the range from 0 to 255."""
    changes = epoch_changes(augmentation, len(IMAGES), seed=1, epoch=0)
    np.testing.assert_allclose(in_graph(augmentation, changes), apply(IMAGES, changes), atol=0.255)


def test_no_augmentation_changes_nothing() -> None:
    changes = epoch_changes(Augmentation(), len(IMAGES), seed=1, epoch=0)
    np.testing.assert_array_equal(in_graph(Augmentation(), changes), IMAGES)


@pytest.mark.parametrize("changed", [{"shift"}, {"line_width"}])
def test_a_change_that_is_off_is_not_in_the_graph(changed: set[str]) -> None:
    augmentation = Augmentation(**dict.fromkeys(changed, 1))
    changes = epoch_changes(augmentation, len(IMAGES), seed=1, epoch=0)
    graph = tf.function(Augment(augmentation)).get_concrete_function(IMAGES[..., None], changes)
    kinds = {operation.type for operation in graph.graph.get_operations()}
    assert ("ImageProjectiveTransformV3" in kinds) == ("shift" in changed)
    assert ("MaxPool" in kinds) == ("line_width" in changed)
