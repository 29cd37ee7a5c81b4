"""The list of runs on the page Train, and which of them is shown."""

from __future__ import annotations

import pytest

from cnn_core.presets import MLP
from cnn_core.records import Claim
from cnn_core.store import Store
from cnn_core.web.text import literal_name
from cnn_core.web.train import run_list
from tests.pages.conftest import OpenPage
from tests.pages.train_page import (
    PAGE,
    SHORT,
    buttons,
    listed,
    open_run,
)


def test_the_runs_of_everybody_can_be_chosen(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    store.submit(MLP, "second")
    app = open_page(PAGE)
    assert listed(app) == [
        f"Run 1: {literal_name('first')} :gray[:small[· running, epoch 0 of 2]]",
        f"Run 2: {literal_name('second')} :gray[:small[· waiting, number 1 in the queue]]",
    ]
    app.button(key="show-1").click().run()
    assert app.query_params["run"] == "1"
    assert "Pause" in buttons(app)


def test_active_runs_come_first_and_older_ones_can_be_listed(
    open_page: OpenPage, store: Store
) -> None:
    for number in range(1, 30):
        store.submit(SHORT, f"n{number}")
    for number in range(3, 17):
        store.stop(number)
    trains = store.claim(1)
    assert trains
    app = open_page(PAGE)
    active = [1, 2, *range(17, 27)]
    assert "And 3 more in the queue." in [caption.value for caption in app.caption]
    names = [label.partition(" :")[0] for label in listed(app)]
    assert names == [f"Run {n}: {literal_name(f'n{n}')}" for n in [*active, *range(16, 4, -1)]]
    next(toggle for toggle in app.toggle if "Show all 14 runs" in toggle.label).set_value(True)
    app.run()
    assert any(label.startswith(f"Run 3: {literal_name('n3')} ") for label in listed(app))


def test_very_many_older_ones_are_on_the_page_runs(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_list, "RECENT", 1)
    monkeypatch.setattr(run_list, "MOST", 1)
    for number in (1, 2):
        store.stop(store.submit(SHORT, f"n{number}"))
    links = [link.proto.label for link in open_page(PAGE).get("page_link")]
    assert "All 2 runs that have ended" in links


def test_the_shown_run_is_found_again(open_page: OpenPage, store: Store, claim: Claim) -> None:
    store.submit(MLP, "second")
    app = open_run(open_page, 1)
    app.switch_page("pages/build.py").run()
    app.switch_page(PAGE).run()
    assert app.subheader[0].value == f"Run 1: {literal_name('first')}"
    assert app.query_params["run"] == "1"


def test_another_tab_shows_the_newest_active_run(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    store.submit(MLP, "second")
    store.stop(2)
    app = open_page(PAGE)
    assert app.subheader[0].value == f"Run 1: {literal_name('first')}"
