"""What a sweep has found: the best settings, which values lead there, which fields matter."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cnn_core.figures.importance import importance_figure
from cnn_core.figures.parallel_coordinates import least_width, parallel_coordinates
from cnn_core.figures.plain_table import html_table
from cnn_core.figures.theme import percent
from cnn_core.records import RunNotFound
from cnn_core.spec import SpecError
from cnn_core.sweeps.definition import spec_of
from cnn_core.sweeps.records import Sweep, Trial
from cnn_core.sweeps.tables import axes, finished, settings_text, table_rows, titles
from cnn_core.web import draft, theme
from cnn_core.web.session import store
from cnn_core.web.text import literal

SHOWN = 25
"""Trials in the table, of more on demand."""


def show_results(sweep: Sweep) -> None:
    """The best trial and the charts, as soon as a run has finished; the trials."""
    done = finished(sweep)
    if sweep.best is not None:
        _show_best(sweep, sweep.best, len(done))
    if len(done) > 1:
        _show_lines(sweep, done)
    if sweep.importance is not None:
        _show_importance(sweep)
    if sweep.trials:
        _show_trials(sweep)


def _show_best(sweep: Sweep, best: Trial, count: int) -> None:
    st.subheader("Best settings", anchor=False)
    accuracy = percent(best.accuracy or 0)
    text = f"**{accuracy}** validation accuracy with {literal(settings_text(sweep, best))}."
    st.markdown(f"{text} {_test_accuracy(best)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open in Build", type="primary", icon=":material/stacks:"):
            _open_in_build(sweep, best)
        if best.run is not None:
            st.page_link(
                "pages/results.py",
                label=f"Results of run {best.run}",
                query_params={"run": str(best.run)},
                width="content",
            )
    if count > 1:
        st.caption(
            f"The best of {count} owes something to luck: it was chosen because it came out on "
            "top. Repeat it with other seeds (tab Repeat) before you believe its lead."
        )


def _open_in_build(sweep: Sweep, best: Trial) -> None:
    try:
        draft.load(spec_of(sweep.spec, best.values))
    except SpecError as error:  # another version of the program may refuse what an earlier tried
        st.error(f"This cannot be opened: {literal(error.faults[0])}")
    else:
        st.switch_page("pages/build.py", query_params={})  # else the tab's would have to stay


def _test_accuracy(best: Trial) -> str:
    """Told, and not chosen by."""
    try:
        result = None if best.run is None else store().run(best.run).result
    except RunNotFound:
        result = None
    if result is None:
        return ""
    return f"On the test images, which had no part in the choice, {percent(result.test_accuracy)}."


def _show_lines(sweep: Sweep, done: Sequence[Trial]) -> None:
    st.subheader("Which values lead there", anchor=False)
    accuracies = [trial.accuracy or 0 for trial in done]
    figure = parallel_coordinates(axes(sweep, done), accuracies, theme.is_dark())
    width = least_width(len(sweep.spec.fields))
    with st.container(key="parallel"):
        theme.chart(figure, "sweep-lines")
        st.html(f"<style>.st-key-sweep-lines {{ min-width: {width}px; }}</style>")
    left_out = len(sweep.trials) - len(sweep.open) - len(done)
    others = f" {left_out} that did not come to their end are left out." if left_out else ""
    st.caption(
        f"Each line is a run that has finished; blue ones reached most."
        f"{others} Drag along an axis to choose lines; press it to take that back."
    )


def _show_importance(sweep: Sweep) -> None:
    importance = sweep.importance
    assert importance is not None
    st.subheader("Which fields matter", anchor=False)
    figure = importance_figure(titles(sweep), importance.shares, theme.is_dark())
    theme.chart(figure, "sweep-importance")
    st.caption(
        f"How much of the differences between the {importance.runs} finished runs each field "
        "explains (Optuna's fANOVA). With few runs that is a guess."
    )


def _show_trials(sweep: Sweep) -> None:
    st.subheader("Settings tried", anchor=False)
    headings = ("", "Validation accuracy", "State", *titles(sweep))
    every = len(sweep.trials) <= SHOWN or st.toggle(f"Show all {len(sweep.trials)}")
    shown = table_rows(sweep)[: None if every else SHOWN]
    rows = [[_link(trial), *map(escape, cells)] for trial, cells in shown]
    st.html(html_table(headings, rows, theme.colours()))
    for trial, _ in shown:
        if trial.message:
            st.caption(f"Trial {trial.number + 1}: {literal(trial.message)}")


def _link(trial: Trial) -> str:
    if trial.run is None:
        return f"Trial {trial.number + 1}"
    colour = theme.colours().accent
    return (
        f'<a href="results?run={trial.run}" target="_blank" style="color: {colour}">'
        f"Run {trial.run}</a>"
    )
