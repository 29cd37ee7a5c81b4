"""Whether Chromium and Keras give the same answers to all test images of a run.

    python -m benchmarks.browser_agreement [--run NUMBER] [--preset article] [--epochs 1]

Needs Chromium. Takes a finished run of the ordinary store, or trains one in a store of its own.
Keras' probabilities are those of the run's evaluation. Exits with 1 if a single answer differs, or
a probability by more than LARGEST_DIFFERENCE.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import sync_playwright

from cnn_core.engine import Engine
from cnn_core.evaluated_images import evaluated_pixels
from cnn_core.overrides import override
from cnn_core.presets import PRESETS
from cnn_core.scores import Evaluation
from cnn_core.spec import CLASSES
from cnn_core.store import Store
from cnn_core.web_files import FORWARD, joined

LARGEST_DIFFERENCE = 1e-5
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROBABILITIES = """([payload, images]) => {
    const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const network = readNetwork(bytesOf(payload));
    const pixels = bytesOf(images);
    const rows = [];
    for (let at = 0; at < pixels.length; at += 784) {
        rows.push(...forward(network, pixels.subarray(at, at + 784)).at(-1).values);
    }
    return rows;
}"""


def train(store: Store, preset: str, epochs: int) -> int:
    """A finished run of the preset."""
    run = store.submit(override(PRESETS[preset], [f"training.epochs={epochs}"]), "agreement")
    engine = Engine(store, spare=False)
    engine.run_one(run)
    engine.close()
    return run


def in_chromium(payload: bytes, pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(count, 28, 28) raw pixels -> (count, 10)."""
    sent = [base64.b64encode(data).decode("ascii") for data in (payload, pixels.tobytes())]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        page.add_script_tag(content=joined(*FORWARD))
        return np.array(page.evaluate(PROBABILITIES, sent)).reshape(-1, CLASSES)


def compare(store: Store, number: int) -> None:
    """Print the figures. Raises SystemExit if they are not as they must be."""
    payload = store.artifact(number, "payload")
    saved = store.artifact(number, "evaluation")
    if payload is None or saved is None:
        raise SystemExit(f"run {number} has no weights or no evaluation to compare")
    evaluation = Evaluation.from_bytes(saved)
    pixels = evaluated_pixels(store.run(number).spec.data, evaluation.indices)
    ours = in_chromium(payload, pixels)
    same = int((ours.argmax(axis=1) == evaluation.predicted).sum())
    difference = float(np.abs(ours - evaluation.probabilities).max())
    print(f"{same:,} of {len(evaluation):,} answers are Keras', ", end="")
    print(f"largest difference of a probability {difference:.1e}")
    if same < len(evaluation) or not difference <= LARGEST_DIFFERENCE:
        raise SystemExit(f"every answer and at most {LARGEST_DIFFERENCE} are expected")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=int)
    parser.add_argument("--preset", choices=PRESETS, default="article")
    parser.add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    if options.run is not None:
        compare(Store(), options.run)
        return
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'runs.sqlite'}")
        compare(store, train(store, options.preset, options.epochs))


if __name__ == "__main__":
    main()
