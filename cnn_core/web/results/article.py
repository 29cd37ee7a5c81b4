"""The article's own figures beside those of a run of its network."""

from __future__ import annotations

import streamlit as st

from cnn_core import datasets, reference
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import count, percent, seconds, true_minus
from cnn_core.records import Run
from cnn_core.store import Store
from cnn_core.web import theme
from cnn_core.web.text import literal

HEADINGS = (
    "Epoch",
    "Loss here",
    "Article",
    "Difference",
    "Training accuracy here",
    "Article",
    "Difference",
)


def show_article(store: Store, run: Run) -> None:
    """A table of the epochs that both have; nothing where the network is another."""
    rows = beside_article(store, run)
    if not rows:
        return
    st.subheader("Beside the article", anchor=False)
    st.html(plain_table(HEADINGS, map(_row, rows), theme.colours()))
    st.caption(_circumstances(run))


def beside_article(store: Store, run: Run) -> tuple[reference.Comparison, ...]:
    """The epochs that both have; none where the network is another."""
    if not reference.is_articles_network(run.spec):
        return ()
    return reference.compare(store.points(run.id, ["epoch"]))


def _row(row: reference.Comparison) -> list[str]:
    return [
        str(row.epoch),
        _loss(row.here.loss),
        _loss(row.article.loss),
        _signed(row.difference.loss),
        _accuracy(row.here.accuracy),
        _accuracy(row.article.accuracy),
        _points(row.difference.accuracy),
    ]


def _loss(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _signed(value: float | None) -> str:
    return "–" if value is None else true_minus(f"{value:+.4f}")


def _accuracy(value: float | None) -> str:
    return "–" if value is None else percent(value)


def _points(value: float | None) -> str:
    return "–" if value is None else true_minus(f"{100 * value:+.2f} points")


def _circumstances(run: Run) -> str:
    images, _, _ = datasets.sizes(run.spec.data)
    there = (
        f"The article: {percent(reference.TEST_ACCURACY, 0)} on its test images, "
        f"{seconds(reference.SECONDS)} for five epochs of 60,000 images on a {reference.DEVICE}."
    )
    if run.result is None:
        return there
    epochs = "1 epoch" if run.epoch == 1 else f"{run.epoch} epochs"
    return (
        f"{there} Here: {percent(run.result.test_accuracy)}, {seconds(run.result.seconds)} for "
        f"{epochs} of {count(images)} images on {literal(run.result.device)}."
    )
