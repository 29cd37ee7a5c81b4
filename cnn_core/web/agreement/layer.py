"""One layer of two trainings: matrices, matched pairs, and the patterns they respond to."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cnn_core.agreement.group import Pair
from cnn_core.agreement.layer_match import LayerMatch
from cnn_core.agreement.matching import best_first
from cnn_core.agreement.result import Agreement
from cnn_core.agreement.text import figure
from cnn_core.figures.plain_table import plain_table
from cnn_core.layer_texts import numbered_title
from cnn_core.records import Run
from cnn_core.web import theme
from cnn_core.web.agreement.matrices import show_matrices
from cnn_core.web.agreement.patterns import show_patterns


def show_layer(runs: Mapping[int, Run], found: Mapping[Pair, Agreement]) -> None:
    """Choose a pair and a layer, and see how it was matched. `runs`: by their numbers."""
    st.subheader("One layer", anchor=False)
    with st.container(horizontal=True):
        pair = _choose_pair(found)
        layers = runs[pair[0]].spec.architecture.layers
        matches = {each.found.position: each.found for each in found[pair].layers}
        position = st.selectbox(
            "Layer",
            list(matches),
            format_func=lambda position: numbered_title(position, layers[position]),
            key="agreement-layer",
            width=340,
        )
    match, layer = matches[position], layers[position]
    show_matrices(match, layer, pair)
    _show_pairs(match, pair)
    show_patterns(match, layer, (runs[pair[0]], runs[pair[1]]))


def _choose_pair(found: Mapping[Pair, Agreement]) -> Pair:
    """Nothing to choose where there is one pair."""
    if len(found) == 1:
        return next(iter(found))
    return st.selectbox(
        "Pair of trainings",
        list(found),
        format_func=lambda pair: f"run {pair[0]} and run {pair[1]}",
        key="agreement-pair",
        width=340,
    )


def _show_pairs(match: LayerMatch, pair: Pair) -> None:
    """The matched pairs, the most alike first."""
    with st.expander(f"All {match.pairs} matched pairs"):
        headings = (
            f"Run {pair[0]}", f"Run {pair[1]}", "Correlation", "Reappears", "Match by kernels",
            "Cosine",
        )  # fmt: skip
        units = best_first(match.correlations, match.order)[: match.pairs]
        rows = [_pair_row(match, unit) for unit in units.tolist()]
        st.html(plain_table(headings, rows, theme.colours()))


def _pair_row(match: LayerMatch, unit: int) -> list[str]:
    by_kernels = match.kernel_order[unit]
    return [
        str(unit + 1),
        str(match.order[unit] + 1),
        figure(match.values[unit]),
        "yes" if match.reappears[unit] else "no",
        str(by_kernels + 1),
        figure(match.kernels[unit, by_kernels]),
    ]
