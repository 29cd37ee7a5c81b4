"""Figures and settings of a run as files, and the way back: a run from a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from cnn_core.archive import ArchiveError, import_run
from cnn_core.datasets import CLASS_NAMES
from cnn_core.metrics import metrics_csv
from cnn_core.records import Run
from cnn_core.scores import Evaluation
from cnn_core.store import Store
from cnn_core.tables import (
    architecture_csv,
    classes_csv,
    comparison_csv,
    confusion_csv,
    epochs_csv,
    predictions_csv,
)
from cnn_core.web.results.answers import errors_sheet
from cnn_core.web.results.article import beside_article
from cnn_core.web.results.network import network_of
from cnn_core.web.runs.keras_upload import take_in_network
from cnn_core.web.text import literal

MAX_UPLOAD_MB = 64
"""As `server.maxUploadSize` in .streamlit/config.toml."""
_UPLOADS = "results_uploads"


def offer_files(store: Store, run: Run, evaluation: Evaluation | None) -> None:
    """Download buttons; each file is made when its button is pressed."""
    st.subheader("Files", anchor=False)
    st.caption("Point at a chart on any page: SVG, CSV and the camera (PNG) above it save it.")
    with st.container(horizontal=True):
        _offer("Spec (JSON)", run, "json", run.spec.to_json)
        _offer("Curves (CSV)", run, "curves.csv", lambda: metrics_csv(store.points(run.id)))
        _offer("Network (CSV)", run, "network.csv", lambda: architecture_csv(network_of(run)))
        if result := run.result:
            expected = run.expected_epoch_seconds
            make = partial(epochs_csv, result.epoch_seconds, expected)
            _offer("Time per epoch (CSV)", run, "epochs.csv", make)
        if beside := beside_article(store, run):
            make = partial(comparison_csv, beside)
            _offer("Beside the article (CSV)", run, "article.csv", make)
        if evaluation is not None:
            _offer_answers(run, evaluation)


def _offer_answers(run: Run, evaluation: Evaluation) -> None:
    names = CLASS_NAMES[run.spec.data.dataset]
    _offer("Confusions (CSV)", run, "confusions.csv", lambda: confusion_csv(evaluation, names))
    _offer("Classes (CSV)", run, "classes.csv", lambda: classes_csv(evaluation, names))
    for title, only in (("Errors (CSV)", True), ("Answers (CSV)", False)):
        name = "errors.csv" if only else "answers.csv"
        _offer(title, run, name, partial(predictions_csv, evaluation, names, only))
    if len(evaluation.errors()):
        _offer("Errors (PNG)", run, "errors.png", lambda: errors_sheet(run, evaluation))


def _offer(title: str, run: Run, ending: str, make: Callable[[], str | bytes]) -> None:
    st.download_button(
        title,
        data=make,
        file_name=f"run-{run.id}{'-' if '.' in ending else '.'}{ending}",
        on_click="ignore",
        icon=":material/download:",
    )


def take_in(store: Store) -> None:
    """Load a run that was downloaded as a zip, here or elsewhere."""
    count = st.session_state.setdefault(_UPLOADS, 0)
    st.subheader("Take in a run", anchor=False)
    file = st.file_uploader(
        "A run as zip or capsule, from this page or from another CNN Lab",
        type="zip",
        max_upload_size=MAX_UPLOAD_MB,
        key=f"results_upload_{count}",
    )
    take_in_network("results", _open)
    if file is None:
        return
    try:
        run = import_run(store, file.getvalue())
    except ArchiveError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.session_state[_UPLOADS] = count + 1  # a new, empty uploader: the file is taken in once
    _open(run)


def _open(run: int) -> None:
    st.query_params["run"] = str(run)
    st.rerun()
