"""The evaluation of a run, read once; or the offer to make it."""

from __future__ import annotations

import streamlit as st

from cnn_core.progress import awaits_test
from cnn_core.records import Run, State
from cnn_core.scores import Evaluation, EvaluationError
from cnn_core.store import Store
from cnn_core.web import session
from cnn_core.web.text import literal
from cnn_core.worker_process import WorkerError


def evaluation_of(store: Store, run: Run) -> Evaluation | None:
    """The network's answers to the test images, or None with the reason on the page."""
    data = store.artifact(run.id, "evaluation") if run.result else None
    try:
        return None if data is None else Evaluation.from_bytes(data)
    except EvaluationError as error:
        st.warning(literal(str(error)))
        return None


def offer_evaluation(store: Store, run: Run) -> None:
    """A button that has a worker test the model, where there is a model to test."""
    ended = run.state in (State.FINISHED, State.STOPPED) and not awaits_test(run)
    if not (ended and store.has_artifact(run.id, "model")):
        return
    st.write("This run has a model, but no answers to the test images yet.")
    if not st.button("Evaluate now", type="primary"):
        return
    try:
        with st.spinner("A worker tests the model on all test images: about ten seconds."):
            session.engine().evaluate(run.id).result()
    except WorkerError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.rerun()
