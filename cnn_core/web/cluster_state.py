"""The part of the Cluster page that ticks: the workers, what they do, and what is in the way."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.cluster.view import ClusterView, WorkerView
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import count
from cnn_core.web.cluster_engine import cluster_engine
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store
from cnn_core.web.text import literal
from cnn_core.web.theme import colours

TICK_SECONDS = 2.0
HEADINGS = ("Worker", "Slots", "Free", "Runs in work", "GPU", "Python", "TensorFlow", "Keras")
NO_WORKER = (
    "No worker can take this server's runs: they wait in the queue until one is there. On each "
    "machine, in the folder of CNN Lab:"
)
COMMAND = "python -m dask worker {} --nthreads 1 --preload cnn_core.cluster.worker"


def cluster_state() -> None:
    """Draw the cluster as it is now, again and again."""
    st.fragment(_state, run_every=TICK_SECONDS)()


def _state() -> None:
    with plain_errors():
        view = cluster_engine().view
        fit = [worker for worker in view.workers if not worker.refused]
        if view.fault:
            st.warning(literal(view.fault), icon=":material/cloud_off:")
        _figures(fit)
        if view.workers:
            st.html(plain_table(HEADINGS, map(_row, view.workers), colours()))
        for worker in view.workers:
            if worker.refused:
                st.warning(f"{literal(worker.address)} gets no runs. {literal(worker.refused)}")
        if not fit and not view.fault:
            _help(view)
        if view.dashboard:
            st.link_button("Dask's own dashboard", view.dashboard, icon=":material/open_in_new:")


def _figures(fit: Sequence[WorkerView]) -> None:
    with st.container(horizontal=True):
        st.metric("Workers", count(len(fit)), width=135)
        st.metric("Slots", count(sum(worker.slots for worker in fit)), width=135)
        st.metric("Free slots", count(sum(worker.free for worker in fit)), width=135)
        st.metric("Runs in the queue", count(len(store().queue())), width=160)


def _row(worker: WorkerView) -> tuple[str, ...]:
    fitness = worker.fitness
    versions = (fitness.python, fitness.tensorflow, fitness.keras) if fitness else ("–",) * 3
    return (
        worker.address,
        "none" if worker.refused else count(worker.slots),
        "" if worker.refused else count(worker.free),
        ", ".join(map(str, worker.runs)) or "–",
        "yes" if worker.has_gpu else "no",
        *versions,
    )


def _help(view: ClusterView) -> None:
    st.info(NO_WORKER, icon=":material/add_circle:")
    st.code(COMMAND.format(view.address), language="shell")
