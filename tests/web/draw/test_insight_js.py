"""web/draw/insight.js against numpy, and against one pass of the network per covered image."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from py_mini_racer import JSEvalException, MiniRacer

from cnn_core.datasets import sample
from cnn_core.drawing.neighbours import Reference, distances
from cnn_core.web_files import FORWARD, joined
from tests.small_network import payload

Ask = Callable[[str], Any]
PATCH, STEP, CELLS = 6, 2, 14
TO_THE_END = """
function toTheEnd(steps) {
  for (let count = 0; ; count++) {
    const { done, value } = steps.next();
    if (done) return { ...value, values: Array.from(value.values), count };
  }
}
"""


def bytes_as_script(data: bytes) -> str:
    return f"Uint8Array.from({list(data)})"


@pytest.fixture
def ask() -> Iterator[Ask]:
    """The value of an expression."""
    with MiniRacer() as engine:
        engine.eval('"use strict";\n' + joined(*FORWARD, "draw/insight.js") + TO_THE_END + "0")
        yield lambda script: json.loads(engine.eval(f"JSON.stringify(({script}))"))


@pytest.fixture
def reference(ask: Ask) -> Reference:
    """Three hundred training digits, known to the script as `reference`."""
    digits = Reference(sample("mnist", 300), 0.7)
    ask(f"globalThis.reference = readReference({bytes_as_script(digits.to_bytes())}), 0")
    return digits


def test_the_nearest_are_those_of_numpy(ask: Ask, reference: Reference) -> None:
    images = sample("mnist", 340).pixels[300:]
    expected = distances(images, reference.images.pixels)
    for image, row in zip(images, expected, strict=True):
        found = ask(f"nearest(reference, {bytes_as_script(image.tobytes())}, 8)")
        order = [one["index"] for one in found]
        assert order == np.argsort(row)[:8].tolist()
        assert [one["distance"] for one in found] == pytest.approx(row[order], abs=1e-4)
        assert [one["label"] for one in found] == reference.images.labels[order].tolist()


def test_a_digit_of_the_file_is_its_own_nearest(ask: Ask, reference: Reference) -> None:
    found = ask("nearest(reference, referencePixels(reference, 7), 2)")
    assert found[0]["index"] == 7
    assert found[0]["distance"] == pytest.approx(0, abs=1e-3)


def test_more_than_there_are_gives_all(ask: Ask, reference: Reference) -> None:
    assert len(ask("nearest(reference, new Uint8Array(784), 1000)")) == 300


def test_beyond_the_limit_is_unlike(ask: Ask, reference: Reference) -> None:
    assert ask("[0, 0.69, 0.71].map((far) => isUnlike(reference, far))") == [False, False, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[:-1], "not complete"),
        (lambda data: data[:11], "not of version 1"),
        (lambda data: b"", "not of version 1"),
        (lambda data: b"\2" + data[1:], "not of version 1"),
    ],
)
def test_a_file_that_is_damaged_is_told(
    change: Callable[[bytes], bytes], message: str, ask: Ask
) -> None:
    data = change(Reference(sample("mnist", 2), 0.7).to_bytes())
    with pytest.raises(JSEvalException, match=message):
        ask(f"readReference({bytes_as_script(data)})")


# ---------------------------------------------------------------- occlusion


@pytest.fixture
def output(ask: Ask) -> Callable[[np.ndarray], np.ndarray]:
    """The network's probabilities for an image; the script knows the network as `network`."""
    ask(f"globalThis.network = readNetwork({bytes_as_script(payload())}), 0")
    script = "Array.from(forward(network, {}).at(-1).values)"
    return lambda image: np.array(ask(script.format(bytes_as_script(image.tobytes()))))


def direct(output: Callable[[np.ndarray], np.ndarray], image: np.ndarray) -> np.ndarray:
    """(14, 14): the fall of the answer's probability with 6×6 pixels of ground over each cell."""
    whole = output(image)
    answer, margin = whole.argmax(), (PATCH - STEP) // 2
    falls = np.zeros((CELLS, CELLS))
    for row, column in np.ndindex(CELLS, CELLS):
        covered = np.pad(image, margin)
        covered[row * STEP :, column * STEP :][:PATCH, :PATCH] = 0
        falls[row, column] = whole[answer] - output(covered[margin:-margin, margin:-margin])[answer]
    return falls


def test_the_map_is_that_of_covering_place_by_place(
    ask: Ask, output: Callable[[np.ndarray], np.ndarray]
) -> None:
    image = sample("mnist", 1).pixels[0]
    found = ask(f"toTheEnd(occlusionSteps(network, {bytes_as_script(image.tobytes())}))")
    expected = direct(output, image)
    assert (found["height"], found["width"]) == (CELLS, CELLS)
    assert found["answer"] == output(image).argmax()
    assert np.reshape(found["values"], (CELLS, CELLS)) == pytest.approx(expected, abs=1e-6)
    assert np.abs(expected).max() > 0.01
    assert found["count"] == np.count_nonzero(_inked(image))


def _inked(image: np.ndarray) -> np.ndarray:
    """Whether there is ink below the patch over each cell."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, 2), (PATCH, PATCH))
    return windows[::STEP, ::STEP].any(axis=(2, 3))


def test_an_image_without_ink_depends_on_nothing(
    ask: Ask, output: Callable[[np.ndarray], np.ndarray]
) -> None:
    output(np.zeros((28, 28), np.uint8))
    step = ask("occlusionSteps(network, new Uint8Array(784)).next()")
    assert step["done"]
    assert set(step["value"]["values"].values()) == {0}
