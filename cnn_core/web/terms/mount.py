"""The definition of every term, wherever it stands on any page."""

from __future__ import annotations

from functools import cache

import streamlit as st

from cnn_core.terms import TERMS
from cnn_core.web.envelope import envelope
from cnn_core.web_files import read

SCRIPTS = (
    "envelope.js",
    "elements.js",
    "terms/matcher.js",
    "terms/finder.js",
    "terms/tooltip.js",
    "terms/mount.js",
)
_component = st.components.v2.component("terms", js="\n".join(map(read, SCRIPTS)))


def mount_terms() -> None:
    """Mark the terms of the page; page.css takes the component's own place away."""
    with st.container(key="terms"):
        _component(key="terms-of-all-pages", data=terms_data())


@cache
def terms_data() -> bytes:
    """The envelope that mount.js opens."""
    forms = {form: term.name for term in TERMS.values() for form in term.forms}
    definitions = {term.name: term.definition for term in TERMS.values()}
    style = read("terms/terms.css")
    return envelope({"forms": forms, "definitions": definitions, "style": style}, [])
