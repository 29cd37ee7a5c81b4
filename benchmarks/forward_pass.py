"""Time of a forward pass in Chromium: ours against TensorFlow.js' CPU backend.

    python -m benchmarks.forward_pass [--rounds 40]

Needs Chromium, and npm, which fetches TensorFlow.js into a temporary folder. Both compute the same
networks in one page, in turns; ours gives every layer's output, theirs the last one's. Counted are
raw pixels to probabilities. Exits with 1 if the article's network takes more than LIMIT_MS in the
median, if TensorFlow.js is faster anywhere, or if the two do not agree.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from cnn_core.learning import network, weights
from cnn_core.normalization import Normalization
from cnn_core.presets import PRESETS
from cnn_core.web_files import FORWARD, joined

NAMES = ("article", "lenet5", "small", "vgg")
LIMIT_MS = 4.0
"""Of the article's network, median."""
LARGEST_DIFFERENCE = 1e-4
TENSORFLOW_JS = "@tensorflow/tfjs@4.22.0"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
UNIT = Normalization(np.array(0, np.float32), np.array(255, np.float32))


def tensorflow_js(folder: str) -> str:
    """The library's script, fetched by npm."""
    if shutil.which("npm") is None:
        raise SystemExit("npm is needed to fetch TensorFlow.js")
    command = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([*command, TENSORFLOW_JS], check=True, stdout=subprocess.DEVNULL)
    script = Path(folder, "node_modules", "@tensorflow", "tfjs", "dist", "tf.min.js")
    return script.read_text(encoding="utf-8")


def payload(name: str) -> str:
    spec = PRESETS[name]
    model = network.build(spec.architecture, seed=0)
    return base64.b64encode(weights.payload(model, spec, UNIT)).decode("ascii")


def measure(page: Page, name: str, rounds: int) -> tuple[float, float]:
    """Median milliseconds of a pass: ours, theirs. They take turns."""
    difference = page.evaluate("prepareContest", payload(name))
    if not difference <= LARGEST_DIFFERENCE:
        raise SystemExit(f"{name}: the outputs differ by {difference:.1g}")
    turns = []
    for _ in range(rounds):
        turns.append([page.evaluate("turn", who) for who in ("ours", "theirs")])
    ours, theirs = zip(*turns[rounds // 4 :], strict=True)  # the first ones are being compiled
    return statistics.median(ours), statistics.median(theirs)


def report(name: str, ours: float, theirs: float) -> str:
    """What is wrong with the figures, "" if nothing."""
    ratio = theirs / ours
    print(f"{name}: {ours:.2f} ms (median), TensorFlow.js {theirs:.2f} ms, ratio {ratio:.1f}")
    if name == "article" and ours > LIMIT_MS:
        return f"{name}: at most {LIMIT_MS} ms are expected. "
    return f"{name}: TensorFlow.js is faster. " if ratio < 1 else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        own = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
        for script in (tensorflow_js(folder), joined(*FORWARD), own):
            page.add_script_tag(content=script)
        faults = [report(name, *measure(page, name, options.rounds)) for name in NAMES]
    if any(faults):
        raise SystemExit("".join(faults))


if __name__ == "__main__":
    main()
