"""The page table, and how a store that cannot be used is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.web import guard
from cnn_core.web.plotly_file import STATIC
from cnn_core.web.text import literal
from tests.pages.conftest import OpenPage


@pytest.mark.parametrize("name", ["build", "train", "results"])
def test_every_page_opens_without_a_run(open_page: OpenPage, name: str) -> None:
    app = open_page(f"pages/{name}.py")
    assert [title.value for title in app.title] == [name.capitalize()]
    assert not app.exception
    assert not app.error


def test_plotly_is_served_as_a_file(open_page: OpenPage) -> None:
    open_page()
    script = STATIC / "plotly.min.js"
    assert b"plotly.js v" in script.read_bytes()[:500]
    assert not script.is_symlink()


def open_after_the_engine_started(open_page: OpenPage) -> AppTest:
    open_page()
    guard.engine_start(os.environ["CNN_LAB_STORE"]).join()
    return open_page()


def test_garbage_store_is_told_plainly(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage = tmp_path / "garbage.sqlite"
    garbage.write_bytes(b"not a database" * 1000)
    monkeypatch.setenv("CNN_LAB_STORE", f"sqlite:///{garbage}")
    app = open_after_the_engine_started(open_page)
    assert not app.exception
    assert literal("cannot be used: the file is not a database") in app.error[0].value
    assert app.title[0].value == "Build"


def test_slots_that_are_no_number_are_told(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as environment:
        environment.setenv("CNN_LAB_SLOTS", "x")
        told = open_after_the_engine_started(open_page).error[0].value
    expected = "CNN_LAB_SLOTS: expected a whole number of 1 or more. Received: x"
    assert told == literal(expected)
