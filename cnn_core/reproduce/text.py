"""The figures of a row in words."""

from __future__ import annotations

from collections.abc import Sequence

from cnn_core.figures.theme import count, percent, seconds, true_minus
from cnn_core.layer_texts import shape_text
from cnn_core.reference import Range
from cnn_core.reproduce.row import Row, Section, Unit, Verdict, tally
from cnn_core.shapes import Shape

UNKNOWN = "–"
LIMITS = (
    "The limits hold the difference that one more training of ours would have in 95 of 100 cases "
    "(Student's t), since a reported figure is that of a single training; of a single training of "
    "ours they are Wilson's, for other test images."
)


def reported_text(row: Row) -> str:
    """Of a range both ends: `31–35 %`."""
    if isinstance(row.reported, Range):
        low, high = (f"{100 * share:.0f}" for share in row.reported)
        return f"{low} %" if low == high else f"{low}–{high} %"
    return _value(row.reported, row.unit)


def ours_text(row: Row) -> str:
    return UNKNOWN if row.ours is None else _value(row.ours, row.unit)


def difference_text(row: Row) -> str:
    """`−0.0097`, `+0.31 points`: ours less the reported one."""
    if row.difference is not None:
        return _signed(row.difference.mean, row.unit)
    if row.ours is None:
        return UNKNOWN
    return "0" if row.ours == row.reported else "other"


def limits_text(row: Row) -> str:
    """Of the difference: `−0.0200 to +0.0010`; empty where it is sure, or of a single training."""
    found = row.difference
    if found is None or found.low is None or found.high is None:
        return ""
    return f"{_signed_number(found.low, row.unit)} to {_signed_number(found.high, row.unit)}"


def summary_text(sections: Sequence[Section]) -> str:
    """`61 of 75 figures pass; failed: 2; not trained yet: 12.`"""
    counts = tally(sections)
    parts = [
        f"{counts[Verdict.PASS]} of {sum(counts.values())} figures pass",
        f"failed: {counts[Verdict.FAIL]}" if counts[Verdict.FAIL] else "",
        f"not trained yet: {counts[Verdict.OPEN]}" if counts[Verdict.OPEN] else "",
        f"not measured here: {counts[Verdict.UNMEASURED]}" if counts[Verdict.UNMEASURED] else "",
    ]
    return f"{'; '.join(filter(None, parts))}."


def _value(value: float | Shape, unit: Unit) -> str:
    if isinstance(value, tuple):
        return shape_text(value)
    match unit:
        case "accuracy":
            return percent(value)
        case "half_width":
            return f"{100 * value:.2f} points"
        case "loss":
            return f"{value:.4f}"
        case "seconds":
            return seconds(value)
        case _:
            return count(value)


def _signed(value: float, unit: Unit) -> str:
    suffix = {"accuracy": " points", "half_width": " points", "seconds": " s"}.get(unit, "")
    return f"{_signed_number(value, unit)}{suffix}"


def _signed_number(value: float, unit: Unit) -> str:
    """Rounded as the figure itself; 0 has no sign."""
    match unit:
        case "accuracy" | "half_width":
            text = f"{100 * value:+.2f}"
        case "loss":
            text = f"{value:+.4f}"
        case "seconds":
            text = f"{value:+.1f}"
        case _:
            text = f"{value:+,.0f}"
    return true_minus(text) if text.strip("+-0.") else text.lstrip("+-")
