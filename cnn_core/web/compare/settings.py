"""Settings and layers of several runs side by side, differences marked and first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.comparison.settings import Row, layer_rows, setting_rows
from cnn_core.figures.compared_runs import LETTERS
from cnn_core.figures.compared_table import compared_table
from cnn_core.records import Run
from cnn_core.web import theme


def show_settings(runs: Sequence[Run]) -> None:
    """What differs, what does not, and the networks layer by layer."""
    specs = [run.spec for run in runs]
    settings = setting_rows(specs)
    different = [row for row in settings if row.differs]
    alike = [row for row in settings if not row.differs]
    st.markdown("**Settings that differ**")
    if different:
        _show("Setting", different, len(runs))
    else:
        st.caption("None: these runs differ in their layers only, or not at all.")
    st.markdown("**Networks, layer by layer**")
    layers = layer_rows(specs)
    _show("Layer", layers, len(runs))
    if not any(row.differs for row in layers):
        st.caption("All have the same network.")
    with st.expander(f"Settings that are the same: {len(alike)}"):
        _show("Setting", alike, len(runs))


def _show(what: str, rows: Sequence[Row], runs: int) -> None:
    st.html(compared_table([what, *LETTERS[:runs]], rows, theme.colours()))
