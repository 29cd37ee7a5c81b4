"""The answers of the page Agreement: a sentence for each layer, and the figures behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from cnn_core.agreement.group import LayerSummary, Pair, summarise
from cnn_core.agreement.layer_match import REAPPEARS
from cnn_core.agreement.result import Agreement
from cnn_core.agreement.text import (
    estimate_text,
    figure,
    images_text,
    sentence,
    short,
    starts_text,
)
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import percent
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Layer
from cnn_core.records import Run
from cnn_core.web import theme

HEADINGS = (
    "Layer",
    "Reappear",
    "By chance",
    "Correlation",
    "Untrained",
    "Shuffled",
    "Kernels",
    "Untrained",
    "CKA",
    "Untrained",
    "Shuffled",
)


def show_answers(runs: Sequence[Run], found: Mapping[Pair, Agreement], pairs: int) -> None:
    """What the pairs that are `found`, of so many, say together."""
    layers = runs[0].spec.architecture.layers
    summaries = summarise(found)
    st.subheader("Do they find the same filters?", anchor=False)
    if len(found) < pairs:
        st.caption(f"So far from {len(found)} of {pairs} pairs.")
    for summary in summaries:
        st.write(sentence(summary, layers[summary.position]))
    st.caption(_meaning(runs, next(iter(found.values()))))
    rows = [_row(summary, layers[summary.position]) for summary in summaries]
    st.html(plain_table(HEADINGS, rows, theme.colours()))
    with st.expander("What the columns mean, and how sure they are"):
        st.write(_columns(summaries))


def _meaning(runs: Sequence[Run], agreement: Agreement) -> str:
    specs = [run.spec for run in runs]
    images = images_text(agreement, specs)
    return (
        "Filters and units are matched one to one, so that their answers to "
        f"{images} correlate as well as possible in the sum. Dead ones have no match. A filter "
        f"reappears if it and its match correlate by at least {REAPPEARS:g}: then the one explains "
        f"{percent(REAPPEARS**2, 0)} of the other's variance. By chance: the mean over pairs of "
        "networks that were never trained, or over answers to different images where that is more. "
        f"{starts_text(specs)} Convolutions, distances to clusters and hidden dense layers are "
        "compared; the output's units stand for the classes, in one order."
    )


def _row(summary: LayerSummary, layer: Layer) -> list[str]:
    return [
        numbered_title(summary.position, layer),
        f"{short(summary.reappear.mean)} of {summary.units}",
        short(summary.expected),
        estimate_text(summary.score),
        figure(summary.score_by_chance),
        figure(summary.score_shuffled),
        estimate_text(summary.kernel_score),
        figure(summary.kernel_score_by_chance),
        estimate_text(summary.cka),
        figure(summary.cka_by_chance),
        figure(summary.cka_shuffled),
    ]


def _columns(summaries: Sequence[LayerSummary]) -> str:
    sure = (
        "In brackets the 95 % interval, by leaving out one training after another (jackknife): "
        "pairs that share a training are not independent."
        if any(summary.score.low is not None for summary in summaries)
        else "There is no interval: it takes all pairs of three trainings or more."
    )
    return (
        "Correlation: mean over the matched pairs. Kernels: mean cosine of kernels that are "
        "matched by themselves, their input channels in the order of the layer before. CKA: how "
        "alike the layers are as a whole, whatever the order or mixture of their filters (linear "
        "CKA, Kornblith et al. 2019, every position of every image an example). Untrained and "
        f"shuffled: the same of untrained networks, and of answers to different images. {sure}"
    )
