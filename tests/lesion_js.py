"""The browser's lesions, run by V8 without a browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py_mini_racer import MiniRacer

from cnn_core.datasets import Images
from cnn_core.images_file import to_bytes
from cnn_core.web_files import FORWARD, joined

SCRIPTS = (
    *FORWARD,
    "inside/images_file.js",
    "inside/lesion_scores.js",
    "inside/lesion_measure.js",
)
HELPERS = """
let measure = null;
function load(payload, images, position) {
  const network = readNetwork(Uint8Array.fromBase64(payload));
  const read = readImages(Uint8Array.fromBase64(images));
  measure = new LesionMeasure(new LesionedNetwork(network, read, position), read.labels);
  return "";
}
function toTheEnd(steps) {
  let count = 0;
  while (!steps.next().done) count += 1;
  return count;
}
"""


class Lesions:
    """`web/inside/lesion_scores.js` and `web/lesion_measure.js`, with one layer of one network."""

    def __init__(self, engine: MiniRacer, scripts: str) -> None:
        self._engine = engine
        engine.eval(f'"use strict";{scripts}{HELPERS}0')

    def load(self, payload: bytes, images: Images, position: int) -> None:
        """Raises JSEvalException for bytes that are refused."""
        texts = [base64.b64encode(data).decode() for data in (payload, to_bytes(images))]
        self._engine.call("load", *texts, position)

    def answers(self, off: Sequence[int]) -> NDArray[np.uint8]:
        """To all images, with these maps off."""
        self.ask(f"toTheEnd(measure.switchOff({list(off)}))")
        return np.array(self.ask("Array.from(measure.now)"), np.uint8)

    def ask(self, script: str) -> Any:
        """The value of an expression; `measure` is what is loaded."""
        return json.loads(self._engine.eval(f"JSON.stringify({script})"))


@contextmanager
def lesions(old: str = "", new: str = "") -> Iterator[Lesions]:
    """With `new` in place of a constant's declaration `old`."""
    scripts = joined(*SCRIPTS)
    assert old in scripts
    with MiniRacer() as engine:
        yield Lesions(engine, scripts.replace(old, new))
