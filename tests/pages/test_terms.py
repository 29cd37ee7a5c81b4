"""The component that marks terms on every page, and the lesson that lists them, by AppTest."""

from __future__ import annotations

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from cnn_core.terms import TERMS
from cnn_core.web.terms.mount import terms_data

OpenPage = Callable[..., AppTest]


def listed(page: AppTest) -> str:
    return next(each.proto.body for each in page.get("html") if "<dl" in each.proto.body)


def test_the_browser_gets_every_form_and_definition() -> None:
    data = terms_data()
    header = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])
    assert header["definitions"] == {name: term.definition for name, term in TERMS.items()}
    assert set(header["forms"].values()) == set(TERMS)
    assert "::highlight(cnn-terms)" in header["style"]


def test_the_lesson_lists_all_terms_and_searches_them(open_page: OpenPage) -> None:
    page = open_page("pages/learn.py")
    page.session_state["lesson"] = "Terms"
    page.run()
    assert not page.exception
    assert listed(page).count("<dt>") == len(TERMS)
    page.text_input(key="terms-search").set_value("window stride").run()
    assert "<dt>Stride" in listed(page)
    assert listed(page).count("<dt>") < 5
    page.text_input(key="terms-search").set_value("<b>nothing").run()
    assert not any("<dl" in each.proto.body for each in page.get("html"))
    assert any(each.value.startswith("No term says") for each in page.caption)
