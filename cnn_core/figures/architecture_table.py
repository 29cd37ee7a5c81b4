"""The architecture table: what each layer makes of its input, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template

from cnn_core.arithmetic import LayerSummary, Summary
from cnn_core.figures.plain_table import html_table
from cnn_core.figures.theme import Colours, count, percent
from cnn_core.layer_texts import bytes_text, shape_text

STYLE = """<style>
.figures.layers table { font-size: 13px; line-height: 19px; }
.figures.layers th { font-size: 12px; }
.figures.layers :is(th, td) + * { padding-left: 12px; }
.figures.layers td:first-child { white-space: normal; min-width: 124px; }
.layers small { display: block; font-size: 12px; line-height: 16px; color: $muted; }
.layers tr:last-child td { font-weight: 600; }
.layers-bar { height: 3px; margin-top: 4px; border-radius: 2px; background: $grid; }
.layers-bar div { height: 3px; border-radius: 2px; background: $accent; }
</style>"""
HEADINGS = (
    "Layer",
    "Output",
    "Weights",
    "Receptive field",
    "Multiply-adds",
    "Memory",
)


def architecture_table(summary: Summary, colours: Colours) -> str:
    """HTML for `st.html`; where it is too wide for its place it scrolls by itself."""
    rows = [*(_row(layer, summary.weights) for layer in summary.layers), _total(summary)]
    style = Template(STYLE).substitute(vars(colours))
    return html_table(HEADINGS, rows, colours, kind="layers") + style


def _row(layer: LayerSummary, all_weights: int) -> Sequence[str]:
    return (
        f"{escape(layer.title)}<small>{escape(layer.settings)}</small>",
        shape_text(layer.output_shape),
        _weights(layer, all_weights),
        _receptive_field(layer),
        count(layer.multiply_adds) if layer.multiply_adds else "",
        bytes_text(layer.activation_bytes),
    )


def _weights(layer: LayerSummary, all_weights: int) -> str:
    if not layer.weights:
        return ""
    share = layer.weights / all_weights
    bar = f'<div class="layers-bar"><div style="width:{100 * share:.1f}%"></div></div>'
    return (
        f"{count(layer.weights)}<small>{escape(layer.formula)}</small>"
        f"{bar}<small>{percent(share, digits=1)}</small>"
    )


def _receptive_field(layer: LayerSummary) -> str:
    if layer.receptive_field is None or layer.step is None:
        return ""
    field, step = map(shape_text, (layer.receptive_field, layer.step))
    return f"{field}<small>step {step}</small>"


def _total(summary: Summary) -> Sequence[str]:
    return (
        "Total",
        "",
        count(summary.weights),
        "",
        count(summary.multiply_adds),
        bytes_text(summary.activation_bytes),
    )
