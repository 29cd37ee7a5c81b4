"""What some prepared experiments say beside accuracy, computed from their trainings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from cnn_core.figures.theme import percent, seconds
from cnn_core.prepared.experiment import Measure
from cnn_core.prepared.results import Outcome, Results


def remark(results: Results) -> str:
    """On what the experiment asks beside accuracy; empty where it asks nothing else, or where the
    trainings do not tell yet."""
    own = REMARKS.get(results.experiment.key)
    return own(results) if own else ""


def listed(parts: Iterable[str]) -> str:
    """`a, b and c`."""
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def _networks(results: Results) -> str:
    """What the CNN costs beside the MLP."""
    base = results.base
    cnn = next((each for each in results.outcomes if each.arm.label == "CNN"), None)
    if base is None or cnn is None:
        return ""
    return (
        f"For an image the CNN takes {_ratio(_times(cnn, base, 'multiply_adds'))} the MLP's "
        f"multiply-adds; its training took {_ratio(_times(cnn, base, 'training_seconds'))} as long."
    )


def _devices(results: Results) -> str:
    """Seconds of an epoch on each device, and how many times as fast the fastest is."""
    known = [each for each in results.outcomes if each.values("epoch_seconds")]
    if not known:
        return ""
    times = {each.arm.label: each.mean("epoch_seconds") for each in known}
    told = listed(f"{seconds(time)} on {_device(label)}" for label, time in times.items())
    if len(times) == 1:
        return f"An epoch takes {told}."
    fastest, slowest = min(times, key=times.__getitem__), max(times, key=times.__getitem__)
    factor = _ratio(times[slowest] / times[fastest])
    return f"An epoch takes {told}: {_device(fastest)} is {factor} as fast as {_device(slowest)}."


def _device(label: str) -> str:
    return f"the {label[:3]}{label[3:].replace(',', ' with')}"


def _no_pooling(results: Results) -> str:
    base, others = results.base, _others(results)
    if base is None or not others:
        return ""
    (other,) = others
    return (
        f"Without pooling the network has {_ratio(_times(other, base, 'weights'))} the weights, "
        f"takes {_ratio(_times(other, base, 'memory'))} the memory, and "
        f"{_ratio(_times(other, base, 'epoch_seconds'))} as long for an epoch."
    )


def _l2(results: Results) -> str:
    """The gap between training and test accuracy, of the first and of the strongest penalty."""
    known = [each for each in results.outcomes if each.values("gap")]
    base = results.base
    if base not in known or len(known) < 2:
        return ""
    strongest = known[-1]
    return (
        f"The training accuracy, over the last epoch, is {_gap(base)} the test accuracy with no "
        f"L2, and {_gap(strongest)} it with {strongest.arm.label}."
    )


def _gap(outcome: Outcome) -> str:
    gap = outcome.mean("gap")
    return f"{100 * abs(gap):.2f} points {'above' if gap >= 0 else 'below'}"


def _images(results: Results) -> str:
    """From the fewest to the most images, and what each doubling leaves of the errors."""
    axis = results.experiment.axis
    if axis is None or len(results.outcomes) < 2:
        return ""
    ordered = sorted(results.outcomes, key=lambda each: axis.place(each.arm.spec))
    few, many = ordered[0], ordered[-1]
    told = (
        f"From {few.arm.label} to {many.arm.label} the test accuracy goes from "
        f"{percent(few.mean('accuracy'))} to {percent(many.mean('accuracy'))}"
    )
    points = [
        (axis.place(each.arm.spec), 1 - accuracy)
        for each in ordered
        for accuracy in each.accuracies
        if accuracy < 1
    ]
    left = left_by_doubling(points) if len(ordered) > 2 else None
    if left is None:
        return f"{told}."
    share, low, high = (percent(value, 0) for value in left)
    interval = f"95 %: {low.removesuffix(' %')} to {high}"
    return f"{told}: each doubling of the images leaves {share} ({interval}) of the errors."


def left_by_doubling(points: Sequence[tuple[float, float]]) -> tuple[float, float, float] | None:
    """Share of the errors that is left when there are twice as many images, and its 95 % limits.

    By the least-squares line of log(errors) over log(images), both above 0; the limits by
    Student's t. None of fewer than three points.
    """
    if len(points) < 3:
        return None
    from scipy.special import stdtrit  # scipy.stats takes 46 MB more

    x, y = np.log2(np.array(points)).T
    x = x - x.mean()
    slope = float((x @ y) / (x @ x))
    rest = y - y.mean() - slope * x
    freedom = len(points) - 2
    margin = float(stdtrit(freedom, 0.975) * np.sqrt(rest @ rest / freedom / (x @ x)))
    return 2**slope, 2 ** (slope - margin), 2 ** (slope + margin)


def _others(results: Results) -> list[Outcome]:
    return [each for each in results.outcomes if each is not results.base]


def _times(outcome: Outcome, base: Outcome, measure: Measure) -> float | None:
    """How many times the base's figure; None where one of them is not known."""
    if not (outcome.values(measure) and base.values(measure) and base.mean(measure)):
        return None
    return outcome.mean(measure) / base.mean(measure)


def _ratio(value: float | None) -> str:
    """`11 times`, `1.3 times`, `0.59 times`; `unknown times` where it is not known."""
    if value is None:
        return "unknown times"
    decimals = 0 if value >= 9.95 else 1 if value >= 0.995 else 2
    return f"{value:.{decimals}f} times"


REMARKS: Mapping[str, Callable[[Results], str]] = {
    "networks": _networks,
    "devices": _devices,
    "nopooling": _no_pooling,
    "l2": _l2,
    "images": _images,
}
"""By the experiment's key: a sentence on what accuracy does not tell."""
