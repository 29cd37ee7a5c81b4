"""The Cluster page: what it says with and without a scheduler, and of its workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn_core.cluster.engine import ClusterEngine
from cnn_core.cluster.fitness import Fitness
from cnn_core.cluster.view import ClusterView, WorkerView
from cnn_core.presets import ARTICLE
from cnn_core.web import guard, session
from tests.pages.conftest import OpenPage

NOBODY = "tcp://127.0.0.1:9"
FITNESS = Fitness.of_this_machine("a store")
LAB = WorkerView("lab", "tcp://10.0.0.2:4000", 2, (7,), True, True, FITNESS, None)
OLD = WorkerView("old", "tcp://10.0.0.3:4000", 0, (), False, False, None, "It has *Keras* 2.")


@pytest.fixture
def scheduler(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server is set to a scheduler, which does not answer, and to a store for a cluster."""
    monkeypatch.setenv("CNN_LAB_SCHEDULER", NOBODY)
    monkeypatch.setenv("CNN_LAB_STORE", postgres_url)
    monkeypatch.setattr("cnn_core.cluster.engine.CONNECT_SECONDS", 0.2)
    yield
    guard.engine_start(postgres_url).cancel()
    session.engine().close()
    store = session.store()
    st.cache_resource.clear()
    store.close()
    monkeypatch.delenv("CNN_LAB_SCHEDULER")


def told(page: AppTest) -> str:
    elements = [*page.markdown, *page.warning, *page.error, *page.info, *page.caption]
    return "\n".join(element.value.replace("\u2060\\", "") for element in elements)


def test_without_a_scheduler_it_says_how_to_have_one(open_page: OpenPage) -> None:
    page = open_page("pages/cluster.py")
    assert not page.exception
    assert "CNN_LAB_SCHEDULER=tcp://host:8786" in told(page)


def test_a_file_as_store_is_refused(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNN_LAB_SCHEDULER", NOBODY)
    page = open_page("pages/cluster.py")
    assert "Set CNN_LAB_STORE to one PostgreSQL database" in told(page)
    monkeypatch.delenv("CNN_LAB_SCHEDULER")


@pytest.mark.postgres
def test_a_scheduler_that_does_not_answer(scheduler: None, open_page: OpenPage) -> None:
    session.store().submit(ARTICLE, "waits")
    page = open_page("pages/cluster.py")
    assert not page.exception
    figures = {metric.label: metric.value for metric in page.metric}
    assert figures == {"Workers": "0", "Slots": "0", "Free slots": "0", "Runs in the queue": "1"}
    assert "has not been asked" in told(page) or "does not answer" in told(page)
    assert "whoever reaches the scheduler can run any program" in told(page)


@pytest.mark.postgres
def test_workers_slots_and_refusals(
    scheduler: None, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = ClusterView(NOBODY, (LAB, OLD), dashboard="http://10.0.0.1:8787/status")
    monkeypatch.setattr(ClusterEngine, "view", view)
    page = open_page("pages/cluster.py")
    assert not page.exception
    figures = {metric.label: metric.value for metric in page.metric}
    assert figures == {"Workers": "1", "Slots": "2", "Free slots": "1", "Runs in the queue": "0"}
    (table,) = [html for html in page.get("html") if "10.0.0.2" in html.proto.body]
    assert "<td>7</td><td>yes</td>" in table.proto.body
    assert "tcp://10.0.0.3:4000 gets no runs. It has *Keras* 2." in told(page)
    assert page.get("link_button")[0].proto.url == "http://10.0.0.1:8787/status"


@pytest.mark.postgres
def test_without_a_worker_it_says_how_to_start_one(
    scheduler: None, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ClusterEngine, "view", ClusterView(NOBODY, (OLD,)))
    page = open_page("pages/cluster.py")
    assert f"dask worker {NOBODY} --nthreads 1" in page.code[0].value
