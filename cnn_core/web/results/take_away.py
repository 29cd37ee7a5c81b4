"""A run as files of many kinds: prepared by a worker where needed, then downloaded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from functools import partial
from typing import TYPE_CHECKING, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.formats import FORMATS, Format, obstacle
from cnn_core.jobs import Job
from cnn_core.records import Run
from cnn_core.store import Store
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import engine
from cnn_core.web.text import literal
from cnn_core.worker_process import WorkerError

if TYPE_CHECKING:
    from cnn_core.conversion import Converted, Kind

TICK_SECONDS = 0.5
CAPTION = (
    "Models take raw pixels, 0 to 255. A model that is prepared is loaded again by its own "
    "runtime, and its answers to 1,000 test images are compared with the network's. It is kept "
    "here until this page is closed."
)


def take_away(store: Store, run: Run) -> None:
    """A row for each format: what it is for, and the button that makes or hands out the file."""
    st.subheader("Take it away", anchor=False)
    st.caption(CAPTION)
    for key, wanted in FORMATS.items():
        about, action = st.columns([3, 1], vertical_alignment="center")
        about.markdown(f"**{wanted.title}** `{wanted.ending}`  \n{wanted.about}")
        if fault := obstacle(store, run, wanted):
            about.caption(literal(fault))
        elif wanted.make is None:
            _Conversion(run, cast("Kind", key), wanted, about, action).show()
        else:
            _hand_out(action, run, wanted, partial(wanted.make, store, run))


def _hand_out(place: DeltaGenerator, run: Run, wanted: Format, read: Callable[[], bytes]) -> None:
    place.download_button(
        f"Download {wanted.title}",
        data=read,
        file_name=f"run-{run.id}{wanted.ending}",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )


class _Conversion:
    """The row of a format that a worker makes; its job is kept for the session and attempt."""

    def __init__(
        self, run: Run, kind: Kind, wanted: Format, about: DeltaGenerator, action: DeltaGenerator
    ) -> None:
        self._run = run
        self._kind = kind
        self._wanted = wanted
        self._about = about
        self._action = action
        self._name = f"take-away-{run.id}-{run.attempt}-{kind}"

    def show(self) -> None:
        """The button, the progress, or the file, as far as it is made."""
        job: Job[Converted] | None = st.session_state.get(self._name)
        if job is None or job.given_up:
            self._offer(f"Prepare {self._wanted.title}")
        elif not job.done():
            with self._action:
                st.fragment(_wait, run_every=TICK_SECONDS)(job, self._name)
        else:
            self._show_outcome(job)

    def _offer(self, label: str) -> None:
        if self._action.button(label, key=f"{self._name}-ask", width="stretch"):
            st.session_state[self._name] = engine().convert(self._run.id, self._kind)
            st.rerun()

    def _show_outcome(self, job: Job[Converted]) -> None:
        try:
            file = job.result()
        except (WorkerError, CancelledError) as error:
            self._about.error(literal(str(error)), icon=":material/error:")
            self._offer("Try again")
            return
        self._about.caption(literal(file.checked.sentence))
        _hand_out(self._action, self._run, self._wanted, file.read)


def _wait(job: Job[Converted], name: str) -> None:
    with plain_errors():
        doing = "Preparing" if job.running() else "Waiting"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(job.progress, 1.0), text=doing)
            if st.button("Cancel", key=f"{name}-cancel"):
                job.end()
        if job.done() or job.given_up:
            st.rerun()
