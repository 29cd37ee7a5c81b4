"""The page Reproduce: one press trains what is missing, and the table fills as trainings end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from cnn_core import datasets
from cnn_core.figures.reproduced import reproduced_table
from cnn_core.prepared.duration import duration_text
from cnn_core.records import Run
from cnn_core.reproduce.table import sections
from cnn_core.reproduce.text import LIMITS, summary_text
from cnn_core.reproduce.trainings import (
    Standing,
    Training,
    missing,
    queue_missing,
    share_done,
    standings,
    trainable,
)
from cnn_core.spec import RunSpec
from cnn_core.web import theme
from cnn_core.web.guard import plain_errors
from cnn_core.web.hindrance import hindrance
from cnn_core.web.session import engine, store

TICK_SECONDS = 2.0


def show_reproduce() -> None:
    """The button while something is missing, how far the trainings are, and the table."""
    runs = store().runs()
    found = standings(runs)
    _button(missing(found), runs)
    with st.container():
        if active := _active(found):
            st.fragment(_progress, run_every=TICK_SECONDS)(active)
    table = sections(store(), found)
    st.markdown(f"**{summary_text(table)}**")
    for section in table:
        st.subheader(section.title, anchor=False)
        if section.about:
            st.caption(section.about)
        st.html(reproduced_table(section.rows, theme.colours()))
    st.caption(LIMITS)


def _button(lacking: Sequence[RunSpec], runs: Sequence[Run]) -> None:
    for dataset in dict.fromkeys(spec.data.dataset for spec in lacking):
        if absent := datasets.available(dataset):
            st.caption(absent)
    specs = trainable(lacking)
    if not specs:
        return
    fault = hindrance(specs[0])
    if fault:
        st.error(fault)
    label = f"Queue what is missing ({len(specs)})"
    if st.button(label, type="primary", icon=":material/playlist_add:", disabled=bool(fault)):
        queue_missing(store())
        engine().wake()
        st.rerun()
    st.caption(duration_text(specs, runs))


def _progress(shown: int) -> None:
    """Until a training ends: then the whole page is run, and its table has more."""
    with plain_errors():
        found = standings(store().runs())
        ended = sum(len(each.finished) for each in found.values())
        total = sum(len(training.specs) for training in found)
        st.progress(share_done(found.values()), text=f"{ended} of {total} trainings have ended")
        if _active(found) != shown:
            st.rerun()


def _active(found: Mapping[Training, Standing]) -> int:
    return sum(len(each.active) for each in found.values())
