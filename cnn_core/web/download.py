"""What to do about a dataset that is not on this machine."""

from __future__ import annotations

import streamlit as st

from cnn_core import datasets
from cnn_core.datasets import Dataset
from cnn_core.jobs import Job
from cnn_core.web.session import engine
from cnn_core.web.text import literal

_KEY = "download"


def offer_download(dataset: Dataset) -> None:
    """Where the dataset is missing: why, and a button that fetches it, with its progress."""
    fault = datasets.available(dataset)
    if fault is None:
        return
    st.warning(fault, icon=":material/cloud_off:")
    job: Job[object] | None = st.session_state.get(_KEY)
    if job is None:
        if st.button("Download", icon=":material/download:", key="start-download"):
            st.session_state[_KEY] = engine().download(dataset)
            st.rerun()
        return
    st.fragment(_progress, run_every=0.5)(job)


def _progress(job: Job[object]) -> None:
    if not job.done():
        st.progress(job.progress, text="Downloading")
        return
    fault = job.exception()
    if fault is None:
        del st.session_state[_KEY]
        st.rerun()
    st.error(literal(str(fault)))
    if st.button("Try again", key="retry-download"):
        del st.session_state[_KEY]
        st.rerun()
