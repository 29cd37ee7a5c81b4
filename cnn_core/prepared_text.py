"""The answers of the prepared experiments, in sentences computed from their trainings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from cnn_core.figures.theme import count, percent, seconds
from cnn_core.prepared import Measure
from cnn_core.prepared_differences import Difference, differences
from cnn_core.prepared_results import Outcome, Results

UNLIKELY = "unlikely to be chance"


def answer(results: Results) -> str:
    """One sentence on accuracy, and where the experiment asks about more, one on that.

    Says so where nothing can be compared yet.
    """
    of_its_own = OF_ITS_OWN.get(results.experiment.key)
    parts = [accuracy_sentence(results), of_its_own(results) if of_its_own else ""]
    if results.experiment.key in ("devices", "images"):
        parts.reverse()
    return (
        " ".join(filter(None, parts)) or "Nothing can be compared before two settings are tested."
    )


def accuracy_sentence(results: Results) -> str:
    """Which settings are better or worse than the first one, and of which that is not shown."""
    found, base = differences(results), results.base
    if base is None or not found:
        return ""
    first = f"{base.arm.label} ({percent(_mean(base, 'accuracy'))})"
    shown = [each for each in found if each.shown]
    others = [each for each in found if not each.shown]
    if not shown:
        return f"No difference from {first} is shown for {_listed(map(_with_points, others))}."
    told = f"Against {first}, {_listed(map(_verdict, shown))}: {UNLIKELY}"
    if not others:
        return f"{told}."
    return f"{told}; no difference is shown for {_listed(map(_with_points, others))}."


def sureness(results: Results) -> str:
    """What the comparison rests on, and what it leaves out."""
    fewest = min((len(each.trained) for each in results.outcomes), default=0)
    if results.seeds < 2 or fewest < 2:
        return (
            "One training of each is compared on the same test images (McNemar's exact test; all "
            "settings judged together, by Holm's procedure). That is about the chance in the test "
            "images only: with another seed each may come out some tenths of a point elsewhere."
        )
    trainings = f"{fewest}" if fewest == results.seeds else f"{fewest} to {results.seeds}"
    return (
        f"{trainings} trainings of each, with other initial weights and another order of the "
        "images, are compared by their means (Welch's t-test; all settings judged together, by "
        "Holm's procedure). Below five a difference has to be large to be shown."
    )


def _verdict(each: Difference) -> str:
    return f"{each.label} is {'better' if each.difference > 0 else 'worse'} by {each.points}"


def _with_points(each: Difference) -> str:
    """`elu (+0.05 ± 0.20 points)`."""
    sign = "+" if each.difference > 0 else "−" if each.difference < 0 else ""
    return f"{each.label} ({sign}{each.points})"


def _listed(parts: Iterable[str]) -> str:
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def _mean(outcome: Outcome, measure: Measure) -> float:
    values = outcome.values(measure)
    return sum(values) / len(values)


def _times(outcome: Outcome, base: Outcome, measure: Measure) -> float | None:
    """How many times the base's figure; None where one of them is not known."""
    if not (outcome.values(measure) and base.values(measure) and _mean(base, measure)):
        return None
    return _mean(outcome, measure) / _mean(base, measure)


def _ratio(value: float | None) -> str:
    """`11 times`, `1.3 times`, `0.59 times`; `unknown times` where it is not known."""
    if value is None:
        return "unknown times"
    decimals = 0 if value >= 9.95 else 1 if value >= 0.995 else 2
    return f"{value:.{decimals}f} times"


# ---------------------------------------------------------------- of single experiments


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
    times = {each.arm.label: _mean(each, "epoch_seconds") for each in known}
    told = _listed(f"{seconds(time)} on {_device(label)}" for label, time in times.items())
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
    gap = _mean(outcome, "gap")
    return f"{100 * abs(gap):.2f} points {'above' if gap >= 0 else 'below'}"


def _images(results: Results) -> str:
    """From the fewest to the most images, and what each doubling leaves of the errors."""
    axis = results.experiment.axis
    if axis is None or len(results.outcomes) < 2:
        return ""
    ordered = sorted(results.outcomes, key=lambda each: axis.place(each.arm.spec))
    few, many = ordered[0], ordered[-1]
    places = [axis.place(each.arm.spec) for each in ordered]
    errors = [1 - _mean(each, "accuracy") for each in ordered]
    told = (
        f"From {count(places[0])} to {count(places[-1])} images the test accuracy goes from "
        f"{percent(_mean(few, 'accuracy'))} to {percent(_mean(many, 'accuracy'))}"
    )
    if min(errors) <= 0 or len(errors) < 3:
        return f"{told}."
    left = left_by_doubling(places, errors)
    return f"{told}: each doubling of the images leaves about {percent(left, 0)} of the errors."


def left_by_doubling(images: Sequence[float], errors: Sequence[float]) -> float:
    """Share of the errors that is left when there are twice as many images.

    By the least-squares line of log(errors) over log(images), both above 0, two points at least.
    """
    slope = np.polyfit(np.log(images), np.log(errors), 1)[0]
    return float(2**slope)


def _others(results: Results) -> list[Outcome]:
    return [each for each in results.outcomes if each is not results.base]


OF_ITS_OWN: Mapping[str, Callable[[Results], str]] = {
    "networks": _networks,
    "devices": _devices,
    "nopooling": _no_pooling,
    "l2": _l2,
    "images": _images,
}
"""By the experiment's key: a sentence on what accuracy does not tell."""
