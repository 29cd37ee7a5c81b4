"""The training patches that excite each map of a layer most, in one pass over all images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.datasets import Images
from cnn_core.inside.patches import PATCHES, Patches
from cnn_core.inside.sight import SIDES, Sight, maps_looked_at, origin, sight
from cnn_core.learning.answers import NO_NUMBERS, Answers, Compiled, check_position
from cnn_core.learning.maximise import images_at_once
from cnn_core.learning.opened import Opened
from cnn_core.questions import Patches as Question

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

LARGEST_BATCH = 256

Values = NDArray[np.float32]
Places = NDArray[np.int32]


def patches(context: Context, question: Question, progress: Progress) -> bytes:
    """The patches of all training images of the run, as `Patches.to_bytes` gives them.

    Raises ValueError for a layer without maps or units of its own, and where the network's answers
    are no numbers.
    """
    return strongest(context.opened, question.layer, context.train(), progress).to_bytes()


def strongest(opened: Opened, layer: int, images: Images, progress: Progress) -> Patches:
    """As `patches`, of a network that is open, and of these images (at least one)."""
    check_position(opened, layer)
    position = origin(opened.layers, layer)
    ranking = _Ranking(opened, position)
    for start in range(0, len(images), ranking.at_once):
        ranking.look_at(images.pixels[start : start + ranking.at_once], start)
        progress(min(1.0, (start + ranking.at_once) / len(images)))
    return ranking.found(images, sight(opened.layers, position))


class _Ranking:
    """The strongest nodes that were seen so far, and each map's largest and smallest mean."""

    def __init__(self, opened: Opened, position: int) -> None:
        self._answers = Answers(opened, position)
        self._maps = maps = maps_looked_at(opened.layers, position)
        self.at_once = min(LARGEST_BATCH, images_at_once(opened, position))
        pixels = tf.TensorSpec((None, *SIDES), tf.uint8)
        self._look: Compiled = tf.function(self._look_at, input_signature=[pixels])
        self._peaks: Values = np.empty((0, maps), np.float32)
        self._places: Places = np.empty((0, maps), np.int32)
        self._positions: Places = np.empty((0, maps), np.int32)
        self._highest: Values = np.full(maps, -np.inf, np.float32)
        self._lowest: Values = np.full(maps, np.inf, np.float32)

    def look_at(self, pixels: NDArray[np.uint8], first: int) -> None:
        """Take in images (batch, 28, 28), the first of which has the position `first`."""
        peaks, places, means = (each.numpy() for each in self._look(pixels))
        if not np.isfinite(means).all():
            raise ValueError(NO_NUMBERS)
        self._highest = np.maximum(self._highest, means.max(axis=0))
        self._lowest = np.minimum(self._lowest, means.min(axis=0))
        positions = np.arange(first, first + len(peaks), dtype=np.int32)
        positions = np.broadcast_to(positions[:, np.newaxis], peaks.shape)
        peaks = np.concatenate([self._peaks, peaks])
        order = np.argsort(-peaks, axis=0, kind="stable")[:PATCHES]
        self._peaks = np.take_along_axis(peaks, order, axis=0)
        self._places = _taken(self._places, places, order)
        self._positions = _taken(self._positions, positions, order)

    def found(self, images: Images, seen: Sight) -> Patches:
        """The patches of the images that were looked at."""
        positions, columns = self._positions.T, self._answers.shape[1]
        views = [seen.view(*divmod(int(place), columns)) for place in self._places.T.flat]
        return Patches(
            images=images.pixels[positions],
            boxes=np.array(views, np.uint8).reshape(*positions.shape, 4),
            activations=np.ascontiguousarray(self._peaks.T),
            labels=images.labels[positions],
            positions=np.ascontiguousarray(positions),
            best_means=self._highest,
            weakest_means=self._lowest,
            looked_at=np.array([len(images)]),
        )

    def _look_at(self, pixels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Of each image and map: the strongest node's activation and number, and the mean."""
        answers = self._answers(tf.cast(pixels[..., tf.newaxis], tf.float32))
        height, width, maps = self._answers.shape
        nodes = tf.reshape(answers, (-1, height * width, maps))[..., : self._maps]
        places = tf.argmax(nodes, axis=1, output_type=tf.int32)
        return tf.reduce_max(nodes, axis=1), places, tf.reduce_mean(nodes, axis=1)


def _taken(kept: Places, new: Places, order: NDArray[np.intp]) -> Places:
    return np.take_along_axis(np.concatenate([kept, new]), order, axis=0)
