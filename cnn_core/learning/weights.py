"""From a Keras model to a payload: the weights that the browser's forward pass takes."""

from __future__ import annotations

import keras

from cnn_core.datasets import CLASS_NAMES, Normalization
from cnn_core.learning.state import Array
from cnn_core.payload import pack
from cnn_core.spec import RunSpec

LIVE_BYTES = 4_000_000
"""A network in training that has more bytes of weights is handed on only when it ends."""


def payload(model: keras.Model, spec: RunSpec, normalization: Normalization) -> bytes:
    """The artifact "payload": the network as it is now. It takes raw pixels, 0 to 255.

    `model` is the network of the spec, with or without the normalisation before it.
    """
    return pack(
        spec.architecture.layers,
        _by_position(model, len(spec.architecture.layers)),
        normalization,
        CLASS_NAMES[spec.data.dataset],
    )


def live(model: keras.Model, spec: RunSpec, normalization: Normalization) -> dict[str, bytes]:
    """The artifact of a training under way; none if it is too large to be written again and again.

    Keys are the artifact's names in the store.
    """
    if 4 * model.count_params() > LIVE_BYTES:
        return {}
    return {"payload": payload(model, spec, normalization)}


def position(layer: keras.layers.Layer) -> int:
    """Of a layer of `network.build`, in the spec's list of layers."""
    return int(layer.name.rpartition("_")[2])


def _by_position(model: keras.Model, layers: int) -> list[list[Array]]:
    """Each layer's arrays: its name ends with its position, which another part may share."""
    arrays: list[list[Array]] = [[] for _ in range(layers)]
    for layer in model.layers:
        if layer.weights:
            arrays[position(layer)] += layer.get_weights()
    return arrays
