"""Two runs' networks on the same images: what their units have in common, beside what chance has.

All outputs of a batch are there at once, those of all images never: only sums are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

import keras
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cnn_core.agreement.layer_match import LayerMatch, compared, match_layers, units
from cnn_core.agreement.matching import Sums
from cnn_core.agreement.result import Agreement, LayerAgreement, Null, unmatchable
from cnn_core.layer_outputs import map_shapes
from cnn_core.layers import Layer
from cnn_core.learning import network, weights
from cnn_core.learning.clusters import place_centres
from cnn_core.learning.opened import Opened
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.questions import Match as Question
from cnn_core.records import LATEST

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

UNTRAINED = 4
"""Networks that were never trained: six pairs."""
UNTRAINED_SEEDS = range(1_000_000_007, 1_000_000_007 + UNTRAINED)
"""Far from those that people give to runs."""
NUMBERS_AT_ONCE = 4_000_000
"""Outputs of all networks' matched layers for a batch: 16 MB, and twice that while added up."""
LARGEST_BATCH = 50

Outputs = Sequence[NDArray[np.float32]]
"""Of each matched layer (batch, …, units)."""


def match(context: Context, question: Question, progress: Progress) -> bytes:
    """Both networks matched layer by layer, as `Agreement.to_bytes` gives it.

    The images are validation images of the context's run; where it has too few, training images
    follow. Raises ValueError where the networks cannot be matched, StoreError for an unknown run.
    """
    other = payload_at(context.store, question.other, LATEST)
    first, second = context.opened, Opened(other)
    _check(first, second, question.other)
    networks = [first, second, *map(Opened, _untrained(context))]
    pixels, held_out = _images(context, question.images)
    matches = _Matches(networks)
    with threadpool_limits(1, "blas"):  # its products are too small to be shared between threads
        for done in matches.look_at(pixels):
            progress(done / len(pixels))
    return Agreement(digest(other), len(pixels), held_out, matches.found()).to_bytes()


def _check(first: Opened, second: Opened, other: int) -> None:
    if first.layers != second.layers:
        raise ValueError(f"Run {other} has other layers: only trainings of one network match.")
    if fault := unmatchable(first.layers):
        raise ValueError(f"These runs cannot be matched: {fault}")


def _untrained(context: Context) -> Iterator[bytes]:
    """Payloads of the run's network with other initial weights, not trained at all."""
    spec, normalization = context.run.spec, context.opened.network.normalization
    for seed in UNTRAINED_SEEDS:
        model = network.build(spec.architecture, seed)
        place_centres(model, spec.architecture.layers, context.train().pixels, normalization, seed)
        yield weights.payload(model, spec, normalization)


def _images(context: Context, wanted: int) -> tuple[NDArray[np.uint8], int]:
    """Raw pixels (n, 28, 28), and how many of them the context's run was not trained on."""
    held_out = context.split.validation.pixels[:wanted]
    trained_on = context.train().pixels[: wanted - len(held_out)]
    return np.concatenate([held_out, trained_on]), len(held_out)


class _Pairing:
    """Two of the networks, and the sums over their outputs."""

    def __init__(self, first: int, second: int, layers: Sequence[Layer], turn: int = 0) -> None:
        """`turn`: by how many images of a batch the second one's answers are shifted."""
        self.first, self.second, self._turn = first, second, turn
        self.sums = {position: Sums(units(layers[position])) for position in compared(layers)}

    def add(self, outputs: Sequence[Outputs]) -> None:
        """The outputs of each network for a batch."""
        second = (np.roll(each, self._turn, axis=0) for each in outputs[self.second])
        for sums, one, two in zip(self.sums.values(), outputs[self.first], second, strict=True):
            sums.add(one, two)


class _Matches:
    """Adds up what is needed to match the first two networks, and the others among each other."""

    def __init__(self, networks: Sequence[Opened]) -> None:
        self._networks = networks
        layers = networks[0].layers
        self._models = [_model(each) for each in networks]
        self._trained = _Pairing(0, 1, layers)
        self._shuffled = _Pairing(0, 1, layers, turn=1)
        pairs = combinations(range(2, len(networks)), 2)
        self._untrained = [_Pairing(*pair, layers) for pair in pairs]
        self._at_once = _at_once(layers, len(networks))

    def look_at(self, pixels: NDArray[np.uint8]) -> Iterator[int]:
        """Gives the number of images that have been looked at, again and again.

        No batch has a single image: there would be no other one to answer to instead.
        """
        done = 0
        for batch in np.array_split(pixels, max(1, len(pixels) // self._at_once)):
            outputs = [_outputs(model, batch) for model in self._models]
            for pairing in (self._trained, self._shuffled, *self._untrained):
                pairing.add(outputs)
            done += len(batch)
            yield done

    def found(self) -> tuple[LayerAgreement, ...]:
        """One for each matched layer."""
        untrained = zip(*map(self._match, self._untrained), strict=True)
        layers = zip(
            self._match(self._trained), self._match(self._shuffled), untrained, strict=True
        )
        return tuple(
            LayerAgreement(found, _without_kernels(shuffled), Null.of(chance))
            for found, shuffled, chance in layers
        )

    def _match(self, pairing: _Pairing) -> Iterator[LayerMatch]:
        first, second = self._networks[pairing.first], self._networks[pairing.second]
        return match_layers(first.network, second.network, pairing.sums)


def _without_kernels(shuffled: LayerMatch) -> Null:
    """Its kernels are those of the trained networks: their likeness is no chance."""
    return replace(Null.of([shuffled]), kernel_scores=np.array([np.nan]))


def _model(opened: Opened) -> keras.Model:
    return opened.outputs(*compared(opened.layers))


def _outputs(model: keras.Model, batch: NDArray[np.uint8]) -> Outputs:
    outputs = model(batch[..., np.newaxis].astype(np.float32), training=False)
    return [each.numpy() for each in (outputs if isinstance(outputs, list) else [outputs])]


def _at_once(layers: Sequence[Layer], networks: int) -> int:
    """Images of a batch: two at least, so that there is always another one."""
    shapes = map_shapes(layers)
    numbers = networks * sum(prod(shapes[position]) for position in compared(layers))
    return max(2, min(LARGEST_BATCH, NUMBERS_AT_ONCE // numbers))
