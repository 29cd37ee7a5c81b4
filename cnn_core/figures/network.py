"""The drawing of a network to scale: an SVG picture, with labels and tooltips in HTML above it.

The labels are HTML so that they keep their size when the picture grows or shrinks with the page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from string import Template

from cnn_core.arithmetic import LayerSummary
from cnn_core.figures.network_layout import Block, Layout, Scale, arrange
from cnn_core.figures.network_svg import Picture, svg
from cnn_core.figures.theme import Colours, count, short_count
from cnn_core.layer_texts import bytes_text, shape_text
from cnn_core.layers import Architecture

LARGEST = 1.35
"""How far the drawing may grow beyond its natural width."""
SHORT_TITLES = {
    "max_pooling2d": "Max pool",
    "average_pooling2d": "Avg pool",
    "batch_normalization": "Batch norm",
    "cluster_distances": "Clusters",
    "global_average_pooling2d": "Global avg",
}

STYLE = """<style>
.net { overflow-x: auto; padding-bottom: 6px; color: $text; }
.net-page { position: relative; margin: 0 auto; }
.net-page img { display: block; width: 100%; }
.net-labels { position: relative; height: 42px; margin-top: 4px; }
.net-label { position: absolute; text-align: center; font-size: 12px; line-height: 18px;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.net-label b { font-weight: 600; }
.net-label span { color: $muted; font-variant-numeric: tabular-nums; }
.net-spot { position: absolute; top: 0; bottom: 0; border-radius: 6px; outline: none; }
.net-spot:hover, .net-spot:focus { background: ${accent}14; }
.net-tip { display: none; position: absolute; z-index: 9; top: 8px; pointer-events: none;
  width: max-content; padding: 8px 12px; font-size: 13px; line-height: 20px;
  background: $background; border: 1px solid $border; border-radius: 6px;
  box-shadow: 0 4px 16px #0003; }
.net-tip table { border-collapse: collapse; }
.net-tip td { padding: 0 12px 0 0; border: 0; font-variant-numeric: tabular-nums; }
.net-tip td:first-child { color: $muted; }
.net-spot:hover .net-tip, .net-spot:focus .net-tip { display: block; }
@media (max-width: 640px) {
  .net-tip { position: fixed; top: auto; bottom: 16px; width: auto;
    left: 16px !important; right: 16px !important; }
}
</style>"""


def network_html(
    architecture: Architecture,
    layers: Sequence[LayerSummary],
    colours: Colours,
    example: Picture | None = None,
) -> str:
    """A self-contained HTML fragment. `layers` begins with the input row (`arithmetic.describe`).

    The input's box shows the example: pixels (28, 28) from 0 to 255.

    It is as wide as its place, within limits; where that is too narrow to read, it scrolls.
    """
    layout = arrange(layers)
    picture = b64encode(svg(layout, architecture, colours, example).encode()).decode()
    names = ", ".join(layer.title for layer in layers)
    page_width = f"min-width:{layout.width:.0f}px;max-width:{LARGEST * layout.width:.0f}px"
    return (
        _style(colours)
        + f'<div class="net"><div class="net-page" style="{page_width}">'
        + f'<img alt="{escape(names)}" src="data:image/svg+xml;base64,{picture}">'
        + f'<div class="net-labels">{"".join(_label(b, layout) for b in layout.blocks)}</div>'
        + "".join(_spot(block, layout) for block in layout.blocks)
        + "</div></div>"
    )


def legend(layers: Sequence[LayerSummary]) -> str:
    """What the lengths of the drawing mean."""
    scale: Scale = arrange(layers).scale
    return (
        f"To scale: a map's pixel is {scale.pixel:.2g} px long, a map {scale.map:.2g} px thick, "
        f"a unit of a vector {scale.unit:.2g} px high. Only the outputs are enlarged."
    )


def _style(colours: Colours) -> str:
    return Template(STYLE).substitute(vars(colours))


def _across(block: Block, layout: Layout) -> str:
    """The block's slot as CSS, in shares of the drawing's width."""
    left, right = block.slot
    return f"left:{100 * left / layout.width:.2f}%;width:{100 * (right - left) / layout.width:.2f}%"


def _label(block: Block, layout: Layout) -> str:
    layer = block.layer
    title = SHORT_TITLES.get(layer.kind, layer.title)
    dimensions = "×".join(short_count(dimension) for dimension in layer.output_shape)
    return (
        f'<div class="net-label" style="{_across(block, layout)}">'
        f"<b>{escape(title)}</b><br><span>{dimensions}</span></div>"
    )


def _spot(block: Block, layout: Layout) -> str:
    """The area that shows the layer's tooltip when pointed at, tapped or reached by Tab."""
    in_left_half = sum(block.slot) < layout.width
    side = "left:100%" if in_left_half else "right:100%"
    rows = "".join(
        f"<tr><td>{name}</td><td>{escape(value)}</td></tr>" for name, value in _facts(block.layer)
    )
    return (
        f'<div class="net-spot" tabindex="0" style="{_across(block, layout)}">'
        f'<div class="net-tip" style="{side}"><b>{escape(block.layer.title)}</b><br>'
        f"{escape(block.layer.settings)}<table>{rows}</table></div></div>"
    )


def _facts(layer: LayerSummary) -> list[tuple[str, str]]:
    facts = [("Output", shape_text(layer.output_shape))]
    if layer.weights:
        facts.append(("Weights", f"{count(layer.weights)} = {layer.formula}"))
    if layer.receptive_field is not None and layer.step is not None:
        field, step = map(shape_text, (layer.receptive_field, layer.step))
        facts.append(("Receptive field", f"{field} pixels, step {step}"))
    if layer.multiply_adds:
        facts.append(("Multiply-adds", count(layer.multiply_adds)))
    facts.append(("Memory", bytes_text(layer.activation_bytes)))
    return facts
