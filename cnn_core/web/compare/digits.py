"""How often each run recognises each digit."""

from __future__ import annotations

import streamlit as st

from cnn_core.figures.compared_classes import classes_figure
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import count, percent
from cnn_core.web import theme
from cnn_core.web.compare.compared import Compared

BESIDE = 4
"""Runs whose figures fit beside the chart."""


def show_digits(compared: Compared) -> None:
    """Dots with intervals, and the same as figures."""
    right = compared.images.right_per_class()
    images = compared.images.images_per_class()
    names = compared.class_names
    beside = len(compared.members) <= BESIDE
    chart, table = st.columns([3, 2], gap="large") if beside else (st.container(), st.container())
    with chart:
        by_letter = dict(zip(compared.letters, right, strict=True))
        figure = classes_figure(by_letter, images, names, theme.is_dark())
        theme.chart(figure, key="compared-digits")
    rows = [
        (name, *(_share(int(each), int(total)) for each in column), count(total))
        for name, column, total in zip(names, right.T, images, strict=True)
    ]
    with table:
        st.html(plain_table(("", *compared.letters, "Images"), rows, theme.colours()))
        st.caption(
            "Share of each class's test images that a run recognises. Bars: 95 % interval of each "
            "share (Wilson); they say how sure one share is, not whether two runs differ, as the "
            "images are the same."
        )


def _share(right: int, images: int) -> str:
    return percent(right / images) if images else "–"
