"""The network as one HTML file that answers without a server."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnn_core.html_file import html_file
from cnn_core.payload import PayloadError, digest, fits_half
from cnn_core.records import Run, StoreError
from cnn_core.store import Store
from cnn_core.web.text import literal


def take_home(store: Store, run: Run) -> None:
    """Download buttons; each file is made when its button is pressed."""
    st.subheader("Take it home", anchor=False)
    st.caption(
        f"Run {run.id} as one file: network, weights and pad. It opens in any browser, from disk, "
        "without network. In half precision its weights take half the space; answers hardly change."
    )
    try:
        payload = store.artifact(run.id, "payload") or b""
        has_half = _fits_half(digest(payload), payload)
    except (StoreError, PayloadError) as error:
        st.error(literal(f"There is no file to take home. {error}"), icon=":material/error:")
        return
    with st.container(horizontal=True):
        _offer(store, run, half=False)
        _offer(store, run, half=True, disabled=not has_half)
    if not has_half:
        st.caption("A weight of this network is too large for half precision.")


@st.cache_data(max_entries=20, show_spinner=False)
def _fits_half(network: str, _payload: bytes) -> bool:
    return fits_half(_payload)


def _offer(store: Store, run: Run, *, half: bool, disabled: bool = False) -> None:
    st.download_button(
        f"HTML file{', half precision' if half else ''}",
        partial(_file, store, run, half),
        f"run-{run.id}{'-half' if half else ''}.html",
        "text/html",
        on_click="ignore",
        disabled=disabled,
        key=f"take-home-{run.id}-{half}",
    )


def _file(store: Store, run: Run, half: bool) -> str:
    return html_file(store.artifact(run.id, "payload") or b"", run.name, half)
