"""The headline of a run: test accuracy with its interval, and the circumstances."""

from __future__ import annotations

import streamlit as st

from cnn_core.figures.theme import count, percent
from cnn_core.progress import awaits_test
from cnn_core.records import Run, State
from cnn_core.result import Result
from cnn_core.run_report.words import headline, key_figures
from cnn_core.scores import accuracy_interval
from cnn_core.store import Store
from cnn_core.web.guard import plain_errors
from cnn_core.web.text import literal

WAIT_SECONDS = 2.0
REASONS = {
    State.QUEUED: "This run waits for a free slot. Its result appears here after training.",
    State.RUNNING: "This run is being trained. Its result appears here after training.",
    State.PAUSED: "This run is paused. Resume it on the Train page to bring it to a result.",
    State.INTERRUPTED: "This run was interrupted. Resume it from its checkpoint on the Train page.",
    State.FAILED: "This run failed.",
    State.STOPPED: "This run was stopped before it had a result.",
    State.FINISHED: "This run has no test figures.",
}
TESTED_NOW = "The model of this run is being tested. Its result appears here within a minute."
HEADLINE = (
    '<div role="heading" aria-level="2" style="font-size:40px;line-height:48px;font-weight:600">'
    "{}</div>"
)
ARTICLE_REMARK = (
    "Prepared as in the article: its test images are not the official ones but 10,000 out of all "
    "70,000, and the scaling was fitted on all 70,000, so it has seen them. The figures are not "
    "comparable with those of other runs."
)


def show_outcome(store: Store, run: Run) -> None:
    """Headline and circumstances, or why there is no result; a result that comes shows itself."""
    if _to_come(run):
        st.fragment(_await_change, run_every=WAIT_SECONDS)(store, run)
    if run.result is None:
        _show_reason(run)
        return
    _show_headline(run.result)
    _show_circumstances(run.result)
    if run.spec.data.normalization == "article":
        st.warning(ARTICLE_REMARK, icon=":material/warning:")
    if run.state is State.STOPPED:
        st.caption(
            f"Stopped in epoch {run.epoch + 1} of {run.target_epochs}: the model of that batch."
        )


def _to_come(run: Run) -> bool:
    return run.active or awaits_test(run)


def _await_change(store: Store, before: Run) -> None:
    with plain_errors():
        now = store.run(before.id)
        if now.state is not before.state or not _to_come(now):
            st.rerun()


def _show_reason(run: Run) -> None:
    reason = TESTED_NOW if awaits_test(run) else REASONS[run.state]
    text = f"{reason} {literal(run.message)}" if run.message else reason
    if run.state is State.FAILED:
        st.error(text, icon=":material/error:")
    else:
        st.info(text, icon=":material/info:")
    if run.state is not State.FINISHED:
        st.page_link(
            "pages/train.py", label="Open it on the Train page", query_params={"run": str(run.id)}
        )


def _show_headline(result: Result) -> None:
    interval = accuracy_interval(result)
    st.html(HEADLINE.format(headline(result)))
    st.write(
        f"of {count(result.test_images)} images that neither training nor validation saw. "
        f"95 % interval (Wilson): {percent(interval.low)} to {percent(interval.high)}."
    )


def _show_circumstances(result: Result) -> None:
    figures = key_figures(result) | {"Device": literal(result.device)}
    with st.container(horizontal=True, gap="large"):
        for label, value in figures.items():
            st.metric(label, value, width="content")
