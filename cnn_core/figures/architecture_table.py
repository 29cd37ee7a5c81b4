"""The architecture table: what each layer makes of its input, and what that costs."""

from __future__ import annotations

from html import escape
from string import Template

from cnn_core.arithmetic import LayerSummary, Summary
from cnn_core.figures.theme import Colours, count, percent, shape, size

STYLE = """<style>
.layers { overflow-x: auto; }
.layers table { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 19px;
  font-variant-numeric: tabular-nums; color: $text; border: 0; margin: 0; }
.layers th { font-weight: 400; color: $muted; font-size: 12px; vertical-align: bottom; }
.layers th, .layers td { text-align: right; padding: 6px 0 6px 12px; border: 0;
  border-bottom: 1px solid $grid; vertical-align: top; }
.layers td { white-space: nowrap; }
.layers td:first-child, .layers th:first-child { text-align: left; padding-left: 0;
  white-space: normal; min-width: 124px; }
.layers small { display: block; font-size: 12px; line-height: 16px; color: $muted; }
.layers tr:last-child td { border-bottom: 0; font-weight: 600; }
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
    head = "".join(f"<th>{heading}</th>" for heading in HEADINGS)
    rows = "".join(_row(layer, summary.weights) for layer in summary.layers)
    return (
        Template(STYLE).substitute(vars(colours))
        + f'<div class="layers"><table><tr>{head}</tr>{rows}{_total(summary)}</table></div>'
    )


def _row(layer: LayerSummary, all_weights: int) -> str:
    return _cells(
        f"{escape(layer.title)}<small>{escape(layer.settings)}</small>",
        shape(layer.output_shape),
        _weights(layer, all_weights),
        _receptive_field(layer),
        count(layer.multiply_adds) if layer.multiply_adds else "",
        size(layer.activation_bytes),
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
    field, step = (f"{height} × {width}" for height, width in (layer.receptive_field, layer.step))
    return f"{field}<small>step {step}</small>"


def _total(summary: Summary) -> str:
    return _cells(
        "Total",
        "",
        count(summary.weights),
        "",
        count(summary.multiply_adds),
        size(summary.activation_bytes),
    )


def _cells(*texts: str) -> str:
    return f"<tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr>"
