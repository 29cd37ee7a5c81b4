"""The article's own figures beside those of a run of its network."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cnn_core import datasets, reference
from cnn_core.figures.theme import count, percent, seconds
from cnn_core.records import Run
from cnn_core.store import Store

COLUMNS = (
    "Loss here",
    "Loss, article",
    "Loss, difference",
    "Training accuracy here",
    "Accuracy, article",
    "Accuracy, difference",
)


def show_article(store: Store, run: Run) -> None:
    """A table of the epochs that both have; nothing where the network is another."""
    if not reference.is_articles_network(run.spec):
        return
    rows = reference.compare(store.points(run.id, ["epoch"]))
    if not rows:
        return
    st.subheader("Beside the article", anchor=False)
    table = _table(rows)
    formats = ["%.4f", "%.4f", "%+.4f", "%.2f %%", "%.2f %%", "%+.2f points"]
    columns = {
        name: st.column_config.NumberColumn(format=format_)
        for name, format_ in zip(table.columns[1:], formats, strict=True)
    }
    st.dataframe(table, hide_index=True, column_config=columns)
    st.caption(_circumstances(run))


def _table(rows: Sequence[reference.Comparison]) -> pd.DataFrame:
    figures = [(row.here, row.article, row.difference) for row in rows]
    losses = pd.DataFrame([[each.loss for each in three] for three in figures], dtype=float)
    shares = pd.DataFrame([[each.accuracy for each in three] for three in figures], dtype=float)
    table = pd.concat([losses, 100 * shares], axis=1)
    table.columns = pd.Index(COLUMNS)
    table.insert(0, "Epoch", [row.epoch for row in rows])
    return table


def _circumstances(run: Run) -> str:
    images, _, _ = datasets.sizes(run.spec.data)
    there = (
        f"The article: {percent(reference.TEST_ACCURACY, 0)} on its test images, "
        f"{seconds(reference.SECONDS)} for five epochs of 60,000 images on a {reference.DEVICE}."
    )
    if run.result is None:
        return there
    return (
        f"{there} Here: {percent(run.result.test_accuracy)}, {seconds(run.result.seconds)} for "
        f"{run.epoch} epochs of {count(images)} images on {run.result.device}."
    )
