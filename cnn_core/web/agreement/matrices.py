"""How alike the units of a layer are in two trainings, before and after they are matched."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_core.agreement.group import Pair
from cnn_core.agreement.layer_match import LayerMatch
from cnn_core.agreement.matching import best_first
from cnn_core.agreement.text import noun
from cnn_core.figures.matching import MOST, matching_figure
from cnn_core.layers import Layer
from cnn_core.web import theme

BY_ANSWERS, BY_KERNELS = "What they answer to images", "Their kernels"


def show_matrices(match: LayerMatch, layer: Layer, pair: Pair) -> None:
    """Two heatmaps of the same similarities, and what they show."""
    way = st.segmented_control(
        "Compared by",
        (BY_ANSWERS, BY_KERNELS),
        default=BY_ANSWERS,
        key="agreement-way",
        required=True,
    )
    if way == BY_KERNELS:
        similarities, order = match.kernels, match.kernel_order
    else:
        similarities, order = match.correlations, match.order
    own = np.arange(match.units)
    rows = best_first(similarities, order)
    orders = {"before": (own, own), "after": (rows, order[rows])}
    for column, (when, both) in zip(st.columns(2), orders.items(), strict=True):
        with column:
            st.markdown(f"**{when.title()} matching**")
            figure = matching_figure(similarities, both, pair, noun(layer)[:-1], theme.is_dark())
            theme.chart(figure, key=f"agreement-runs-{pair[0]}-{pair[1]}-{when}")
    st.caption(_legend(match, layer, way == BY_KERNELS))


def _legend(match: LayerMatch, layer: Layer, by_kernels: bool) -> str:
    what = "Cosine of their kernels" if by_kernels else "Correlation of their answers"
    many = f" {MOST} of {match.units} are drawn." if match.units > MOST else ""
    return (
        f"{what}: blue above 0, orange below. After matching, matches lie on the diagonal, the "
        "most alike first. Empty: one of the two never varies, or has a kernel of zeros. By their "
        f"kernels alone {match.agreed} of {match.pairs} {noun(layer)} find the same match.{many}"
    )
