"""Input patterns that the maps of a layer answer most: all maps and starts in one computation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.arithmetic import describe
from cnn_core.inside.fluctuations import fluctuations
from cnn_core.inside.oips import Oips
from cnn_core.inside.sight import SIDES, maps_looked_at, origin, sight
from cnn_core.layers import Architecture
from cnn_core.learning.answers import NO_NUMBERS, Answers, check_position
from cnn_core.learning.ascent import Ascent
from cnn_core.learning.opened import Opened
from cnn_core.questions import Maximise
from cnn_core.spec import INPUT_SHAPE

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

CANDIDATES = 64
"""Random images that the start of each map is chosen from; each start has others."""
MEMORY = 500_000_000
"""Bytes that the images computed at once may take."""
COPIES = 3
"""Of each layer's outputs: those kept for the gradient, the gradient itself, and work space."""

Values = NDArray[np.float32]
Maps = NDArray[np.int32]


def maximise(context: Context, question: Maximise, progress: Progress) -> bytes:
    """What was found, as `Oips.to_bytes` gives it: the same bytes for the same seed.

    Raises ValueError for a layer without maps or units of its own, and where the network's answers
    are no numbers.
    """
    return search(context.opened, question, progress).to_bytes()


def search(opened: Opened, question: Maximise, progress: Progress) -> Oips:
    """As `maximise`, of a network that is open."""
    check_position(opened, question.layer)
    crowd = _Crowd(opened, origin(opened.layers, question.layer))
    images, maps, lowest = crowd.starts(np.random.default_rng(question.seed), question.starts)
    found = crowd.climb(images, maps, question.steps, progress)
    patterns = np.rint(found).astype(np.uint8)
    answers = crowd.answers(patterns.astype(np.float32), maps)
    shape = crowd.maps, question.starts
    return Oips.of(
        patterns.reshape(*shape, *SIDES), answers.reshape(*shape, *answers.shape[1:]), lowest,
        crowd.sight,
    )  # fmt: skip


class _Crowd:
    """Images for the maps of one layer, computed in batches that fit into MEMORY."""

    def __init__(self, opened: Opened, position: int) -> None:
        self._answers = Answers(opened, position)
        self._look: Callable[[Values], tf.Tensor] = tf.function(
            self._answers, input_signature=[tf.TensorSpec((None, *INPUT_SHAPE), tf.float32)]
        )
        self._ascent = Ascent(self._answers)
        self._at_once = images_at_once(opened, position)
        self.maps = maps_looked_at(opened.layers, position)
        self.sight = sight(opened.layers, position)

    def starts(self, rng: np.random.Generator, starts: int) -> tuple[Values, Maps, Values]:
        """Images (maps * starts, 28, 28, 1), the map of each, and the lowest mean activations.

        Each start of a map is the random image, of CANDIDATES, that excites it most.
        """
        seen = self.sight.seen(*self._answers.shape[:2])[..., np.newaxis]
        candidates = fluctuations(rng, starts * CANDIDATES)[..., np.newaxis] * seen
        parts = [self._look(part) for part in self._batches(candidates)]
        means = np.concatenate(parts).mean(axis=(1, 2))[:, : self.maps]
        if not np.isfinite(means).all():
            raise ValueError(NO_NUMBERS)
        best = means.reshape(starts, CANDIDATES, self.maps).argmax(axis=1).T
        chosen = candidates[best + CANDIDATES * np.arange(starts)]
        maps = np.repeat(np.arange(self.maps, dtype=np.int32), starts)
        return chosen.reshape(-1, *INPUT_SHAPE), maps, means.min(axis=0)

    def climb(self, images: Values, maps: Maps, steps: int, progress: Progress) -> Values:
        """The images (batch, 28, 28) that the ascent ends at."""
        found = np.empty_like(images)
        parts = list(self._batches(np.arange(len(images))))
        for number, rows in enumerate(parts):
            for share, best in self._ascent.climb(images[rows], maps[rows], steps):
                found[rows] = best
                progress((number + share) / len(parts))
        return found[..., 0]

    def answers(self, images: Values, maps: Maps) -> Values:
        """What the nodes (batch, rows, columns) of each image's map answer to it."""
        parts = zip(self._batches(images[..., np.newaxis]), self._batches(maps), strict=True)
        own = [tf.gather(self._look(part), each, axis=3, batch_dims=1) for part, each in parts]
        answers: Values = np.concatenate([each.numpy() for each in own])
        if not np.isfinite(answers).all():
            raise ValueError(NO_NUMBERS)
        return answers

    def _batches(self, array: NDArray[Any]) -> Iterator[NDArray[Any]]:
        """Parts along the first axis."""
        for start in range(0, len(array), self._at_once):
            yield array[start : start + self._at_once]


def images_at_once(opened: Opened, position: int) -> int:
    """How many images, with a gradient, fit into MEMORY."""
    layers = Architecture(layers=opened.layers[: position + 1])
    return max(1, MEMORY // (COPIES * describe(layers, batch_size=1).activation_bytes))
