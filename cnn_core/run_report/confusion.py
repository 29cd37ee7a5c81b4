"""Which class was taken for which, as SVG: only errors are shaded."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from cnn_core.figures.theme import count
from cnn_core.scores import Counts

CELL = 36
LETTER = 7.2
"""Width of a letter of a class's name, about."""
HEAD = 26


def confusion_svg(confusion: Counts, names: Sequence[str]) -> str:
    """Rows are true classes, columns predicted ones, counts (10, 10)."""
    left = max(len(name) for name in names) * LETTER + 30
    slanted = left > 60
    top = HEAD + (left - 26 if slanted else 18)
    side = CELL * len(names)
    errors = np.where(np.eye(len(names), dtype=bool), 0, confusion)
    most = max(int(errors.max()), 4)
    turned = f"translate(14 {top + side / 2:.0f}) rotate(-90)"
    parts = [
        f'<text class="axis" x="{left + side / 2:.0f}" y="16">Predicted</text>',
        f'<text class="axis" transform="{turned}">True</text>',
    ]
    for number, name in enumerate(names):
        middle = CELL * (number + 0.5)
        kind, slant = ("name", " rotate(-50)") if slanted else ("axis", "")
        place = f"translate({left + middle:.0f} {top - 8:.0f}){slant}"
        parts.append(f'<text class="{kind}" transform="{place}">{escape(name)}</text>')
        parts.append(
            f'<text class="tick" x="{left - 8:.0f}" y="{top + middle + 4:.0f}">'
            f"{escape(name)}</text>"
        )
    for true, row in enumerate(confusion.tolist()):
        for predicted, number in enumerate(row):
            share = 0.0 if true == predicted else number / most
            parts.append(_cell(left + CELL * predicted, top + CELL * true, number, share))
    width = left + side + (60 if slanted else 2)
    return (
        f'<svg viewBox="0 0 {width:.0f} {top + side + 2:.0f}" role="img" '
        f'aria-label="True and predicted classes">{"".join(parts)}</svg>'
    )


def _cell(x: float, y: float, number: int, share: float) -> str:
    box = (
        f'<rect class="cell" x="{x + 1:.0f}" y="{y + 1:.0f}" width="{CELL - 2}" '
        f'height="{CELL - 2}"/>'
    )
    if share:
        box += box.replace('"cell"', f'"shade" fill-opacity="{share:.3f}"')
    if not number:
        return box
    kind = "cell-text strong" if share > 0.5 else "cell-text"
    middle = f'x="{x + CELL / 2:.0f}" y="{y + CELL / 2 + 4:.0f}"'
    return f'{box}<text class="{kind}" {middle}>{count(number)}</text>'
