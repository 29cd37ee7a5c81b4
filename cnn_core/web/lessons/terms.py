"""The lesson Terms: all definitions, to be read or searched without a pointer."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from string import Template

import streamlit as st

from cnn_core.figures.theme import Colours
from cnn_core.terms import TERMS, Term, matching
from cnn_core.web import theme
from cnn_core.web.text import literal

STYLE = """<style>
dl.terms.terms { column-width: 320px; column-gap: 40px; margin: 0; padding: 0; }
.terms div { break-inside: avoid; padding: 0 0 14px; }
.terms dt { font-weight: 600; color: $text; }
.terms :is(dt, dd) { margin: 0; padding: 0; }
.terms dd { color: $text; }
.terms small { font-weight: 400; color: $muted; }
</style>"""


def show_terms() -> None:
    """A search field, and the terms that it finds."""
    st.write(
        "On every page these words have a dotted line: rest the pointer on one, or tap it, to read "
        "what it means."
    )
    search = st.text_input("Search", key="terms-search", placeholder="Such as: window, or loss")
    found = matching(search)
    if not found:
        st.caption(f"No term says “{literal(search)}”.")
        return
    st.caption(f"{len(found)} of {len(TERMS)} terms.")
    st.html(terms_list(found, theme.colours()))


def terms_list(terms: Iterable[Term], colours: Colours) -> str:
    """HTML for `st.html`: a list of definitions."""
    entries = "".join(map(_entry, terms))
    return f'{Template(STYLE).substitute(vars(colours))}<dl class="terms">{entries}</dl>'


def _entry(term: Term) -> str:
    also = f" <small>also {escape(', '.join(term.also))}</small>" if term.also else ""
    return f"<div><dt>{escape(term.name)}{also}</dt><dd>{escape(term.definition)}</dd></div>"
