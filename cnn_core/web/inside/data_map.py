"""The section "Map of the data" of the page Inside: what the network holds for alike."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from cnn_core.datasets import CLASS_NAMES, DatasetUnavailable
from cnn_core.evaluated_images import PositionError, evaluated_pixels
from cnn_core.figures.theme import count
from cnn_core.inside.data_map import DataMap
from cnn_core.layer_texts import LAYER_TITLES
from cnn_core.questions import DataMap as Question
from cnn_core.records import Run
from cnn_core.spec import Data
from cnn_core.web.inside.data_map_chart import data_map_chart, packed_pixels
from cnn_core.web.study import studied
from cnn_core.web.text import literal

WHAT_FOR = (
    "Places 2,000 test images on a plane: images to which the last layer before the output gives "
    "similar outputs lie close together."
)
ALL_THE_SAME = (
    "The layer gives the same outputs for every image: there is nothing to map. Its units may be "
    "dead."
)


def show_data_map(run: Run) -> None:
    """The offer to compute the map, or the map."""
    read = partial(DataMap.from_bytes, layers=run.spec.architecture.layers)
    label = "Map the test images"
    found = studied(run, Question(), read, label=label, duration="about twenty seconds")
    if found is None:
        st.caption(WHAT_FOR)
        return
    try:
        _show(run, found)
    except (DatasetUnavailable, PositionError) as error:
        st.warning(literal(str(error)))


def _show(run: Run, found: DataMap) -> None:
    if not found.explained.any():
        st.write(ALL_THE_SAME)
        return
    st.write(_told(run, found))
    st.caption(
        "Point at a dot, or tap it, to see the image. Press a class below the chart to hide it."
    )
    pixels = _pixels(run.spec.data, tuple(found.indices.tolist()))
    data_map_chart(f"data-map-{run.id}", found, CLASS_NAMES[run.spec.data.dataset], pixels)


def _told(run: Run, found: DataMap) -> str:
    position, units = found.layer.tolist()
    title = LAYER_TITLES[run.spec.architecture.layers[position].kind].lower()
    misread = int(found.misread.sum())
    return (
        f"{count(len(found))} test images by the {count(units)} outputs of layer {position + 1} "
        f"({title}). {count(misread)} {'was' if misread == 1 else 'were'} misread."
    )


@st.cache_data(max_entries=4, show_spinner=False)
def _pixels(data: Data, positions: tuple[int, ...]) -> bytes:
    return packed_pixels(evaluated_pixels(data, np.array(positions, np.int32)).tobytes())
