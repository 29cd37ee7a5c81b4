"""The browser's forward pass, run by V8 without a browser."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from py_mini_racer import MiniRacer

from cnn_core.web_files import FORWARD, joined

HELPERS = """
let network = null;
function load(payload) {
  network = readNetwork(Uint8Array.fromBase64(payload));
  return JSON.stringify(network.layers.map(({ kind, shape }) => [kind, shape]));
}
function everyOutput(image) {
  return joined(forward(network, Uint8Array.fromBase64(image)));
}
function probabilities(images) {
  const pixels = Uint8Array.fromBase64(images);
  const outputs = [];
  for (let at = 0; at < pixels.length; at += 784) {
    const { values } = forward(network, pixels.subarray(at, at + 784)).at(-1);
    outputs.push({ values: values.slice() });
  }
  return joined(outputs);
}
let given = null; // V8 may reuse the memory of what nothing in it refers to
function joined(layers) {
  given = Float32Array.from(layers.flatMap(({ values }) => Array.from(values)));
  return given.buffer;
}
"""
Shapes = list[tuple[str, list[int]]]


class ForwardPass:
    """`web/forward`, with one network at a time."""

    def __init__(self, engine: MiniRacer) -> None:
        self._engine = engine
        engine.eval(f'"use strict";{joined(*FORWARD)}{HELPERS}')
        self._sizes: list[int] = []

    def load(self, payload: bytes) -> Shapes:
        """Kind and shape of each layer. Raises JSEvalException for a payload that is refused."""
        loaded = self._engine.call("load", _base64(payload))
        layers: Shapes = self._engine.json_impl.loads(loaded)
        self._sizes = [int(np.prod(shape)) for _, shape in layers]
        return layers

    def ask(self, script: str) -> object:
        """The value of an expression; `network` is the one that is loaded."""
        return self._engine.execute(script)

    def every_output(self, image: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """Each layer's output, flat, for one image (28, 28)."""
        values = self._call("everyOutput", image)
        return np.split(values, np.cumsum(self._sizes)[:-1])

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(count, 28, 28) -> (count, 10)."""
        return self._call("probabilities", images).reshape(len(images), -1)

    def _call(self, function: str, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        buffer = self._engine.eval(f'{function}("{_base64(images.tobytes())}")')
        return np.frombuffer(buffer, np.float32).copy()


@contextmanager
def forward_pass() -> Iterator[ForwardPass]:
    with MiniRacer() as engine:
        yield ForwardPass(engine)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
