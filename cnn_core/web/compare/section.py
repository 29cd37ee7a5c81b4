"""Chosen runs beside each other: is one better, and in what do they differ?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cnn_core.comparison.lineup import line_up
from cnn_core.figures.compared_runs import MOST, runs_key
from cnn_core.figures.theme import percent
from cnn_core.records import Run
from cnn_core.web import theme
from cnn_core.web.compare.compared import Compared
from cnn_core.web.compare.curves import show_overlay
from cnn_core.web.compare.digits import show_digits
from cnn_core.web.compare.errors import show_errors
from cnn_core.web.compare.settings import show_settings
from cnn_core.web.compare.verdict import show_verdict
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store
from cnn_core.web.text import literal

OF_ALL: dict[str, Callable[[Sequence[Run]], None]] = {
    "Curves": show_overlay,
    "Settings": show_settings,
}
"""Tabs that any runs have."""
OF_ANSWERS: dict[str, Callable[[Compared], None]] = {
    "Verdict": show_verdict,
    "Each digit": show_digits,
    "Errors": show_errors,
}
"""Tabs of runs that were tested on the same images."""
TABS = ("Verdict", "Curves", "Settings", "Each digit", "Errors")


def show_comparison(runs: Sequence[Run]) -> None:
    """The section "Compare" of some runs, in their order; the first eight, each once."""
    once = list({run.id: run for run in runs}.values())
    st.subheader("Compare", anchor=False)
    if len(once) < 2:
        st.info("Choose a second run to compare this one with.")
        return
    if len(once) > MOST:
        st.warning(f"{len(once)} runs are chosen; the first {MOST} are compared.")
    st.fragment(_sections)(once[:MOST])


def _sections(chosen: Sequence[Run]) -> None:
    """A fragment: a press on a tab does not make the whole page again, but sees the runs anew."""
    with plain_errors():
        runs = [store().run(run.id) for run in chosen]
        names = [f"{run.id} · {run.name}" for run in runs]
        st.html(runs_key(names, list(map(_reached, runs)), theme.colours()))
        tabs = st.tabs(list(TABS), key="compare-tab", on_change="rerun")
        for name, tab in zip(TABS, tabs, strict=True):
            if tab.open:
                with tab:
                    _show(name, runs)


def _show(name: str, runs: Sequence[Run]) -> None:
    if name in OF_ALL:
        OF_ALL[name](runs)
        return
    lineup = line_up(store(), runs)
    for sentence in lineup.left_out:
        st.warning(literal(sentence))
    if lineup.images is not None:
        OF_ANSWERS[name](Compared(runs, lineup.members, lineup.images))


def _reached(run: Run) -> str:
    return percent(run.result.test_accuracy) if run.result else run.state
