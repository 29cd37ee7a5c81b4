"""The panel that says why, without a server: its scripts in an empty page, against numpy."""

from __future__ import annotations

import base64
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnn_core.datasets import sample
from cnn_core.drawing.neighbours import Reference, distances
from cnn_core.web_files import BOARD_SCRIPTS, board_style, joined, read
from tests.browser.conftest import Tab
from tests.small_network import payload

pytestmark = pytest.mark.browser

START = """([network, reference]) => {
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    window.network = readNetwork(bytes(network));
    window.reference = readReference(bytes(reference));
    window.panel = createWhyPanel(document.querySelector("main"));
    window.image = (pixels) => ({ ...emptyDrawing(), pixels: Uint8Array.from(pixels) });
}"""
SHOW = "(pixels) => panel.show(image(pixels), network, reference)"
SHOW_AND_CANCEL = """async (pixels) => {
    panel.show(image(pixels), network, null);
    panel.cancel();
    for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
}"""


def text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@pytest.fixture
def digits() -> Reference:
    return Reference(sample("mnist", 300), 0.66)


@pytest.fixture
def page(open_tab: Callable[..., Tab], digits: Reference) -> Page:
    page = open_tab("about:blank").page
    page.set_content('<main class="board"></main>')
    page.add_style_tag(content=board_style() + read("exported/standalone.css"))
    page.add_script_tag(content=joined(*BOARD_SCRIPTS))
    page.evaluate(START, [text(payload()), text(digits.to_bytes())])
    return page


def shown(page: Page, pixels: np.ndarray) -> None:
    page.evaluate(SHOW, pixels.ravel().tolist())
    expect(page.get_by_text("lowers the probability")).to_be_visible()


def test_the_eight_nearest_are_shown_with_label_and_distance(page: Page, digits: Reference) -> None:
    image = sample("mnist", 301).pixels[300:]
    shown(page, image)
    row = distances(image, digits.images.pixels)[0]
    nearest = row.argsort()[:8]
    expected = [f"{digits.images.labels[at]}, distance {row[at]:.2f}" for at in nearest]
    pictures = page.get_by_role("img", name="distance")
    expect(pictures).to_have_count(8)
    assert [picture.get_attribute("title") for picture in pictures.all()] == expected
    expect(page.get_by_text(f"distance {row[nearest[0]]:.2f}, limit 0.66")).to_be_visible()


def test_a_digit_is_like_the_training_images_and_noise_is_not(page: Page) -> None:
    digit = sample("mnist", 1).pixels[0]
    shown(page, digit)
    expect(page.get_by_text("Like the training images")).to_be_visible()
    shown(page, np.random.default_rng(1).permutation(digit.ravel()))
    expect(page.get_by_text("Unlike the training images")).to_be_visible()


def test_an_image_of_the_test_set_is_said_to_be_seen_as_it_is(page: Page) -> None:
    shown(page, sample("mnist", 1).pixels[0])
    expect(page.get_by_text("the image of the test set as it is")).to_be_visible()


def test_what_is_given_up_is_not_shown_later(page: Page) -> None:
    page.evaluate(SHOW_AND_CANCEL, sample("mnist", 1).pixels[0].ravel().tolist())
    expect(page.get_by_text("Covering the drawing place by place")).to_be_visible()
    expect(page.get_by_text("lowers the probability")).to_have_count(0)


def test_without_a_drawing_it_says_what_to_do(page: Page) -> None:
    shown(page, sample("mnist", 1).pixels[0])
    page.evaluate("panel.show(emptyDrawing(), network, reference)")
    expect(page.get_by_text("when the pen is lifted")).to_be_visible()
    expect(page.get_by_text("Nearest training images")).to_be_hidden()
