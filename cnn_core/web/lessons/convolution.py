"""The lesson Convolution: a filter that meets every window of an image."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from pydantic import ValidationError

from cnn_core.arithmetic import describe
from cnn_core.layers import Architecture, Conv2D
from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec
from cnn_core.web.lessons.images import lesson_images
from cnn_core.web.lessons.lesson import build_link, lesson, setting
from cnn_core.web.lessons.network import choose_run
from cnn_core.web.session import store

TEXT = """\
A filter is a small grid of weights. It is laid over a window of the image that is as large as the
filter: each pixel is multiplied by the weight on it, the products are added up, the bias is added
to the sum, and the activation makes of it one value of the **map**.

Nothing moves in a network. All windows exist side by side, and their values are computed at once;
they share the same weights and the same bias. To go from window to window is only our way to look
at them. A filter's numbers are not given to a network: they are what its training finds.
"""


def show_convolution() -> None:
    """The section of the page Learn."""
    st.markdown(TEXT)
    run = choose_run()
    if run and run.spec.architecture.layers[0].kind != "conv2d":
        st.caption(f"Run {run.id} begins with no convolution: it has no filters to choose from.")
    images, kept = lesson_images(run.spec.data.dataset if run else "mnist")
    payload = store().artifact(run.id, "payload") if run else None
    about = {"images": images, "run": run.id if run and payload else None}
    lesson("convolution", about, [kept, payload or b""])
    build_link(network_with(convolution_in(setting("convolution"))))


def convolution_in(sent: object) -> Conv2D:
    """The layer in what a browser sent; the article's first one where it is no such thing."""
    match sent:
        case {"kernel_size": [*size], "strides": [*strides], **others}:
            fields = {**others, "kernel_size": tuple(size), "strides": tuple(strides)}
            with suppress(ValidationError):
                return Conv2D.model_validate(fields, strict=True)
    return Conv2D()


def network_with(first: Conv2D) -> RunSpec:
    """The article's network with another first layer; without its last convolutions and poolings
    where these no longer fit."""
    *maps, flatten, dense, output = ARTICLE.architecture.layers[1:]
    networks = (
        Architecture(layers=(first, *maps[:kept], flatten, dense, output))
        for kept in range(len(maps), -1, -1)
    )
    fitting = next((each for each in networks if describe(each).fault is None), None)
    return ARTICLE.model_copy(update={"architecture": fitting or ARTICLE.architecture})
