"""The exported file opened from disk: it answers as the engine does, and asks for nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from py_mini_racer import MiniRacer

from cnn_core.html_file import html_file
from cnn_core.payload import in_half
from cnn_core.web_files import BOARD_SCRIPTS, read
from tests.browser.conftest import Tab
from tests.small_network import payload

pytestmark = pytest.mark.browser

HOSTILE = "A </title></script><img src=//127.0.0.1/x onerror=alert(1)> \" ' & run"
SEVEN = [(60, 80), (110, 78), (160, 81), (150, 120), (130, 170), (118, 230)]
"""A stroke in pixels of the pad."""
EMPTY = [0.0] * 10

OpenFile = Callable[..., Tab]


@pytest.fixture
def open_file(open_tab: Callable[..., Tab], tmp_path: Path) -> OpenFile:
    """Write a page to disk and open it; what the console says is an error."""

    def open_one(page: str, **options: bool | int) -> Tab:
        file = tmp_path / "net.html"
        file.write_text(page, encoding="utf-8")
        tab = open_tab("about:blank", **options)
        tab.page.on("console", lambda message: tab.errors.append(message.text))
        tab.page.on("dialog", lambda dialog: tab.errors.append(dialog.message))
        tab.requests.clear()
        tab.page.goto(file.as_uri())
        assert tab.requests == [file.as_uri()]
        return tab

    return open_one


def draw(page: Page, stroke: list[tuple[int, int]]) -> list[float]:
    """Draw with the mouse; the points as shares of the pad's side."""
    pad = page.get_by_test_id("digit-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    places = [(round(box["x"]) + x, round(box["y"]) + y) for x, y in stroke]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()
    return [
        share
        for x, y in places
        for share in ((x - box["x"]) / box["width"], (y - box["y"]) / box["width"])
    ]


def probabilities(page: Page) -> list[float]:
    bars = (page.get_by_test_id(f"probability-{index}") for index in range(10))
    return [float(bar.get_attribute("aria-valuenow") or "nan") for bar in bars]


def engines_answer(network: bytes, points: list[float]) -> list[float]:
    """The probabilities of a drawing of one stroke, without a browser."""
    script = f"""
        const drawing = {{ ...emptyDrawing(), strokes: [{{ points: {points} }}] }};
        const network = readNetwork(Uint8Array.from({list(network)}));
        JSON.stringify(Array.from(forward(network, seenPixels(drawing)).at(-1).values));
    """
    with MiniRacer() as engine:
        answer: list[float] = json.loads(engine.eval("".join(map(read, BOARD_SCRIPTS)) + script))
    return answer


@pytest.mark.parametrize("half", [False, True])
def test_it_answers_as_the_engine_does(half: bool, open_file: OpenFile) -> None:
    tab = open_file(html_file(payload(), "My run", half))
    answer = tab.page.get_by_test_id("answer")
    expect(answer).to_be_empty()
    assert probabilities(tab.page) == EMPTY
    points = draw(tab.page, SEVEN)
    expect(answer).not_to_be_empty()
    expect(tab.page.get_by_text("lowers the probability")).to_be_visible()
    expected = engines_answer(in_half(payload()) if half else payload(), points)
    assert probabilities(tab.page) == pytest.approx(expected, abs=1e-6)
    expect(answer).to_have_text(str(expected.index(max(expected))))
    tab.page.get_by_test_id("clear-pad").click()
    expect(answer).to_be_empty()
    assert probabilities(tab.page) == EMPTY
    assert tab.errors == []
    assert len(tab.requests) == 1


def test_it_says_why(open_file: OpenFile) -> None:
    page = open_file(html_file(payload(), "My run", half=False)).page
    expect(page.get_by_text("when the pen is lifted")).to_be_visible()
    draw(page, SEVEN)
    for way in ("Plain resize", "Cropped", "Centred", "Like MNIST"):
        expect(page.get_by_label(f"{way}: 28×28 pixels")).to_be_visible()
    seen = page.get_by_text("what the network sees", exact=True)
    expect(seen.filter(visible=True)).to_have_count(1)
    expect(page.get_by_text("lowers the probability")).to_be_visible()
    expect(page.get_by_text("Nearest training images")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True])
def test_a_hostile_name_is_only_a_name(dark: bool, open_file: OpenFile) -> None:
    tab = open_file(html_file(payload("fashion_mnist"), HOSTILE, half=False), dark=dark, width=390)
    assert tab.page.title() == HOSTILE
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    draw(tab.page, SEVEN)
    expect(tab.page.get_by_test_id("answer")).not_to_be_empty()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    ground = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 26)" if dark else "rgb(255, 255, 255)")
    assert tab.errors == []
    assert len(tab.requests) == 1


def test_a_script_from_elsewhere_does_not_run(open_file: OpenFile) -> None:
    page = open_file(html_file(payload(), "My run", half=False)).page
    blocked = page.evaluate("""() => new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.blockedURI));
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken over'";
        document.body.append(script);
    })""")
    assert (blocked, page.title()) == ("inline", "My run")
