"""Loss and accuracy of groups of trainings: the mean as a line, all of them within the band."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import plotly.graph_objects as go

from cnn_core.figures.curves import UNITS, Measure
from cnn_core.figures.theme import colours, epoch_ticks
from cnn_core.repeat.curves import Band, Bands

OPACITY = 0.18
MOST_MARKERS = 40
"""Epochs up to which each of them is marked."""


def bands_figure(measure: Measure, groups: Mapping[str, Bands], dark: bool) -> go.Figure:
    """Training (solid) and validation (dashed) against epochs, for one group or two by name.

    A single group's two curves differ in colour too, two groups' in their dashes only.
    """
    figure = go.Figure(
        layout={"hovermode": "x unified", "yaxis": {"title": {"text": TITLES[measure]}}}
    )
    for number, (name, bands) in enumerate(groups.items()):
        prefix = f"{name}, " if len(groups) > 1 else ""
        for validation in (False, True):
            colour = number if len(groups) > 1 else int(validation)
            line = {
                "color": colours(dark).categorical[colour],
                "dash": "dash" if validation else "solid",
                "width": 2.5,
            }
            band = getattr(bands, f"val_{measure}" if validation else measure)
            told = prefix + ("validation" if validation else "training")
            figure.add_traces(list(_traces(band, told[0].upper() + told[1:], line, UNITS[measure])))
    epochs = max((len(each.loss.mean) for each in groups.values()), default=1)
    return figure.update_layout(
        xaxis={
            "title": {"text": "Epoch"},
            "range": [0.5, epochs + 0.5],
            "tick0": 0,
            "dtick": epoch_ticks(epochs),
        }
    )


TITLES: dict[Measure, str] = {"loss": "Loss", "accuracy": "Accuracy (%)"}


def _traces(band: Band, name: str, line: dict[str, float | str], unit: int) -> Iterator[go.Scatter]:
    epochs = np.arange(1, len(band.mean) + 1)
    edge = {"color": line["color"], "width": 0}
    for values, fill in ((band.lowest, None), (band.highest, "tonexty")):
        yield go.Scatter(
            x=epochs,
            y=unit * values,
            mode="lines",
            line=edge,
            fill=fill,
            fillcolor=_faint(str(line["color"])),
            legendgroup=name,
            showlegend=False,
            hoverinfo="skip",
        )
    yield go.Scatter(
        x=epochs,
        y=unit * band.mean,
        name=name,
        legendgroup=name,
        mode="lines+markers" if len(epochs) <= MOST_MARKERS else "lines",
        line=line,
        customdata=np.column_stack([unit * band.lowest, unit * band.highest]),
        hovertemplate="%{y:.4~f} (%{customdata[0]:.4~f} to %{customdata[1]:.4~f})",
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{OPACITY})"
