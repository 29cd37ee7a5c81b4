"""How many digits that people wrote are read rightly when they are drawn on the pad in Chromium.

    python -m benchmarks.drawn_digits [STROKES] [--limit COUNT] [--directly]
        [--page ADDRESS] [--run NUMBER] [--preset article] [--epochs 5]

STROKES is a file of UCI's "Pen-Based Recognition of Handwritten Digits" (E. Alpaydin and F.
Alimoglu, 1998) as the tablet wrote it, pendigits-orig.tes or .tes.Z, which is not in this
repository and must not be used to choose anything. Each stroke is drawn by mouse on the pad of the
run's exported page, or of ADDRESS, which may be a page of the running app. With --directly the
drawings are prepared and answered without pointer events, in each of the four ways.

Without STROKES the test images of MNIST stand in for them, as pictures and as strokes along the
middles of their lines: how nearly they come back, and how often with the same answer.

Takes a finished run of the ordinary store, or trains one in a store of its own.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser_agreement import FLAGS, train
from cnn_core.datasets import Images, load_test
from cnn_core.drawing.preparation import WAYS, Drawing, Stroke, prepare
from cnn_core.drawing.raster import Ink
from cnn_core.html_file import html_file
from cnn_core.presets import PRESETS
from cnn_core.scores import wilson
from cnn_core.store import Store
from cnn_core.web_files import FORWARD, joined
from tests.skeletons import drawn

BOX = 500
"""Side of the tablet's box, in its own units; its y runs upwards."""
SCRIPTS = (*FORWARD, "draw/raster.js", "draw/line_width.js", "draw/prepare.js")
READ_NETWORK = """payload => {
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    globalThis.network = readNetwork(bytes);
}"""
ANSWERS = """([drawings, way]) => drawings.map((drawing) => {
    const pixels = prepare({ ...emptyDrawing(), ...drawing }, way);
    const outputs = forward(network, pixels).at(-1).values;
    return outputs.indexOf(Math.max(...outputs));
})"""
ANSWERS_TO_IMAGES = """images => images.map((pixels) => {
    const outputs = forward(network, new Uint8Array(pixels)).at(-1).values;
    return outputs.indexOf(Math.max(...outputs));
})"""
ANSWER_AND_CLEAR = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const answer = document.querySelector('[data-testid="answer"]').textContent;
    document.querySelector('[data-testid="clear-pad"]').click();
    await frame();
    return answer;
}"""

Answers = NDArray[np.int64]


@dataclass(frozen=True)
class Digit:
    """A digit that somebody wrote."""

    label: int
    strokes: tuple[Stroke, ...]


def read_digits(file: Path) -> list[Digit]:
    """The digits of a file in the UNIPEN format, from the upper left corner of the box."""
    command = ["gzip", "-dc", str(file)] if file.suffix == ".Z" else ["cat", str(file)]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode("ascii")
    return [_digit(segment) for segment in text.split(".SEGMENT DIGIT")[1:]]


def _digit(segment: str) -> Digit:
    head, *lines = segment.splitlines()
    strokes: list[list[float]] = []
    is_down = False
    for line in map(str.strip, lines):
        if line.startswith("."):
            is_down = line == ".PEN_DOWN"
            strokes += [[]] if is_down else []
        elif line and is_down:
            x, y = map(float, line.split())
            strokes[-1] += (x / BOX, 1 - y / BOX)
    return Digit(int(head.split('"')[1]), tuple(Stroke(tuple(each)) for each in strokes if each))


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def drawn_answers(browser: Browser, address: str, digits: Sequence[Digit]) -> Answers:
    """The answers that the page shows after each digit is drawn by mouse; -1 where it has none."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.get_by_test_id("digit-pad").wait_for()
    page.wait_for_load_state("networkidle")
    answers = []
    for digit in digits:
        for stroke in digit.strokes:
            draw(page, stroke)
        shown = page.evaluate(ANSWER_AND_CLEAR)
        answers.append(int(shown) if shown else -1)
    return np.array(answers)


def draw(page: Page, stroke: Stroke) -> None:
    """One stroke on the pad, with the button held down."""
    box = page.get_by_test_id("digit-pad").bounding_box()
    assert box is not None
    places = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"])
        for x, y in zip(stroke.points[::2], stroke.points[1::2], strict=True)
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def engine_page(browser: Browser, payload: bytes) -> Page:
    """An empty page that knows how to prepare drawings, and the network."""
    page = browser.new_page()
    page.add_script_tag(content=joined(*SCRIPTS))
    page.evaluate(READ_NETWORK, base64.b64encode(payload).decode("ascii"))
    return page


def report(what: str, answers: Answers, labels: Answers) -> None:
    right = int((answers == labels).sum())
    low, high = wilson(right, len(labels))
    print(f"{what}: {right:,} of {len(labels):,} right, {100 * right / len(labels):.2f} % ", end="")
    print(f"({100 * low:.2f} to {100 * high:.2f})")


def report_ways(page: Page, digits: Sequence[Digit], labels: Answers) -> None:
    """Right answers in each of the four ways, without pointer events."""
    drawings = [asdict(digit) for digit in digits]
    for way in WAYS:
        report(way, np.array(page.evaluate(ANSWERS, [drawings, way])), labels)


def report_images(page: Page, images: Images) -> None:
    """How nearly MNIST's images come back, and with which answers."""
    enlarged = [np.kron(image, np.ones((10, 10), np.uint8)) for image in images.pixels]
    sources = {
        "enlarged ten times": [Drawing(image=image) for image in enlarged],
        "drawn along the middles of their lines": [drawn(image) for image in images.pixels],
    }
    labels = images.labels.astype(np.int64)
    original = image_answers(page, images.pixels)
    report("test images", original, labels)
    for name, drawings in sources.items():
        back = np.array([prepare(drawing, "mnist") for drawing in drawings])
        answers = image_answers(page, back)
        report(name, answers, labels)
        equal = (answers == original).mean()
        difference = np.abs(back.astype(int) - images.pixels).mean()
        print(f"    {equal:.2%} of the answers are the image's, ", end="")
        print(f"a pixel differs by {difference:.2f} of 255 on average, ", end="")
        print(f"{(back == images.pixels).all(axis=(1, 2)).mean():.1%} come back exactly")


def image_answers(page: Page, pixels: Ink) -> Answers:
    return np.array(page.evaluate(ANSWERS_TO_IMAGES, pixels.reshape(len(pixels), -1).tolist()))


def measure(options: argparse.Namespace, payload: bytes, folder: Path) -> None:
    with chromium() as browser:
        if options.strokes is None:
            images = load_test("mnist").take(np.arange(options.limit or 1_000))
            report_images(engine_page(browser, payload), images)
            return
        digits = read_digits(options.strokes)[: options.limit]
        labels = np.array([digit.label for digit in digits])
        if options.directly:
            report_ways(engine_page(browser, payload), digits, labels)
            return
        file = folder / "page.html"
        file.write_text(html_file(payload, "Drawn digits", half=False), encoding="utf-8")
        answers = drawn_answers(browser, options.page or file.as_uri(), digits)
        report("drawn by mouse", answers, labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("strokes", type=Path, nargs="?")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--directly", action="store_true")
    parser.add_argument("--page")
    parser.add_argument("--run", type=int)
    parser.add_argument("--preset", choices=PRESETS, default="article")
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        own = Store(f"sqlite:///{Path(name) / 'runs.sqlite'}") if options.run is None else None
        store = own or Store()
        run = options.run or train(store, options.preset, options.epochs)
        payload = store.artifact(run, "payload")
        if payload is None:
            raise SystemExit(f"run {run} has no weights for the browser")
        measure(options, payload, Path(name))


if __name__ == "__main__":
    main()
