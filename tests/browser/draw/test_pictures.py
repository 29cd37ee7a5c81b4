"""Pictures on the pad in a real browser: pasted, of the test set, refused, and digits kept."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from cnn_core.store import Store
from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.draw.conftest import ONE, SEVEN, Board

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def paste(page: Page, content: bytes, zeros: int = 0) -> None:
    """Paste a picture and that many zeros, as a browser does when it has it in its clipboard."""
    page.evaluate(
        """([text, zeros]) => {
            const picture = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const clipboardData = new DataTransfer();
            const parts = [picture, new Uint8Array(zeros)];
            clipboardData.items.add(new File(parts, "digit.png", { type: "image/png" }));
            const options = { clipboardData, bubbles: true };
            document.body.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        [base64.b64encode(content).decode(), zeros],
    )


def test_a_pasted_picture(board: Board) -> None:
    picture = Image.new("L", (200, 300), 255)
    ImageDraw.Draw(picture).line([(60, 60), (140, 60), (90, 240)], fill=0, width=18)
    file = io.BytesIO()
    picture.save(file, "PNG")
    paste(board.page, b"", zeros=10_000_001)
    expect(board.page.get_by_role("alert")).to_contain_text("at most 10 MB")
    board.expect_empty()
    paste(board.page, file.getvalue())
    expect(board.answer).to_have_text("7")
    assert board.ink() > 0
    board.clear()


def test_an_image_of_the_test_set_is_not_kept(board: Board) -> None:
    keep = board.page.get_by_role("button", name="Keep this digit")
    board.draw(SEVEN)
    expect(keep).to_be_enabled()
    steps.fill(board.page, "Test image", "7")
    expect(board.page.get_by_text("test image 7")).to_be_visible()
    expect(keep).to_be_disabled()
    board.draw(ONE)  # on top of it
    expect(keep).to_be_enabled()


def test_a_refused_picture_keeps_the_drawing(board: Board) -> None:
    board.draw(SEVEN)
    ink = board.ink()
    paste(board.page, b"no picture")
    expect(board.page.get_by_text("JPEG or WebP picture is expected")).to_be_visible()
    steps.settle(board.page)
    assert board.ink() == ink
    expect(board.answer).to_have_text("7")


def test_a_kept_digit_survives_a_reload(server: Server, board: Board) -> None:
    store = Store(server.store)
    number = len(store.digits.all()) + 1
    store.close()
    keep = board.page.get_by_role("button", name="Keep this digit")
    expect(keep).to_be_disabled()
    board.draw(SEVEN)
    expect(board.page.get_by_label("It is a", exact=True)).to_have_value("7")
    board.page.get_by_label("It is a", exact=True).select_option("4")
    keep.click()
    expect(board.page.get_by_text("Kept as a 4.")).to_be_visible()
    expect(keep).to_be_disabled()
    expect(board.answer).to_have_text("7")
    board.page.reload()
    told = re.compile(rf"^{number} digits? (is|are) kept")
    expect(board.page.get_by_text(told)).to_be_visible()
    expect(board.pad).to_be_visible()
    board.expect_empty()
