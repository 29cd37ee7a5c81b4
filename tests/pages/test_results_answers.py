"""The answers of a run on the page Results: confusions, errors, the images of a cell."""

from __future__ import annotations

from cnn_core.datasets import load_test
from cnn_core.store import Store
from cnn_core.web.judged import BESIDE
from tests.evaluated_runs import add, evaluation
from tests.pages.results_page import captions, headings, opened


def test_a_broken_evaluation_is_told(store: Store) -> None:
    add(store, evaluation=b"garbage")
    page = opened()
    assert "cannot be read" in page.warning[0].value
    assert "Network" in headings(page)


def test_a_net_without_errors_is_shown(store: Store) -> None:
    add(store, evaluation=evaluation(wrong=0))
    assert "Errors: 0" in headings(opened())


def test_a_chosen_cell_shows_its_images(store: Store) -> None:
    run = add(store, evaluation=evaluation())
    page = opened()
    key = f"confusion-run-{run}"
    page.session_state[key] = {"selection": {"points": [{"customdata": [7, 8]}]}}
    page.run()
    assert any("7 taken for 8" in text.value for text in page.markdown)


def test_a_cell_shows_all_its_images_at_a_toggle(store: Store) -> None:
    run = add(store, evaluation=evaluation())
    page = opened()
    page.session_state[f"confusion-run-{run}"] = {"selection": {"points": [{"customdata": [7, 8]}]}}
    page.run()
    expected = int((load_test("mnist").labels[:107] == 7).sum())
    assert expected > BESIDE
    assert captions(page).count("7 → 8") == BESIDE
    page.toggle(key=f"all-of-pair-run-{run}").set_value(True).run()
    assert captions(page).count("7 → 8") == expected
