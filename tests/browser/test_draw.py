"""The Draw page in a real browser: strokes, answers while they are drawn, what survives."""

from __future__ import annotations

import base64
import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import CDPSession, Locator, Page, expect

from cnn_core.datasets import CLASS_NAMES
from cnn_core.layers import Architecture, Dense, Flatten, Output
from cnn_core.store import Store
from tests import payloads, small_network
from tests.browser import steps
from tests.browser.conftest import ROOT, Server, Tab, start_server, wait_until
from tests.pages.test_results import add

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenTab = Callable[..., Tab]
Points = Sequence[tuple[float, float]]
TRAINING = ("--preset", "article", "--set", "data.train_images=3000", "--set", "training.epochs=1")
ARTICLE, FASHION, CUT_SHORT, LARGE = 1, 2, 3, 4
LARGE_NETWORK = Architecture(layers=(Flatten(), Dense(units=12_500), Output()))
"""9,937,510 weights."""
ONE: Points = ((0.5, 0.15), (0.5, 0.5), (0.5, 0.85))
SEVEN: Points = ((0.3, 0.2), (0.7, 0.2), (0.6, 0.5), (0.45, 0.85))
INK = """pad => {
    const { data } = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height);
    return data.reduce((sum, value, at) => (at % 4 === 3 ? sum + value : sum), 0) / data.length;
}"""
"""How much of the pad is covered, as a share that no size of it changes."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a network that was trained, one for Fashion-MNIST, and a damaged one."""
    folder = tmp_path_factory.mktemp("draw")
    url = f"sqlite:///{folder / 'runs.sqlite'}"
    train = [sys.executable, "-m", "cnn_core", "train", *TRAINING, "--json"]
    environment = os.environ | {"CNN_LAB_STORE": url}
    subprocess.run(train, cwd=ROOT, env=environment, check=True, capture_output=True)
    store = Store(url)
    add(store, payload=small_network.payload("fashion_mnist"))
    add(store, payload=small_network.payload()[:-100])
    add(store, payload=payloads.payload(LARGE_NETWORK))
    store.close()
    server = start_server(url, folder / "log")
    yield server
    server.kill()


@dataclass
class Board:
    """A tab on the Draw page."""

    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def pad(self) -> Locator:
        return self.page.get_by_test_id("digit-pad")

    @property
    def answer(self) -> Locator:
        return self.page.get_by_test_id("answer")

    @property
    def probabilities(self) -> list[float]:
        """All of one moment."""
        values = self.page.evaluate(
            """() => Array.from({ length: 10 }, (_, digit) => {
                const bar = document.querySelector(`[data-testid="probability-${digit}"]`);
                return Number(bar.getAttribute("aria-valuenow"));
            })"""
        )
        return [float(value) for value in values]

    def ink(self) -> float:
        return float(self.pad.evaluate(INK))

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A place of the pad, in shares of its side, on the page."""
        box = self.pad.bounding_box()
        assert box is not None
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def press(self, x: float, y: float) -> None:
        self.page.mouse.move(*self.place(x, y))
        self.page.mouse.down()

    def move(self, points: Points, steps: int = 4) -> None:
        for point in points:
            self.page.mouse.move(*self.place(*point), steps=steps)

    def draw(self, points: Points) -> None:
        self.press(*points[0])
        self.move(points[1:])
        self.page.mouse.up()

    def expect_empty(self) -> None:
        wait_until(lambda: self.probabilities == [0] * 10, 5)
        expect(self.answer).to_have_text("")
        assert self.ink() == 0


@pytest.fixture
def open_board(server: Server, open_tab: OpenTab) -> Callable[..., Board]:
    def open_board(run: int = ARTICLE, query: str = "", **options: object) -> Board:
        board = Board(open_tab(f"{server.url}/draw?run={run}{query}", **options))
        expect(board.pad).to_be_visible()
        steps.settle(board.page)
        board.pad.scroll_into_view_if_needed()
        return board

    return open_board


@dataclass
class Fingers:
    """Fingers on the screen; Playwright itself has only taps."""

    session: CDPSession

    def send(self, kind: str, *places: tuple[float, float]) -> None:
        """All fingers that are down, each at its place."""
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def paste(page: Page, content: bytes) -> None:
    """Paste a picture, as a browser does when it has one in its clipboard."""
    page.evaluate(
        """text => {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([bytes], "digit.png", { type: "image/png" }));
            const options = { clipboardData, bubbles: true };
            document.body.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        base64.b64encode(content).decode(),
    )


def test_bars_change_during_the_stroke(open_board: Callable[..., Board]) -> None:
    board = open_board()
    board.expect_empty()
    requests = len(board.tab.requests)
    board.press(*SEVEN[0])
    seen = []
    for point in SEVEN[1:]:
        before = board.probabilities
        board.move([point])
        wait_until(lambda before=before: board.probabilities != before, 5)
        seen.append(board.probabilities)
    assert all(sum(each) == pytest.approx(1, abs=1e-5) for each in seen)
    expect(board.answer).to_have_text("7")
    board.page.mouse.up()
    expect(board.answer).to_have_text("7")
    assert len(board.tab.requests) == requests
    assert board.tab.errors == []


def test_undo_and_clear(open_board: Callable[..., Board]) -> None:
    board = open_board()
    board.draw(SEVEN)
    seven, ink = board.probabilities, board.ink()
    board.draw([(0.2, 0.7), (0.8, 0.7)])
    assert board.probabilities != seven
    board.page.get_by_role("button", name="Undo").click()
    assert board.ink() == ink
    wait_until(lambda: board.probabilities == seven, 5)
    board.page.get_by_test_id("clear-pad").click()
    board.expect_empty()
    board.page.get_by_role("button", name="Undo").click()
    expect(board.answer).to_have_text("7")
    for key in ("Delete", "Escape", "c"):
        board.pad.press(key)
        board.expect_empty()
        board.pad.press("Control+z")
        wait_until(lambda: board.probabilities == seven, 5)
    assert board.page.get_by_role("dialog").count() == 0  # Streamlit's own "c" clears caches
    assert board.tab.errors == []


def test_a_finger_draws_and_does_not_scroll(open_board: Callable[..., Board]) -> None:
    board = open_board(width=390)
    board.draw(ONE)
    drawn_by_mouse = board.ink()
    board.page.get_by_test_id("clear-pad").click()
    top = board.place(0, 0)
    fingers = Fingers(board.page.context.new_cdp_session(board.page))
    fingers.send("touchStart", board.place(*ONE[0]))
    fingers.send("touchStart", board.place(*ONE[0]), board.place(0.1, 0.2))
    for height in (0.3, 0.45, 0.6, 0.75, 0.85):  # the second finger draws nothing
        fingers.send("touchMove", board.place(0.5, height), board.place(0.1, height))
    fingers.send("touchEnd")
    expect(board.answer).to_have_text("1")
    assert board.place(0, 0) == top
    assert board.ink() == pytest.approx(drawn_by_mouse, rel=0.02)
    assert board.tab.errors == []


def test_two_networks_answer_the_same_drawing(open_board: Callable[..., Board]) -> None:
    board = open_board(query=f"&with={FASHION}")
    beside = board.page.get_by_role("region", name=f"{FASHION} ·")
    names = CLASS_NAMES["fashion_mnist"]
    meters = [beside.get_by_role("meter", name=f"Probability of {name}") for name in names]
    board.draw(SEVEN)
    expect(board.answer).to_have_text("7")
    values = [float(meter.get_attribute("aria-valuenow") or "nan") for meter in meters]
    assert sum(values) == pytest.approx(1, abs=1e-5)
    expect(beside.get_by_text(names[values.index(max(values))]).first).to_be_visible()
    board.page.get_by_test_id("clear-pad").click()
    assert [meter.get_attribute("aria-valuenow") for meter in meters] == ["0.0000000"] * 10


def test_a_map_is_enlarged_and_follows_the_drawing(open_board: Callable[..., Board]) -> None:
    board = open_board()
    maps = board.page.get_by_role("img", name="1 Convolution")
    board.draw(ONE)
    maps.click(position={"x": 5, "y": 5})
    told = board.page.get_by_text("Map 1 of 32: 0")
    expect(told).to_be_visible()
    before = told.inner_text()
    board.draw([(0.2, 0.2), (0.8, 0.8)])
    expect(told).not_to_have_text(before)
    maps.press("ArrowRight")
    maps.press("Enter")
    expect(board.page.get_by_text("Map 2 of 32: ")).to_be_visible()
    maps.press("Enter")
    expect(board.page.get_by_text("Map 2 of 32: ")).to_be_hidden()


def test_a_kept_digit_survives_a_reload(open_board: Callable[..., Board]) -> None:
    board = open_board()
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
    expect(board.page.get_by_text("1 digit is kept")).to_be_visible()
    expect(board.pad).to_be_visible()
    board.expect_empty()


def test_a_resize_within_a_stroke_loses_nothing(open_board: Callable[..., Board]) -> None:
    board = open_board()
    board.press(*SEVEN[0])
    board.move(SEVEN[1:3])
    before, ink = board.probabilities, board.ink()
    board.page.set_viewport_size({"width": 900, "height": 700})
    board.pad.scroll_into_view_if_needed()
    wait_until(lambda: board.ink() == pytest.approx(ink, rel=0.02), 5)
    assert board.probabilities == before
    board.move([SEVEN[3]], steps=1)  # from a place that the layout has moved
    board.page.mouse.up()
    expect(board.answer).to_have_text("7")
    width = board.pad.evaluate(
        "pad => pad.width === Math.round(pad.clientWidth * devicePixelRatio)"
    )
    assert width is True


def test_a_stroke_may_leave_the_pad_and_come_back(open_board: Callable[..., Board]) -> None:
    board = open_board()
    board.draw([(0.5, 0.3), (0.5, -0.1), (0.7, -0.1), (0.7, 0.3)])
    assert board.ink() > 0
    assert sum(board.probabilities) == pytest.approx(1, abs=1e-5)
    board.page.get_by_test_id("clear-pad").click()
    board.expect_empty()
    board.draw([(0.5, 0.5)])  # a dot
    wait_until(lambda: sum(board.probabilities) == pytest.approx(1, abs=1e-5), 5)
    assert board.ink() > 0
    assert board.tab.errors == []


def test_a_change_of_theme_keeps_the_drawing(open_board: Callable[..., Board]) -> None:
    board = open_board()
    board.draw(SEVEN)
    before, ink = board.probabilities, board.ink()
    colour = "pad => getComputedStyle(pad).color"
    light = board.pad.evaluate(colour)
    board.page.emulate_media(color_scheme="dark")
    wait_until(lambda: board.pad.evaluate(colour) != light, 10)
    assert (board.probabilities, board.ink()) == (before, ink)


def test_a_damaged_network_says_so_and_keeps_the_drawing(open_board: Callable[..., Board]) -> None:
    board = open_board()
    board.draw(SEVEN)
    ink = board.ink()
    board.page.get_by_label("Network that answers").click()
    board.page.get_by_role("option", name=f"{CUT_SHORT} ·").click()
    damaged = board.page.get_by_role("region", name=f"{CUT_SHORT} ·")
    expect(damaged.get_by_role("status")).to_contain_text("The network's data")
    expect(board.answer).to_have_text("")
    assert board.ink() == ink
    assert board.tab.errors == []


def test_a_large_network_warns_and_answers(open_board: Callable[..., Board]) -> None:
    board = open_board(run=LARGE)
    warning = board.page.get_by_role("region", name=f"{LARGE} ·").get_by_role("status")
    expect(warning).to_contain_text("This network is large: 9,937,510 weights")
    board.draw(SEVEN)
    expect(board.answer).not_to_have_text("")
    expect(warning).to_contain_text("an answer takes about")
    expect(board.page.get_by_text("12,500 units · the first 1,024 of 12,500")).to_be_visible()


def test_a_pasted_picture(open_board: Callable[..., Board]) -> None:
    board = open_board()
    picture = Image.new("L", (200, 300), 255)
    ImageDraw.Draw(picture).line([(60, 60), (140, 60), (90, 240)], fill=0, width=18)
    file = io.BytesIO()
    picture.save(file, "PNG")
    paste(board.page, bytes(10_000_001))
    expect(board.page.get_by_role("alert")).to_contain_text("at most 10 MB")
    board.expect_empty()
    paste(board.page, file.getvalue())
    expect(board.answer).to_have_text("7")
    assert board.ink() > 0
    board.page.get_by_test_id("clear-pad").click()
    board.expect_empty()


def test_clothes_suggest_no_digit_to_keep(open_board: Callable[..., Board]) -> None:
    board = open_board(run=FASHION)
    answers = []
    for stroke in (ONE, SEVEN, ((0.2, 0.5), (0.8, 0.5))):
        board.page.get_by_test_id("clear-pad").click()
        board.draw(stroke)
        expect(board.answer).not_to_have_text("")
        answers.append(CLASS_NAMES["fashion_mnist"].index(board.answer.inner_text()))
        expect(board.page.get_by_label("It is a", exact=True)).to_have_value("0")
    assert any(answers)  # else 0 could be one of them


def test_an_image_of_the_test_set_is_not_kept(open_board: Callable[..., Board]) -> None:
    board = open_board()
    keep = board.page.get_by_role("button", name="Keep this digit")
    board.draw(SEVEN)
    expect(keep).to_be_enabled()
    steps.fill(board.page, "Test image", "7")
    expect(board.page.get_by_text("test image 7")).to_be_visible()
    expect(keep).to_be_disabled()
    board.draw(ONE)  # on top of it
    expect(keep).to_be_enabled()


def test_a_refused_picture_keeps_the_drawing(open_board: Callable[..., Board]) -> None:
    board = open_board()
    board.draw(SEVEN)
    ink = board.ink()
    paste(board.page, b"no picture")
    expect(board.page.get_by_text("JPEG or WebP picture is expected")).to_be_visible()
    steps.settle(board.page)
    assert board.ink() == ink
    expect(board.answer).to_have_text("7")


def test_the_answer_improves_while_the_network_trains(
    server: Server, open_tab: OpenTab, open_board: Callable[..., Board]
) -> None:
    training = open_tab(f"{server.url}/train").page
    steps.open_settings(training, "Training")
    steps.fill(training, "Epochs", "200")
    training.get_by_role("button", name="Train", exact=True).click()
    expect(training.get_by_role("heading", name="Run 5:")).to_be_visible()
    steps.wait_for_points(training, steps.LOSS, more_than=2)
    board = open_board(run=5)
    board.draw(SEVEN)
    before, ink = board.probabilities, board.ink()
    wait_until(lambda: board.probabilities != before, 15)
    assert board.ink() == ink
    training.get_by_role("button", name="Stop", exact=True).click()
    steps.wait_for_state(training, "Stopped")
    expect(board.page.get_by_text("In training")).to_be_hidden()
    steps.settle(board.page)
    assert board.ink() == ink


def test_a_run_is_deleted_while_one_draws(server: Server, open_board: Callable[..., Board]) -> None:
    store = Store(server.store)
    run = add(store, payload=small_network.payload())
    kept = len(store.kept_digits())
    board = open_board(run=run)
    board.press(*SEVEN[0])
    board.move(SEVEN[1:2])
    delete(server, run)
    board.move(SEVEN[2:])
    board.page.mouse.up()
    ink = board.ink()
    board.page.get_by_role("button", name="Keep this digit").click()
    expect(board.page.get_by_text(f"There is no run {run}")).to_be_visible()
    steps.settle(board.page)
    assert board.ink() == ink
    assert len(store.kept_digits()) == kept + 1
    store.close()


def delete(server: Server, run: int) -> None:
    """As somebody with access to the database may do at any time."""
    with closing(sqlite3.connect(server.store.removeprefix("sqlite:///"))) as database, database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("DELETE FROM runs WHERE id = ?", (run,))
