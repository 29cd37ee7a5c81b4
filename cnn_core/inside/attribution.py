"""Which pixels of an image decide for a class: Grad-CAM and integrated gradients, and their bytes.

`learning/attribution.py` computes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.layer_outputs import with_maps
from cnn_core.layers import Layer
from cnn_core.npz import Arrays, NpzError
from cnn_core.spec import CLASSES, INPUT_SHAPE

MAX_BYTES = 100_000
"""Unpacked; it is less than 10 kB."""
TOLERANCE = 0.01
"""Completeness error that is accepted, as a share of what the attributions add up to."""
NO_MAPS = -1
"""In place of a layer."""
SIDES = INPUT_SHAPE[:2]


@dataclass(frozen=True)
class Attribution:
    """What speaks for one class in one image, in terms of the class's logit.

    A logit is the output before its softmax or sigmoid: a class's own score, whatever the others'.
    """

    outputs: NDArray[np.float32]
    """(10,): the network's outputs for the image, each from 0 to 1."""
    label: int
    """The class asked about."""
    logit: float
    """Of that class for the image."""
    black_logit: float
    """The same for a black image."""
    heat: NDArray[np.float32]
    """(28, 28), 0 or more, in units of the logit: Grad-CAM; all 0 without maps."""
    layer: int
    """Whose maps Grad-CAM looked at, as a position in the list of layers; NO_MAPS without maps."""
    shares: NDArray[np.float32]
    """(28, 28): what each pixel adds to the logit or takes from it: integrated gradients."""
    steps: int
    """Points between the black image and this one at which the gradient was taken."""

    @property
    def answer(self) -> int:
        """The class with the largest output."""
        return int(self.outputs.argmax())

    @property
    def difference(self) -> float:
        """What the shares of all pixels would add up to, if they were exact."""
        return self.logit - self.black_logit

    @property
    def completeness_error(self) -> float:
        """By how much the shares miss the difference, as a share of it.

        Completeness: proposition 1 of Sundararajan, Taly and Yan (2017). Where the difference is 0
        the error is 0 if the shares add up to 0 too, else infinite.
        """
        missed = abs(float(self.shares.sum(dtype=np.float64)) - self.difference)
        if missed == 0:
            return 0.0
        return missed / abs(self.difference) if self.difference else float("inf")

    @property
    def complete(self) -> bool:
        """Whether the completeness error is within TOLERANCE."""
        return self.completeness_error <= TOLERANCE

    def to_bytes(self) -> bytes:
        """An npz that `from_bytes` reads."""
        return npz.pack({name: np.asarray(value) for name, value in asdict(self).items()})

    @classmethod
    def from_bytes(cls, data: bytes, layers: Sequence[Layer]) -> Attribution:
        """Read what `to_bytes` wrote, of a network of these layers. Raises NpzError."""
        found = _taken(npz.read(data, MAX_BYTES))
        found._check(layers)
        return found

    def _check(self, layers: Sequence[Layer]) -> None:
        shapes = self.outputs.shape, self.heat.shape, self.shares.shape
        if shapes != ((CLASSES,), SIDES, SIDES):
            raise NpzError(f"Expected (10,), (28, 28) and (28, 28). Received: {shapes}")
        logits = np.array([self.logit, self.black_logit])
        numbers = np.concatenate([self.outputs, self.heat.ravel(), self.shares.ravel(), logits])
        if not np.isfinite(numbers).all() or self.heat.min() < 0:
            raise NpzError("Attributions are expected to be numbers, Grad-CAM's 0 or more.")
        if not 0 <= self.label < CLASSES or self.steps < 1 or self.layer != last_maps(layers):
            received = f"class {self.label}, layer {self.layer}, {self.steps} steps"
            raise NpzError(f"The attributions are of something else: {received}.")


def last_maps(layers: Sequence[Layer]) -> int:
    """Position of the last layer that gives maps (height, width, channels); else NO_MAPS."""
    return max(with_maps(layers), default=NO_MAPS)


def _taken(arrays: Arrays) -> Attribution:
    return Attribution(
        outputs=npz.take(arrays, "outputs", np.float32, 1),
        label=int(npz.take(arrays, "label", np.int64, 0)),
        logit=float(npz.take(arrays, "logit", np.float64, 0)),
        black_logit=float(npz.take(arrays, "black_logit", np.float64, 0)),
        heat=npz.take(arrays, "heat", np.float32, 2),
        layer=int(npz.take(arrays, "layer", np.int64, 0)),
        shares=npz.take(arrays, "shares", np.float32, 2),
        steps=int(npz.take(arrays, "steps", np.int64, 0)),
    )
