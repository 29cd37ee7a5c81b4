"""Digits that people wrote with a pen: reported, but not measured here.

They are given to a network under 100,000 weights, prepared in four ways.
"""

from __future__ import annotations

from cnn_core import reference
from cnn_core.reproduce.row import Section, unmeasured

FILE = (
    "Not measured here: it needs the file pendigits-orig.tes of UCI's Pen-Based Recognition of "
    "Handwritten Digits, which is not in this repository. Where it is, python -m "
    "benchmarks.drawn_digits FILE --directly measures the first three, and with --preset robust "
    "--epochs 12 the last one."
)
RULE = "at least the lower one"


def pen_digits() -> Section:
    """The share that is read rightly, of each way of preparing."""
    rows = (unmeasured(figure, share, RULE) for figure, share in reference.PEN_DIGITS.items())
    return Section("Digits written with a pen", tuple(rows), FILE)
