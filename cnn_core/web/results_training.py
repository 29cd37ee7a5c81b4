"""How the training went: curves, time per epoch, the article's figures beside it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cnn_core import reference
from cnn_core.curves import CurveReader
from cnn_core.figures.curves import View, accuracy_figure, loss_figure
from cnn_core.figures.epochs import epochs_figure
from cnn_core.figures.theme import percent, seconds
from cnn_core.plan import steps_per_epoch
from cnn_core.records import Run
from cnn_core.store import Store
from cnn_core.web import theme


def show_curves(store: Store, run: Run) -> None:
    """Loss and accuracy over the whole training."""
    _, curves = CurveReader(run.id).read(store)
    st.subheader("Training", anchor=False)
    if not (curves.epochs or curves.recent):
        st.caption("No step has been recorded yet.")
        return
    view = View(steps_per_epoch(run.spec), dark=theme.is_dark())
    left, right = st.columns(2, gap="large")
    with left:
        theme.chart(loss_figure(curves, view), key=f"loss-run-{run.id}", height=340)
    with right:
        theme.chart(accuracy_figure(curves, view), key=f"accuracy-run-{run.id}", height=340)


def show_epochs(run: Run) -> None:
    """Seconds of each epoch against the calibration's expectation."""
    if run.result is None or not run.result.epoch_seconds:
        return
    st.subheader("Time per epoch", anchor=False)
    figure = epochs_figure(run.result.epoch_seconds, run.expected_epoch_seconds, theme.is_dark())
    theme.chart(figure, key=f"epochs-run-{run.id}")
    threads = f"{run.result.intra_op_threads} within and {run.result.inter_op_threads} between"
    st.caption(
        f"On {run.result.device}, threads: {threads} operations. "
        f"TensorFlow {run.result.tensorflow}, Keras {run.result.keras}."
    )


def show_article(store: Store, run: Run) -> None:
    """The article's own figures, where the network is the article's."""
    if not reference.is_articles_network(run.spec):
        return
    rows = reference.compare(store.points(run.id, ["epoch"]))
    if not rows:
        return
    st.subheader("Beside the article", anchor=False)
    table = pd.DataFrame(
        [
            {
                "Epoch": row.epoch,
                "Loss": row.here.loss,
                "Article's loss": row.article.loss,
                "Loss, difference": row.difference.loss,
                "Training accuracy": row.here.accuracy,
                "Article's accuracy": row.article.accuracy,
                "Accuracy, difference": row.difference.accuracy,
            }
            for row in rows
        ]
    )
    loss = st.column_config.NumberColumn(format="%.4f")
    signed = st.column_config.NumberColumn(format="%+.4f")
    share = st.column_config.NumberColumn(format="percent")
    formats = [loss, loss, signed, share, share, share]
    columns = dict(zip(table.columns[1:], formats, strict=True))
    st.dataframe(table, hide_index=True, column_config=columns)
    st.caption(
        f"The article reports {percent(reference.TEST_ACCURACY, 0)} on its test images and "
        f"{seconds(reference.SECONDS)} for five epochs on a {reference.DEVICE}."
    )
