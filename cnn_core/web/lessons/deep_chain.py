"""Of the lesson Growing view: what a chain of convolutions without pooling costs."""

from __future__ import annotations

import streamlit as st

from cnn_core.arithmetic import describe
from cnn_core.figures.architecture_table import architecture_table
from cnn_core.figures.view_growth import view_growth
from cnn_core.layers import Architecture
from cnn_core.lessons.deep_chain import growth, verdict, with_pooling
from cnn_core.lessons.view_networks import CHAIN_FILTERS, chain
from cnn_core.web.theme import chart, colours

ARTICLE_BATCH = 500
LARGEST_BATCH = 10_000


def show_deep_chain() -> None:
    """How long the chain is and how large the mini-batch, and what they make of each other."""
    st.subheader("Seeing far without pooling", anchor=False)
    most = len(CHAIN_FILTERS)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        convolutions = st.slider(
            "Convolutions in a row, 3×3 each",
            1,
            most,
            most,
            key="deep-chain-length",
            width=320,
            persist_state="session",
        )
        batch_size = st.number_input(
            "Images in a mini-batch",
            1,
            LARGEST_BATCH,
            ARTICLE_BATCH,
            step=100,
            key="deep-chain-batch",
            width=180,
            persist_state="session",
        )
    st.markdown(verdict(convolutions, batch_size))
    lines = {
        "Chain without pooling": growth(chain(convolutions)),
        "The article's, with pooling": growth(with_pooling()),
    }
    chart(view_growth(lines, colours()), "view-growth")
    with st.expander("The chain, layer by layer"):
        summary = describe(Architecture(layers=chain(convolutions)), batch_size)
        st.html(architecture_table(summary, colours()))
