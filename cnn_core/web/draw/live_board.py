"""The drawing board with the newest weights of the chosen runs, also of one that is training."""

from __future__ import annotations

import zlib

import streamlit as st

from cnn_core.datasets import DatasetUnavailable
from cnn_core.records import Run, RunNotFound
from cnn_core.web.draw.board import board
from cnn_core.web.draw.other_pictures import show_picture, shown
from cnn_core.web.draw.reference_file import serve_reference
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store
from cnn_core.web.text import literal

TICK_SECONDS = 2.0
_ANSWERING = "draw-networks"
Network = tuple[str, str, bytes]
"""Name, key and payload, as `board` takes them."""


def live_board(run: Run, beside: Run | None) -> None:
    """Draw the board; while one of the runs is active it asks for new weights."""
    active = run.active or (beside is not None and beside.active)
    notes = st.container()  # keeps its place: a board that moves in the page loses its drawing
    if active:
        notes.caption("In training: the weights on the board are renewed every two seconds.")
    st.fragment(_board, run_every=TICK_SECONDS if active else None)(run, beside)


def _board(run: Run, beside: Run | None) -> None:
    runs = [run] if beside is None else [run, beside]
    with st.container():
        networks = _networks(runs)
        reference = _reference(run)
    events = board("board", networks, shown(), reference)
    with plain_errors():
        if events.kept:
            store().digits.keep(events.kept.label, events.kept.pixels)
            st.toast(f"Kept as a {events.kept.label}.")
        if events.pasted:
            show_picture(events.pasted, "The pasted picture")
        if events.kept or events.pasted or any(has_changed(each) for each in runs):
            st.rerun()


def _networks(runs: list[Run]) -> list[Network]:
    """What answers now; while the store cannot be read, what answered before."""
    networks: list[Network] = st.session_state.get(_ANSWERING, [])
    with plain_errors():
        networks = st.session_state[_ANSWERING] = [_network(run) for run in runs]
    return networks


def has_changed(run: Run) -> bool:
    """Whether the page shows what is no longer so: another state, or a run that is gone."""
    try:
        now = store().run(run.id)
    except RunNotFound:
        return True
    return (now.state, now.attempt) != (run.state, run.attempt)


def _network(run: Run) -> Network:
    """(name, key, payload): the key differs when the weights do."""
    payload = store().artifact(run.id, "payload") or b""
    return f"{run.id} · {run.name}", f"{run.id}-{zlib.crc32(payload)}", payload


def _reference(run: Run) -> str:
    """Address of the training digits to compare with; empty where they are missing."""
    try:
        return serve_reference(run.spec.data.dataset)
    except (DatasetUnavailable, OSError) as error:
        st.warning(literal(f"Nearest training digits are not shown: {error}"))
        return ""
