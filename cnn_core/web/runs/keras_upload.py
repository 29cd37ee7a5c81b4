"""A network that somebody trained elsewhere, from a .keras file: asked about, tested, taken in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TypeVar

import streamlit as st

from cnn_core.datasets import Dataset
from cnn_core.foreign.chain import Chain, translated
from cnn_core.foreign.keras_file import ForeignError, read
from cnn_core.foreign.question import PIXELS, Pixels, TakeIn, TakenIn, name_of
from cnn_core.jobs import Job
from cnn_core.run_bundle import MOST_BYTES
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import engine
from cnn_core.web.text import literal
from cnn_core.worker_process import WorkerError

Choice = TypeVar("Choice", bound=str)

TICK_SECONDS = 0.5
TITLES: dict[Dataset, str] = {"mnist": "Digits (MNIST)", "fashion_mnist": "Clothes (Fashion-MNIST)"}
ABOUT = (
    "Its layers must be such as are on Build. Nothing in the file is run: its description is read "
    "as data, its weights as plain numbers."
)


def take_in_network(page: str, done: Callable[[int], None]) -> None:
    """Load a .keras file; `done` is told the run's number, and shows it."""
    name = f"{page}-network"
    job: Job[TakenIn] | None = st.session_state.get(f"{name}-job")
    if job is not None and not job.done():
        st.fragment(_wait, run_every=TICK_SECONDS)(job)
        return
    if job is not None and (taken := _outcome(job)):
        del st.session_state[f"{name}-job"]
        st.session_state[f"{name}-told"] = taken
        st.session_state[f"{name}-turn"] = st.session_state.get(f"{name}-turn", 0) + 1
        done(taken.run)
    _ask(name)
    _tell(st.session_state.pop(f"{name}-told", None))


def _ask(name: str) -> None:
    """The file, what must be known of it, and the button."""
    file = st.file_uploader(
        "A Keras model from elsewhere (.keras)",
        type="keras",
        max_upload_size=MOST_BYTES // 10**6,
        key=f"{name}-upload-{st.session_state.get(f'{name}-turn', 0)}",
        help=ABOUT,
    )
    if file is None:
        return
    data = file.getvalue()
    try:
        chain = translated(read(data).layers)
    except ForeignError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    pixels, dataset = _choices(name, chain)
    if st.button("Take in and test", type="primary", key=f"{name}-begin"):
        st.session_state[f"{name}-job"] = _begin(data, name_of(file.name), pixels, dataset)
        st.rerun()


def _choices(name: str, chain: Chain) -> tuple[Pixels, Dataset]:
    pixels: Pixels = "auto"
    if chain.scales:
        st.caption("It scales pixels of 0 to 255 by its own first layer.")
    else:
        pixels = _one_of("Pixels it was trained on", PIXELS, f"{name}-pixels")
    return pixels, _one_of("Test images", TITLES, f"{name}-dataset")


def _one_of(label: str, titles: Mapping[Choice, str], key: str) -> Choice:
    return st.radio(label, list(titles), format_func=titles.__getitem__, horizontal=True, key=key)


def _begin(data: bytes, name: str, pixels: Pixels, dataset: Dataset) -> Job[TakenIn]:
    """The worker reads it from a file, which leaves with the job."""
    handle, path = tempfile.mkstemp(suffix=".keras")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    job = engine().take_in(TakeIn(file=path, name=name, dataset=dataset, pixels=pixels))
    job.add_done_callback(lambda _: Path(path).unlink(missing_ok=True))
    return job


def _wait(job: Job[TakenIn]) -> None:
    with plain_errors():
        if job.done():
            st.rerun()
        share = min(job.progress, 1.0)
        text = "Reading and testing the network" if job.running() else "Waiting for a worker"
        st.progress(share, text=text)
        if st.button("Cancel", key="cancel-network"):
            job.end()


def _outcome(job: Job[TakenIn]) -> TakenIn | None:
    """What was taken in; None with the reason on the page."""
    try:
        return job.result()
    except CancelledError:
        return None
    except WorkerError as error:
        if not job.given_up:
            st.error(literal(str(error)), icon=":material/error:")
    return None


def _tell(taken: TakenIn | None) -> None:
    if taken is None:
        return
    st.success(f"Taken in as run {taken.run}.", icon=":material/check:")
    for sentence in taken.told:
        st.caption(literal(sentence))
