"""Test images as points, in a component that shows the image of the point that is pointed at."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from cnn_core.figures import theme
from cnn_core.figures.data_map import HEIGHT, TSNE_TOLD, pca_figure, pca_told, tsne_figure
from cnn_core.inside.data_map import DataMap
from cnn_core.web.envelope import envelope
from cnn_core.web.theme import is_dark
from cnn_core.web_files import joined, read

SCRIPTS = ("plotly_loader.js", "envelope.js", "elements.js", "paint.js", "inside/data_map.js")

_component = st.components.v2.component(
    "data_map",
    html='<div class="data-map"></div>',
    css=read("inside/data_map.css"),
    js=joined(*SCRIPTS),
    isolate_styles=False,  # Plotly puts its styles into the document, not into a shadow root
)


def data_map_chart(key: str, found: DataMap, names: Sequence[str], pixels: bytes) -> None:
    """Show both charts, to be switched without the server.

    names: of the ten classes. pixels: of the map's images in their order, 28×28 bytes each, as
    `packed_pixels` gives them.
    """
    header = {
        "key": key,
        "height": HEIGHT,
        "ways": [
            _way("t-SNE", tsne_figure(found, names, is_dark()), TSNE_TOLD),
            _way("PCA", pca_figure(found, names, is_dark()), pca_told(found)),
        ],
        "names": list(names),
        "labels": found.labels.tolist(),
        "answers": found.answers.tolist(),
        "numbers": found.indices.tolist(),
    }
    _component(key=key, data=envelope(header, [pixels]))


def _way(name: str, figure: go.Figure, told: str) -> dict[str, str]:
    figure.update_layout(template=theme.template(is_dark()))
    label = f"Test images as points by {name}"
    return {"name": name, "figure": str(figure.to_json()), "told": told, "label": label}


def packed_pixels(pixels: bytes) -> bytes:
    """Made smaller for the way to the browser, which has the means to undo it."""
    return zlib.compress(pixels)
