"""The network behind the figures: its table, and where its weights and its work are."""

from __future__ import annotations

import streamlit as st

from cnn_core.arithmetic import Summary, describe
from cnn_core.figures.architecture_table import architecture_table
from cnn_core.figures.breakdown import breakdown_figure
from cnn_core.records import Run
from cnn_core.web import theme


def show_network(run: Run) -> None:
    """Architecture table and parameter breakdown."""
    summary = network_of(run)
    st.subheader("Network", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    left.html(architecture_table(summary, theme.colours()))
    with right:
        theme.chart(breakdown_figure(summary, theme.is_dark()), key=f"breakdown-run-{run.id}")


def network_of(run: Run) -> Summary:
    """The layers of a run's network, with the memory that its mini-batches take."""
    return describe(run.spec.architecture, run.spec.training.batch_size)
