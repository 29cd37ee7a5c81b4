"""The page Inside, by AppTest: which run it is about, and that each of its tabs opens."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.presets import PRESETS
from cnn_core.store import Store
from tests.evaluated_runs import add
from tests.pages.conftest import OpenPage
from tests.payloads import payload

PAGE = "pages/inside.py"
TABS = ("Maps and kernels", "Digits", "Pixels", "Lesion")


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def add_network(store: Store, preset: str) -> int:
    spec = PRESETS[preset]
    return add(store, spec, payload=payload(spec.architecture))


def open_tab(app: AppTest, name: str) -> AppTest:
    app.session_state["section"] = name
    return app.run()


def test_without_a_trained_network_it_says_what_to_do(open_page: OpenPage, store: Store) -> None:
    add(store)  # a run from elsewhere, without weights for the browser
    app = open_page(PAGE)
    assert "No run has weights yet." in app.info[0].value
    assert not app.exception


def test_it_is_about_the_run_in_the_address(open_page: OpenPage, store: Store) -> None:
    older = add_network(store, "small")
    add_network(store, "mlp")
    app = open_page(PAGE)
    app.query_params["run"] = str(older)
    app.run()
    assert app.selectbox(key="inside_run").value == older


@pytest.mark.parametrize("preset", ["small", "mlp"])
def test_every_tab_opens(open_page: OpenPage, store: Store, preset: str) -> None:
    """A network with maps, and one without any."""
    add_network(store, preset)
    app = open_page(PAGE)
    assert tuple(tab.label for tab in app.tabs if tab.label in TABS) == TABS
    for name in TABS:
        open_tab(app, name)
        assert not app.exception
        assert not app.error


@pytest.mark.parametrize(("name", "is_told"), [("Maps and kernels", False), ("Pixels", True)])
def test_sections_say_that_a_chosen_moment_does_not_count(
    open_page: OpenPage, store: Store, name: str, is_told: bool
) -> None:
    add_network(store, "mlp")
    app = open_page(PAGE)
    app.session_state["inside-board"] = {"moment": 5}
    app.run()
    open_tab(app, name)
    told = [caption.value for caption in app.caption if "newest weights" in caption.value]
    assert bool(told) == is_told
