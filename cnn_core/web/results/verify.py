"""A run verified: trained again as an ordinary run, and compared bit for bit."""

from __future__ import annotations

import streamlit as st

from cnn_core.capsule.scope import NotVerifiableError, scope_of
from cnn_core.capsule.text import further, headline
from cnn_core.capsule.verdict import Verdict, verdict
from cnn_core.capsule.verification import begin, explanations, verification_of
from cnn_core.datasets import DatasetUnavailable
from cnn_core.plan import steps_per_epoch
from cnn_core.records import Run
from cnn_core.store import Store
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import engine, store
from cnn_core.web.text import literal, literal_name

TICK_SECONDS = 1.0
ABOUT = (
    "Verify trains the run again from its seed, as a run of its own, and compares every batch's "
    "loss and accuracy and every weight at the end, bit for bit."
)


def show_verification(run: Run) -> None:
    """The offer to verify the run, the training under way, or what it has shown."""
    if run.active:
        return
    again = verification_of(store(), run)
    try:
        if again is not None and again.active:
            _wait(run, again)
        else:
            _offer(run, again)
    except (NotVerifiableError, DatasetUnavailable) as error:
        st.caption(f"This run cannot be verified. {literal(str(error))}")


def _offer(run: Run, again: Run | None) -> None:
    remark = _remark(store().url, _moment(run), _store=store())
    if again is not None:
        _tell(_judged(store().url, _moment(run), _moment(again), _store=store()), again)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Verify" if again is None else "Verify again"
        if st.button(label, icon=":material/verified:", key=f"verify-{run.id}"):
            begin(store(), run.id)
            engine().wake()
            st.rerun()
        st.caption(ABOUT)
    if again is None:
        known = _explanations(store().url, _moment(run), _store=store())
        for sentence in (*([remark] if remark else []), *known):
            st.caption(literal(sentence))


def _wait(run: Run, again: Run) -> None:
    st.fragment(_progress, run_every=TICK_SECONDS)(again.id)
    st.page_link(
        "pages/train.py", label=f"Run {again.id} on Train", query_params={"run": str(again.id)}
    )


def _progress(number: int) -> None:
    with plain_errors():
        again = store().run(number)
        if not again.active:
            st.rerun()
        steps = again.target_epochs * steps_per_epoch(again.spec)
        place = f"batch {again.step:,} of {steps:,}" if again.step else str(again.state)
        st.progress(min(1.0, again.step / steps), text=f"Trained again as run {number}: {place}")


def _tell(found: Verdict, again: Run) -> None:
    text = literal(headline(found))
    if found.equal:
        st.success(text, icon=":material/verified:")
    else:
        st.warning(text, icon=":material/difference:")
    for sentence in further(found):
        st.caption(literal(sentence))
    st.caption(f"Compared with run {again.id}, {literal_name(again.name)}.")


def _moment(run: Run) -> tuple[int, int, str]:
    """What tells a run from what it is later."""
    return run.id, run.attempt, run.state


@st.cache_data(max_entries=100, show_spinner=False)
def _judged(
    store_url: str, run: tuple[int, int, str], again: tuple[int, int, str], _store: Store
) -> Verdict:
    return verdict(_store, run[0], again[0])


@st.cache_data(max_entries=100, show_spinner=False)
def _remark(store_url: str, run: tuple[int, int, str], _store: Store) -> str | None:
    return scope_of(_store, run[0]).remark


@st.cache_data(max_entries=100, show_spinner=False)
def _explanations(store_url: str, run: tuple[int, int, str], _store: Store) -> tuple[str, ...]:
    return explanations(_store, run[0])
