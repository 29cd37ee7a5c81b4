"""The Draw page: its board as a person sees it, and the networks that answer there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn_core.layers import Architecture, Dense, Flatten, Output
from cnn_core.store import Store
from tests import payloads, small_network
from tests.browser import steps
from tests.browser.conftest import Server, Tab, opened_tabs, wait_until
from tests.evaluated_runs import add

Points = Sequence[tuple[float, float]]
ONE: Points = ((0.5, 0.15), (0.5, 0.5), (0.5, 0.85))
SEVEN: Points = ((0.3, 0.2), (0.7, 0.2), (0.6, 0.5), (0.45, 0.85))
INK = """pad => {
    const { data } = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height);
    return data.reduce((sum, value, at) => (at % 4 === 3 ? sum + value : sum), 0) / data.length;
}"""
"""How much of the pad is covered, as a share that no size of it changes."""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The pad answers in the frame after a move, so that after two the answer is the last move's."""
LARGE_NETWORK = Architecture(layers=(Flatten(), Dense(units=12_500), Output()))
"""9,937,510 weights."""


@dataclass(frozen=True)
class Runs:
    """Numbers of runs on the server."""

    trained: int
    fashion: int
    damaged: int
    large: int


@pytest.fixture(scope="session")
def runs(server: Server, trained: int) -> Runs:
    store = Store(server.store)
    fashion = add(store, payload=small_network.payload("fashion_mnist"))
    damaged = add(store, payload=small_network.payload()[:-100])
    large = add(store, payload=payloads.payload(LARGE_NETWORK))
    store.close()
    return Runs(trained, fashion, damaged, large)


def label(run: int) -> re.Pattern[str]:
    """What the name of everything that is about a run begins with."""
    return re.compile(rf"^{run} ·")


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
        self.page.evaluate(TWO_FRAMES)

    def clear(self) -> None:
        self.page.get_by_test_id("clear-pad").click()
        self.expect_empty()

    def answer_with(self, run: int) -> None:
        """Choose another network to answer what is drawn. Typed: the menu shows a few of many."""
        menu = self.page.get_by_label("Network that answers")
        menu.fill(f"{run} ·")
        self.page.get_by_role("option", name=label(run)).click()
        expect(self.page.get_by_role("region", name=label(run))).to_be_visible()
        steps.settle(self.page)

    def expect_empty(self) -> None:
        wait_until(lambda: self.probabilities == [0] * 10)
        expect(self.answer).to_have_text("")
        assert self.ink() == 0


@pytest.fixture
def open_board(server: Server, runs: Runs, open_tab: Callable[..., Tab]) -> Callable[..., Board]:
    """Open the Draw page with a run, by default the trained one."""

    def open_board(run: int = runs.trained, query: str = "", **options: object) -> Board:
        return ready(open_tab(f"{server.url}/draw?run={run}{query}", **options))

    return open_board


@pytest.fixture(scope="module")
def opened_once(server: Server, runs: Runs, browser: Browser) -> Iterator[Board]:
    with opened_tabs(browser) as open_tab:
        yield ready(open_tab(f"{server.url}/draw?run={runs.trained}"))


@pytest.fixture
def board(opened_once: Board) -> Iterator[Board]:
    """The page with the trained network, opened once for all tests of a file, its pad empty."""
    opened_once.clear()
    yield opened_once
    assert opened_once.tab.errors == []


def ready(tab: Tab) -> Board:
    board = Board(tab)
    expect(board.pad).to_be_visible()
    steps.settle(board.page)
    board.pad.scroll_into_view_if_needed()
    return board
