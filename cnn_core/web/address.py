"""Numbers that an address asks for (`?run=7`), and what is said where a page has no such thing."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cnn_core.web.session import store
from cnn_core.web.text import literal


def asked_for(what: str, known: Iterable[int], instead: str = "", name: str = "") -> int | None:
    """The number of a run, a sweep and so on (`what`) in the address, under `name` or else `what`.

    None if there is none, or, after a warning that ends with `instead`, if it is not known.
    """
    asked = st.query_params.get(name or what)
    number = next((number for number in known if str(number) == asked), None)
    if asked is not None and number is None:
        warn(what, asked, instead)
    return number


def warn(what: str, asked: str, instead: str) -> None:
    """Say that the page has nothing of that number, and where a deleted run is found."""
    if what == "run" and in_trash([asked]):
        st.warning(f"Run {asked} was deleted: it is in the trash. {instead}")
        offer_trash()
    else:
        st.warning(f"There is no {what} {literal(asked[:20])} here. {instead}".rstrip())


def in_trash(asked: Iterable[str]) -> list[str]:
    """Those of the runs' numbers in an address that are of deleted runs."""
    deleted = {str(each.run) for each in store().trash.all()}
    return [number for number in asked if number in deleted]


def offer_trash() -> None:
    """A link to where deleted runs are taken back."""
    st.page_link("pages/runs.py", label="Open the trash", query_params={"tab": "Trash"})
