"""Drawing in a real browser: strokes, answers while they are drawn, what survives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.conftest import wait_until
from tests.browser.draw.conftest import ONE, SEVEN, Board

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenBoard = Callable[..., Board]


@dataclass
class Fingers:
    """Fingers on the screen; Playwright itself has only taps."""

    session: CDPSession

    def send(self, kind: str, *places: tuple[float, float]) -> None:
        """All fingers that are down, each at its place."""
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_bars_change_during_the_stroke(board: Board) -> None:
    requests = len(board.tab.requests)
    board.press(*SEVEN[0])
    seen = []
    for point in SEVEN[1:]:
        before = board.probabilities
        board.move([point])
        wait_until(lambda before=before: board.probabilities != before)
        seen.append(board.probabilities)
    assert all(sum(each) == pytest.approx(1, abs=1e-5) for each in seen)
    expect(board.answer).to_have_text("7")
    board.page.mouse.up()
    expect(board.answer).to_have_text("7")
    assert len(board.tab.requests) == requests


def test_undo_and_clear(board: Board) -> None:
    board.draw(SEVEN)
    seven, ink = board.probabilities, board.ink()
    board.draw([(0.2, 0.7), (0.8, 0.7)])
    assert board.probabilities != seven
    board.page.get_by_role("button", name="Undo").click()
    assert board.ink() == ink
    wait_until(lambda: board.probabilities == seven)
    board.page.get_by_test_id("clear-pad").click()
    board.expect_empty()
    board.page.get_by_role("button", name="Undo").click()
    expect(board.answer).to_have_text("7")
    for key in ("Delete", "Escape", "c"):
        board.pad.press(key)
        board.expect_empty()
        board.pad.press("Control+z")
        wait_until(lambda: board.probabilities == seven)
    assert board.page.get_by_role("dialog").count() == 0  # Streamlit's own "c" clears caches


def test_a_finger_draws_and_does_not_scroll(open_board: OpenBoard) -> None:
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


def test_a_resize_within_a_stroke_loses_nothing(board: Board) -> None:
    board.press(*SEVEN[0])
    board.move(SEVEN[1:3])
    before, ink = board.probabilities, board.ink()
    size = board.page.viewport_size
    assert size
    board.page.set_viewport_size({"width": 900, "height": 700})
    board.pad.scroll_into_view_if_needed()
    wait_until(lambda: board.ink() == pytest.approx(ink, rel=0.02))
    assert board.probabilities == before
    board.move([SEVEN[3]], steps=1)  # from a place that the layout has moved
    board.page.mouse.up()
    expect(board.answer).to_have_text("7")
    width = board.pad.evaluate(
        "pad => pad.width === Math.round(pad.clientWidth * devicePixelRatio)"
    )
    assert width is True
    board.page.set_viewport_size(size)


def test_a_stroke_may_leave_the_pad_and_come_back(board: Board) -> None:
    board.draw([(0.5, 0.3), (0.5, -0.1), (0.7, -0.1), (0.7, 0.3)])
    assert board.ink() > 0
    assert sum(board.probabilities) == pytest.approx(1, abs=1e-5)
    board.clear()
    board.draw([(0.5, 0.5)])  # a dot
    wait_until(lambda: sum(board.probabilities) == pytest.approx(1, abs=1e-5))
    assert board.ink() > 0


def test_a_change_of_theme_keeps_the_drawing(board: Board) -> None:
    board.draw(SEVEN)
    before, ink = board.probabilities, board.ink()
    colour = "pad => getComputedStyle(pad).color"
    light = board.pad.evaluate(colour)
    board.page.emulate_media(color_scheme="dark")
    wait_until(lambda: board.pad.evaluate(colour) != light)
    assert (board.probabilities, board.ink()) == (before, ink)
    board.page.emulate_media(color_scheme="light")
    wait_until(lambda: board.pad.evaluate(colour) == light)


def test_a_drawing_stays_while_one_looks_elsewhere(board: Board) -> None:
    board.draw(SEVEN)
    ink = board.ink()
    board.page.get_by_role("link", name="Results", exact=True).click()
    expect(board.page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    board.page.get_by_role("link", name="Draw", exact=True).click()
    expect(board.answer).to_have_text("7")
    assert board.ink() == ink
