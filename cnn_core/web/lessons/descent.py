"""The lesson Gradient descent: a filter that is learned in the page, and one of a run's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import streamlit as st

from cnn_core.datasets import CLASS_NAMES
from cnn_core.lessons.kernel_past import KernelPast, kernel_past, loss_curve
from cnn_core.payload import PayloadError
from cnn_core.presets import ARTICLE
from cnn_core.records import Point, Run
from cnn_core.snapshots import SnapshotsError, read
from cnn_core.spec import MAX_LEARNING_RATE, RunSpec
from cnn_core.web.lessons.lesson import build_link, lesson, setting
from cnn_core.web.lessons.network import choose_run, first_test_images
from cnn_core.web.session import store
from cnn_core.web.text import literal

DEFAULT_RATE = 0.3
"""Where the picture's slider stands at first."""
TEXT = """\
Nobody writes the filters of a network: they are found. The **loss** says how wrong the network is,
its **gradient** how the loss would change with each weight, and a step of **gradient descent**
moves every weight a little against it: by the gradient times the **learning rate**.

Here a filter of nine weights and no bias is to make of an image what a known filter makes of it.
The loss is the mean squared difference of the two maps. Choose a rate, and go step by step; drag
along the curve of losses to look back.
"""
PAST_TEXT = """\
In a run the same happens to all weights at once, each time with the gradient of another batch, and
most optimizers adapt the steps. These are the filters of the first layer at the moments that the
run has kept, their weights rounded to 16 bits. The loss beside a moment is that of the first batch
that met these weights; the curve shows means over stretches of batches.
"""


def show_descent() -> None:
    st.markdown(TEXT)
    images = first_test_images("mnist")
    if images is not None:
        lesson("descent", {"names": CLASS_NAMES["mnist"], "rate": DEFAULT_RATE}, [images])
        st.caption("The article's network, trained by plain gradient descent (sgd) at this rate:")
        build_link(with_rate(ARTICLE, chosen_rate()))
    st.subheader("A filter of a run, from its random start", anchor=False)
    st.markdown(PAST_TEXT)
    run = choose_run()
    if run is None:
        st.info("No run has weights yet. Train a network, and its filters' past can be seen here.")
        st.page_link("pages/train.py", label="Train a network", icon=":material/show_chart:")
        return
    _show_past(run)


def chosen_rate() -> float:
    """The learning rate that the picture shows; the first one's, where no training can have it."""
    match setting("descent"):
        case int() | float() as rate if 0 < rate <= MAX_LEARNING_RATE:
            return float(rate)
    return DEFAULT_RATE


def with_rate(spec: RunSpec, rate: float) -> RunSpec:
    """The same network, trained by plain gradient descent in batches."""
    training = spec.training.model_copy(update={"optimizer": "sgd", "learning_rate": rate})
    return spec.model_copy(update={"training": training})


def _show_past(run: Run) -> None:
    points = store().points(run.id, ["batch"])
    try:
        past = _past(run, points)
    except (SnapshotsError, PayloadError) as error:
        st.warning(literal(str(error)))
        return
    images = first_test_images(run.spec.data.dataset)
    if past is not None and images is not None:
        about = past_data(past, run, points)
        lesson("past", about, [*past_parts(past), images])
    st.page_link(
        "pages/inside.py",
        label="All layers of this run, at any moment",
        icon=":material/frame_inspect:",
        query_params={"run": str(run.id)},
    )


def _past(run: Run, points: Sequence[Point]) -> KernelPast | None:
    """None, and a sentence, where the run has none. Raises SnapshotsError or PayloadError."""
    data = store().artifact(run.id, "snapshots")
    if data is None:
        st.info(
            "This run has no snapshots of its training. They are kept while a network trains: "
            "train it again here, or choose another run."
        )
        return None
    past = kernel_past(read(data), points)
    if past is None:
        st.info("The first layer of this run is no convolution: it has no filters to look at.")
    return past


def past_data(past: KernelPast, run: Run, points: Sequence[Point]) -> dict[str, object]:
    """What the picture is told beside `past_parts`."""
    return {
        "run": run.id,
        "names": CLASS_NAMES[run.spec.data.dataset],
        "moments": [asdict(moment) for moment in past.moments],
        "curve": loss_curve(points),
        "settings": past.layer.model_dump(mode="json"),
        "is_per_pixel": past.normalization.mean.ndim > 0,
    }


def past_parts(past: KernelPast) -> list[bytes]:
    """Kernels, biases, and the normalisation's mean and deviation, as little-endian float32."""
    scales = [past.normalization.mean.ravel(), past.normalization.deviation.ravel()]
    arrays = [past.kernels, past.biases, np.concatenate(scales)]
    return [array.astype("<f4").tobytes() for array in arrays]
