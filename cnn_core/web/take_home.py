"""The network as one HTML file that answers without a server."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnn_core.html_file import html_file
from cnn_core.records import Run
from cnn_core.store import Store


def take_home(store: Store, run: Run) -> None:
    """Download buttons; each file is made when its button is pressed."""
    st.subheader("Take it home", anchor=False)
    st.caption(
        f"Run {run.id} as one file: network, weights and pad. It opens in any browser, from disk, "
        "without network. In half precision its weights take half the space; answers hardly change."
    )
    with st.container(horizontal=True):
        for label, half in (("HTML file", False), ("HTML file, half precision", True)):
            st.download_button(
                label,
                partial(_file, store, run, half),
                f"run-{run.id}{'-half' if half else ''}.html",
                "text/html",
                on_click="ignore",
                key=f"take-home-{run.id}-{half}",
            )


def _file(store: Store, run: Run, half: bool) -> str:
    return html_file(store.artifact(run.id, "payload") or b"", run.name, half)
