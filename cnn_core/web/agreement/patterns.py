"""What matched units respond to most, side by side, once a worker has found it for both runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import streamlit as st

from cnn_core.agreement.layer_match import LayerMatch
from cnn_core.agreement.matching import best_first
from cnn_core.agreement.text import noun
from cnn_core.figures.matched_patterns import PatternPair, patterns_html
from cnn_core.inside.oips import Oips
from cnn_core.layers import Layer
from cnn_core.questions import Maximise
from cnn_core.records import Run
from cnn_core.web import theme
from cnn_core.web.study import studied

MOST = 64
"""Pairs shown: the most alike."""


def show_patterns(match: LayerMatch, layer: Layer, runs: tuple[Run, Run]) -> None:
    """The patterns of each matched pair, or the buttons that have them computed."""
    st.subheader("What the matched ones look for", anchor=False)
    first, second = (_patterns(run, match.position) for run in runs)
    if first is None or second is None:
        st.caption(
            "Input patterns that each of them answers most, found by gradient ascent for both "
            "trainings; the same as on the page Inside."
        )
        return
    pairs = list(_pairs(match, first, second))
    st.html(patterns_html(pairs, noun(layer)[:-1], theme.colours(), theme.is_dark()))
    st.caption(
        f"Left: run {runs[0].id}, right: its match in run {runs[1].id}; the most alike first. The "
        "patterns are the best of several starts: the page Inside tells how sure each one is."
    )


def _patterns(run: Run, position: int) -> Oips | None:
    label = f"Find the patterns of run {run.id}"
    question = Maximise(layer=position)
    return studied(run, question, Oips.from_bytes, label=label, duration="up to 30 seconds")


def _pairs(match: LayerMatch, first: Oips, second: Oips) -> Iterator[PatternPair]:
    """Matched pairs of which both patterns are known, the most alike first."""
    units = best_first(match.correlations, match.order)[: match.pairs]
    for unit in units[:MOST].tolist():
        other = int(match.order[unit])
        if unit < len(first.patterns) and other < len(second.patterns):
            patterns = np.stack([first.patterns[unit, 0], second.patterns[other, 0]])
            yield PatternPair(unit, other, float(match.values[unit]), patterns)
