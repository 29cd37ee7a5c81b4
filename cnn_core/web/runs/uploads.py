"""Runs from files: packed here or elsewhere, one by one or several in a zip."""

from __future__ import annotations

import streamlit as st

from cnn_core.run_bundle import MOST_BYTES, Taken, import_runs
from cnn_core.web.runs.chosen import choose_runs
from cnn_core.web.runs.keras_upload import take_in_network
from cnn_core.web.session import store
from cnn_core.web.text import literal

_UPLOADS = "runs-uploads"
_TAKEN = "runs-taken"


def take_in_runs() -> None:
    """Load runs that were downloaded as zips; those taken in are chosen."""
    turn = st.session_state.setdefault(_UPLOADS, 0)
    files = st.file_uploader(
        "Runs as zip or capsule, from this page or from another CNN Lab",
        type="zip",
        accept_multiple_files=True,
        max_upload_size=MOST_BYTES // 10**6,
        key=f"runs-upload-{turn}",
    )
    if files:
        st.session_state[_UPLOADS] = turn + 1  # a new, empty uploader: each is taken in once
        each = [import_runs(store(), file.name, file.getvalue()) for file in files]
        runs = tuple(run for taken in each for run in taken.runs)
        st.session_state[_TAKEN] = Taken(
            runs, tuple(line for taken in each for line in taken.refused)
        )
        choose_runs(runs)
        st.rerun()
    _tell(st.session_state.pop(_TAKEN, None))
    take_in_network("runs", _choose)


def _choose(run: int) -> None:
    choose_runs((run,))
    st.rerun()


def _tell(taken: Taken | None) -> None:
    """What became of the last files."""
    if taken is None:
        return
    if taken.runs:
        numbers = ", ".join(map(str, taken.runs))
        st.success(f"Taken in as {'run' if len(taken.runs) == 1 else 'runs'} {numbers}.")
    for sentence in taken.refused:
        st.error(literal(sentence), icon=":material/error:")
