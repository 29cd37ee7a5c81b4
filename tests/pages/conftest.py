"""Pages run on a store of their own, without a spare worker."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn_core.engines import chosen_engine
from cnn_core.store import Claim, Store
from cnn_core.web import guard, session
from tests.pages.train_page import SHORT

APP = Path(__file__).parents[2] / "app.py"
OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def without_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a server, also where tests of learning have imported Keras into this process.

    After every script run Streamlit would clear its session, which takes longer than the page.
    """
    monkeypatch.delitem(sys.modules, "keras", raising=False)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    monkeypatch.setenv("CNN_LAB_STORE", url)
    monkeypatch.setattr(session, "chosen_engine", partial(chosen_engine, spare=False))
    yield
    monkeypatch.setenv("CNN_LAB_STORE", url)
    guard.engine_start(url).cancel()
    session.engine().close()
    store = session.store()
    st.cache_resource.clear()
    store.close()


@pytest.fixture
def open_page() -> OpenPage:
    """Open a page of the app, as from a link: `open_page("pages/train.py", run="7")`."""

    def open_page(page: str = "", **query: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=20)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        return app.switch_page(page).run() if page else app

    return open_page


@pytest.fixture
def claim(store: Store) -> Claim:
    """A run that is being trained elsewhere: the only slot is taken."""
    store.submit(SHORT, "first")
    claim = store.claim(1)
    assert claim
    return claim
