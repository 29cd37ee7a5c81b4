"""Whether trainings agree, in words: a sentence for each layer."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from cnn_core.agreement.group import LayerSummary
from cnn_core.agreement.layer_match import REAPPEARS
from cnn_core.agreement.result import Agreement
from cnn_core.estimate import Estimate
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Conv2D, Layer
from cnn_core.spec import RunSpec

UNKNOWN = "–"
CRITERION = f"correlation of at least {REAPPEARS:g}"


def noun(layer: Layer) -> str:
    return "filters" if isinstance(layer, Conv2D) else "units"


def sentence(summary: LayerSummary, layer: Layer) -> str:
    """The answer to "do they find the same filters?", for one layer."""
    title = numbered_title(summary.position, layer)
    return f"{title}: {_answer(summary, noun(layer))}{_dead(summary)}."


def starts_text(specs: Sequence[RunSpec]) -> str:
    """Whether these trainings of one network began alike: then their order may be the same too."""
    seeds = {spec.training.seed_of_weights for spec in specs}
    if len(seeds) == len(specs):
        return "Each began with other initial weights."
    which = "All" if len(seeds) == 1 else "Some"
    return (
        f"{which} began with the same initial weights, and what was alike from the start may have "
        "stayed so; the untrained networks that give chance all have other weights."
    )


def images_text(agreement: Agreement, specs: Sequence[RunSpec]) -> str:
    """The images that these trainings' networks answered to, in a few words."""
    images, held_out = agreement.images, agreement.held_out
    if not held_out:
        kind = f"{images:,} training images"
    elif held_out == images:
        kind = f"{images:,} validation images"
    else:
        kind = f"{images:,} images ({held_out:,} of them validation images)"
    if len({(spec.data, spec.training.seed) for spec in specs}) == 1:
        return kind
    return f"{kind} of the run with the lower number (the other may have been trained on some)"


def _answer(summary: LayerSummary, things: str) -> str:
    if isnan(summary.score.mean):
        return f"no pair of its {summary.units} {things} can be compared"
    reappear, chance = summary.reappear.mean, amount(summary.expected)
    if not reappear:
        return (
            f"none of its {summary.units} {things} reappears, {chance} expected by chance; matched "
            f"pairs correlate by {figure(summary.score.mean)}, those of untrained networks by "
            f"{figure(summary.score_by_chance)}"
        )
    verb = "reappears" if reappear == 1 else "reappear"
    found = f"{amount(reappear)} of {summary.units} {things} {verb}{_sureness(summary)}"
    if not summary.beyond_chance:
        return f"{found}, not surely more than by chance ({chance} expected)"
    return f"{found}, {chance} expected by chance; {_order(summary)}"


def _sureness(summary: LayerSummary) -> str:
    """Nothing for a single pair."""
    if summary.runs < 3:
        return ""
    each = f" on average between two of {summary.runs} trainings"
    low, high = summary.reappear.low, summary.reappear.high
    if low is None or high is None:
        return each
    bounds = f"{amount(max(low, 0))} to {amount(min(high, summary.units))}"
    return f"{each} (95 %: {bounds})"


def _order(summary: LayerSummary) -> str:
    """Compared with half: by chance one unit in all has its place."""
    if summary.in_place == summary.reappear.mean:
        return "in the same order"
    if 2 * summary.in_place >= summary.reappear.mean:
        return f"{amount(summary.in_place)} of them in the same place"
    return "in another order"


def _dead(summary: LayerSummary) -> str:
    if not summary.unmatched:
        return ""
    many = amount(summary.unmatched) + (" on average" if summary.runs > 2 else "")
    which = "never varies" if summary.unmatched == 1 else "never vary"
    return f"; {many} {which} in one of the two and so cannot be matched"


def amount(number: float) -> str:
    """How many, on average, in a sentence: `12`, `7.3`, `none`."""
    return "none" if number < 0.05 else short(number)


def short(number: float) -> str:
    """How many, on average, in a table: `12`, `7.3`, `0`."""
    return f"{number:.0f}" if number >= 9.95 else f"{number:.1f}".removesuffix(".0")


def figure(value: float | None) -> str:
    """A correlation, cosine or CKA: `0.79`."""
    return UNKNOWN if value is None or isnan(value) else f"{value:.2f}".replace("-0.00", "0.00")


def estimate_text(estimate: Estimate) -> str:
    """`0.79`, with its interval where there is one: `0.79 (0.75 to 0.83)`."""
    if estimate.low is None or estimate.high is None:
        return figure(estimate.mean)
    low, high = max(estimate.low, -1), min(estimate.high, 1)
    return f"{figure(estimate.mean)} ({figure(low)} to {figure(high)})"
