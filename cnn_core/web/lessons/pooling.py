"""The lesson Pooling: of each tile of a map one value is left."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from cnn_core.figures.plain_table import html_table
from cnn_core.layers import MaxPooling2D
from cnn_core.lessons.pooling import AnyPooling, article_with, savings
from cnn_core.presets import ARTICLE
from cnn_core.web import theme
from cnn_core.web.lessons.images import lesson_images
from cnn_core.web.lessons.lesson import build_link, lesson, setting
from cnn_core.web.lessons.network import choose_run
from cnn_core.web.session import store
from cnn_core.web.text import literal

TEXT = """\
Pooling lays tiles over a map and leaves one value of each: its **maximum**, or its **average**. The
stride is the tile's side unless another is chosen, so that tiles lie side by side. Nothing is
trained in it. What is found stays, where exactly it was found does not: shuffle the values within
the tiles, and the pooled map is the same.
"""
KINDS = {"max": "max_pooling2d", "average": "average_pooling2d"}
HEADINGS = ("The article's network", "without it", "with it")
_layer = TypeAdapter[AnyPooling](AnyPooling)


def show_pooling() -> None:
    """The section of the page Learn."""
    st.markdown(TEXT)
    run = choose_run()
    images, kept = lesson_images(run.spec.data.dataset if run else "mnist")
    payload = store().artifact(run.id, "payload") if run else None
    about = {"images": images, "run": run.id if run and payload else None}
    lesson("pooling", about, [kept, payload or b""])
    _show_savings(pooling_in(setting("pooling")))


def _show_savings(pooling: AnyPooling) -> None:
    st.markdown("**What is saved**, with this pooling behind the first convolution")
    found = savings(pooling)
    if found.fault:
        st.info(f"The article's network cannot be built with it: {literal(found.fault)}")
        return
    rows = [(row.what, row.without, row.pooled) for row in found.rows]
    st.html(html_table(HEADINGS, rows, theme.colours(), "wrapped"))
    st.caption(
        "A convolution's kernels do not grow with its maps, so their weights stay as they are; "
        "what is saved is work and memory, and weights where maps are laid out for a dense layer."
    )
    build_link(ARTICLE.model_copy(update={"architecture": article_with(pooling)}))


def pooling_in(sent: object) -> AnyPooling:
    """The layer in what a browser sent; tiles of 2×2 where it is no such thing."""
    match sent:
        case {"way": str(way), "pool_size": [*size], "strides": [*strides], "padding": padding}:
            apart = None if strides == size else tuple(strides)
            fields = {"pool_size": tuple(size), "strides": apart, "padding": padding}
            with suppress(ValidationError):
                return _layer.validate_python({"kind": KINDS.get(way), **fields}, strict=True)
    return MaxPooling2D()
