"""From maps to maps: a kernel for every pair of an input and an output map, with small numbers.

The kernels are fixed whole numbers, so that sums can be followed in one's head; those of a trained
network come from its payload.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.theme import count
from cnn_core.layers import Architecture, Conv2D, Flatten, MaxPooling2D, Output, Pair
from cnn_core.shapes import effect
from cnn_core.spec import RunSpec

SIDE = 8
"""Height and width of the built-in input maps."""
MOST_MAPS = 128
LARGEST_KERNEL = 12
"""Larger than the built-in maps, so that one can see what happens then."""
_LARGEST_NUMBER = 2
_SEED = 49
"""One whose first output map has values above 0 and others, from few input maps or many."""
FIRST_MAPS, FIRST_FILTERS, FIRST_KERNEL = 32, 64, 3
"""The article's example."""


class NoPlaceError(ValueError):
    """The kernel has no place on the maps; the message is one sentence."""


@dataclass(frozen=True)
class Case:
    """A convolution at stride 1 without padding, and the maps that it is given."""

    inputs: NDArray[np.float32]
    """(height, width, input maps)."""
    kernels: NDArray[np.float32]
    """(height, width, input maps, output maps)."""
    biases: NDArray[np.float32]
    """(output maps,)."""


@dataclass(frozen=True)
class Counted:
    """How many kernels and weights lie between two layers of maps."""

    kernels: int
    weights: int
    formula: str
    """`64·32·9 + 64 = 18,496`."""
    told: str


def counted(inputs: int, outputs: int, kernel: Pair) -> Counted:
    """Between so many input and output maps, with kernels of (height, width)."""
    layer = Conv2D(filters=outputs, kernel_size=kernel)
    weights = effect(layer, (*kernel, inputs)).weights
    size = kernel[0] * kernel[1]
    formula = f"{count(outputs)}·{count(inputs)}·{size} + {count(outputs)} = {count(weights)}"
    told = (
        f"{_counted(outputs, 'output map')} × {_counted(inputs, 'input map')} = "
        f"{_counted(inputs * outputs, 'kernel')} of {kernel[0]}·{kernel[1]} = "
        f"{_counted(size, 'weight')} each, and one bias for each output map: {formula}."
    )
    return Counted(inputs * outputs, weights, formula, told)


def remarks(inputs: int, outputs: int, kernel: Pair) -> str:
    """What is special where a number is as small as it can be; "" where none is."""
    told = []
    if kernel == (1, 1):
        told.append(
            "A 1×1 kernel is a single weight: an output map mixes the input maps at each place, "
            "without looking around."
        )
    if inputs == 1:
        told.append("One input map, such as a grey image: each output map has one kernel only.")
    if outputs == 1:
        told.append("One output map: all kernels add to the same sum.")
    return " ".join(told)


def small_case(inputs: int, outputs: int, kernel: Pair) -> Case:
    """Maps of small whole numbers. Raises NoPlaceError where the kernel is larger than they are."""
    if max(kernel) > SIDE:
        raise NoPlaceError(
            f"A kernel of {kernel[0]}×{kernel[1]} has no place on input maps of {SIDE}×{SIDE}: "
            f"the count holds, but there is no value to compute."
        )
    maps, kernels, biases = _numbers()
    height, width = kernel
    return Case(
        maps[:, :, :inputs].astype(np.float32),
        kernels[:height, :width, :inputs, :outputs].astype(np.float32),
        biases[:outputs].astype(np.float32),
    )


def network_of(inputs: int, outputs: int, kernel: Pair) -> RunSpec:
    """A network with such a layer, as Build takes it; one input map is the image itself."""
    layer = Conv2D(filters=outputs, kernel_size=kernel)
    before = (Conv2D(filters=inputs), MaxPooling2D()) if inputs > 1 else ()
    return RunSpec(architecture=Architecture(layers=(*before, layer, Flatten(), Output())))


def _counted(number: int, noun: str) -> str:
    return f"{count(number)} {noun}{'s' if number != 1 else ''}"


@cache
def _numbers() -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.int8]]:
    """Of the largest case: smaller ones are cut out of it, so that numbers stay as sizes change."""
    rng = np.random.default_rng(_SEED)
    low, high = -_LARGEST_NUMBER, _LARGEST_NUMBER + 1
    maps = rng.integers(0, high, (SIDE, SIDE, MOST_MAPS), np.int8)
    kernels = rng.integers(low, high, (SIDE, SIDE, MOST_MAPS, MOST_MAPS), np.int8)
    return maps, kernels, rng.integers(low, high, MOST_MAPS, np.int8)
