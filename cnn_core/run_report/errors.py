"""The errors that a network was surest of, as pictures within the page."""

from __future__ import annotations

from base64 import b64encode
from html import escape

import numpy as np

from cnn_core.datasets import CLASS_NAMES, DatasetUnavailable
from cnn_core.evaluated_images import PositionError, evaluated_pixels
from cnn_core.figures.images import grid
from cnn_core.figures.theme import count, percent
from cnn_core.records import Run
from cnn_core.scores import Evaluation

SHOWN = 24


def errors_html(run: Run, evaluation: Evaluation) -> str:
    """The first SHOWN wrong answers, the most confident first."""
    wrong = evaluation.errors()
    if not len(wrong):
        return "<p>Every image was recognised.</p>"
    rows = wrong[:SHOWN]
    try:
        pixels = evaluated_pixels(run.spec.data, evaluation.indices[rows])
    except (DatasetUnavailable, PositionError) as error:
        return f"<p>{escape(str(error))}</p>"
    names = CLASS_NAMES[run.spec.data.dataset]
    words = f"{count(len(wrong))} in all; true class → answer, and how sure the network was."
    figures = (
        _figure(
            image,
            f"{names[evaluation.labels[row]]} → {names[evaluation.predicted[row]]}",
            percent(float(evaluation.confidence[row])),
        )
        for image, row in zip(pixels, rows, strict=True)
    )
    return f'<p>{words}</p><div class="errors">{"".join(figures)}</div>'


def _figure(pixels: np.ndarray, title: str, confidence: str) -> str:
    png = b64encode(grid(pixels[np.newaxis], 1, dark=False, scale=1)).decode("ascii")
    caption = f"<figcaption>{escape(title)}<small>{confidence}</small></figcaption>"
    return (
        f'<figure><img alt="{escape(title)}" width="56" height="56" '
        f'src="data:image/png;base64,{png}">{caption}</figure>'
    )
