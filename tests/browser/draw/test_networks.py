"""Networks that answer a drawing in a real browser: two, damaged, large, in training, deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import numpy as np
import pytest
from playwright.sync_api import expect

from cnn_core.datasets import CLASS_NAMES
from cnn_core.store import Store
from tests import small_network
from tests.browser import steps
from tests.browser.conftest import Server, wait_until
from tests.browser.draw.conftest import ONE, SEVEN, Board, Runs, label
from tests.browser.elsewhere import training_elsewhere
from tests.evaluated_runs import add

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenBoard = Callable[..., Board]


def test_two_networks_answer_the_same_drawing(open_board: OpenBoard, runs: Runs) -> None:
    board = open_board(query=f"&with={runs.fashion}")
    beside = board.page.get_by_role("region", name=label(runs.fashion))
    names = CLASS_NAMES["fashion_mnist"]
    meters = [beside.get_by_role("meter", name=f"Probability of {name}") for name in names]
    board.draw(SEVEN)
    expect(board.answer).to_have_text("7")

    def named_is_the_likeliest() -> bool:
        values = [float(meter.get_attribute("aria-valuenow") or "nan") for meter in meters]
        answer = beside.get_by_text(names[np.argmax(values)]).first
        return sum(values) == pytest.approx(1, abs=1e-5) and answer.is_visible()

    wait_until(named_is_the_likeliest)
    board.page.get_by_test_id("clear-pad").click()
    for meter in meters:
        expect(meter).to_have_attribute("aria-valuenow", "0.0000000")


def test_a_map_is_enlarged_and_follows_the_drawing(board: Board) -> None:
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


def test_a_damaged_network_says_so_and_keeps_the_drawing(board: Board, runs: Runs) -> None:
    board.draw(SEVEN)
    ink = board.ink()
    board.answer_with(runs.damaged)
    damaged = board.page.get_by_role("region", name=label(runs.damaged))
    expect(damaged.get_by_role("status")).to_contain_text("The network's data")
    expect(board.answer).to_have_text("")
    assert board.ink() == ink


def test_a_large_network_warns_and_answers(board: Board, runs: Runs) -> None:
    board.answer_with(runs.large)
    warning = board.page.get_by_role("region", name=label(runs.large)).get_by_role("status")
    expect(warning).to_contain_text("This network is large: 9,937,510 weights")
    board.draw(SEVEN)
    expect(board.answer).not_to_have_text("")
    expect(warning).to_contain_text("an answer takes about")
    expect(board.page.get_by_text("12,500 units · the first 1,024 of 12,500")).to_be_visible()


def test_clothes_suggest_no_digit_to_keep(board: Board, runs: Runs) -> None:
    board.answer_with(runs.fashion)
    label_to_keep = board.page.get_by_label("It is a", exact=True)
    before = label_to_keep.input_value()
    answers = set()
    for stroke in (ONE, SEVEN, ((0.2, 0.5), (0.8, 0.5))):
        board.page.get_by_test_id("clear-pad").click()
        board.draw(stroke)
        expect(board.answer).not_to_have_text("")
        answers.add(CLASS_NAMES["fashion_mnist"].index(board.answer.inner_text()))
        expect(label_to_keep).to_have_value(before)
    assert answers > {int(before)} or int(before) not in answers  # else it could be one of them


def test_the_answer_follows_a_network_in_training(server: Server, open_board: OpenBoard) -> None:
    with training_elsewhere(server.store) as training:
        training.hand_on(small_network.payload(scale=0.1))
        board = open_board(run=training.run)
        board.draw(SEVEN)
        wait_until(lambda: sum(board.probabilities) > 0)
        before, ink = board.probabilities, board.ink()
        training.hand_on(small_network.payload(scale=0.5))
        wait_until(lambda: board.probabilities != before)
        assert board.ink() == ink
        expect(board.page.get_by_text("In training")).to_be_visible()
    expect(board.page.get_by_text("In training")).to_be_hidden()
    steps.settle(board.page)
    assert board.ink() == ink


def test_a_run_is_deleted_while_one_draws(server: Server, open_board: OpenBoard) -> None:
    store = Store(server.store)
    run = add(store, payload=small_network.payload())
    kept = len(store.digits.all())
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
    assert len(store.digits.all()) == kept + 1
    store.close()


def delete(server: Server, run: int) -> None:
    """As somebody with access to the database may do at any time."""
    with closing(sqlite3.connect(server.store.removeprefix("sqlite:///"))) as database, database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("DELETE FROM runs WHERE id = ?", (run,))
