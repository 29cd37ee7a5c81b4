"""What one group of trainings says, or two side by side: sentences, figures, curves."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.figures.bands import bands_figure
from cnn_core.figures.curves import Measure
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import percent
from cnn_core.repeat.curves import read_bands
from cnn_core.repeat.group import Repeated, difference, figures, left_out_text
from cnn_core.repeat.means import sentence
from cnn_core.repeat.text import HEADINGS, SURE, mean_sentence, table_rows
from cnn_core.web import theme
from cnn_core.web.session import store
from cnn_core.web.text import literal_name

CHART_HEIGHT = 340


def show_repeated(chosen: Sequence[Repeated]) -> None:
    """`chosen`: one group or two."""
    counted = [each for each in chosen if each.runs]
    if len(counted) == 2:
        with st.container(border=True):
            st.write(sentence(difference(*counted), *map(_called, counted)))
    for each in chosen:
        _tell(each)
    if not counted:
        return
    _show_table(counted)
    _show_curves(counted)
    _show_trainings(counted)


def _tell(each: Repeated) -> None:
    """What the group says in a sentence, and what it is not about."""
    said = (
        mean_sentence(figures(each).test_accuracy)
        if each.runs
        else "no training has its test figures yet. They appear here one by one."
    )
    st.write(f"{_called(each)}: {said}")
    if each.left_out:
        st.caption(left_out_text(each))


def _called(each: Repeated) -> str:
    return f"**Group {each.group.id}** ({literal_name(each.group.name)})"


def _show_table(counted: Sequence[Repeated]) -> None:
    rows = [
        [f"Group {each.group.id}: {name}" if len(counted) > 1 else name, *cells]
        for lines in zip(*(table_rows(figures(each)) for each in counted), strict=False)
        for each, (name, *cells) in zip(counted, lines, strict=True)
    ]
    st.html(plain_table(HEADINGS, rows, theme.colours()))
    with st.expander("What the figures mean, and how sure they are"):
        st.write(SURE)


def _show_curves(counted: Sequence[Repeated]) -> None:
    bands = {
        f"Group {each.group.id}": read_bands(store(), [run.id for run in each.runs])
        for each in counted
    }
    measures: tuple[Measure, ...] = ("loss", "accuracy")
    for measure, place in zip(measures, st.columns(2, gap="large"), strict=True):
        with place:
            figure = bands_figure(measure, bands, theme.is_dark())
            theme.chart(figure, f"{measure}-repeated", CHART_HEIGHT)
    st.caption(
        "Lines: the mean of the trainings after each epoch. Bands: from the lowest to the highest "
        "of them. They end with the last epoch that all reached."
    )


def _show_trainings(counted: Sequence[Repeated]) -> None:
    with st.expander("The trainings, one by one"), st.container(horizontal=True):
        for each in counted:
            for run, accuracy in zip(each.runs, each.accuracies, strict=True):
                st.page_link(
                    "pages/results.py",
                    label=f"Run {run.id}: {percent(accuracy)}",
                    query_params={"run": str(run.id)},
                    width="content",
                )
