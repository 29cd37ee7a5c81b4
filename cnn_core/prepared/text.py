"""The answers of the prepared experiments, in sentences computed from their trainings."""

from __future__ import annotations

from cnn_core.figures.theme import percent
from cnn_core.prepared.differences import Difference, differences
from cnn_core.prepared.remarks import listed, remark
from cnn_core.prepared.results import Results

UNLIKELY = "unlikely to be chance"
MORE_THAN_IMAGES = (
    "more than the chance in the test images explains, but a single training each says nothing of "
    "other seeds"
)


def answer(results: Results) -> str:
    """What the experiment says: a sentence on accuracy, and where it asks about more one on that.

    Says so where nothing can be compared yet.
    """
    of_its_own = remark(results)
    match results.experiment.key:
        case "images":
            parts = [of_its_own]
        case "devices":
            parts = [of_its_own, accuracy_sentence(results)]
        case _:
            parts = [accuracy_sentence(results), of_its_own]
    return (
        " ".join(filter(None, parts)) or "Nothing can be compared before two settings are tested."
    )


def accuracy_sentence(results: Results) -> str:
    """Which settings are better or worse than the first one, and of which that is not shown."""
    found, base = differences(results), results.base
    if base is None or not found:
        return ""
    first = f"{base.arm.label} ({percent(base.mean('accuracy'))})"
    shown = [each for each in found if each.shown]
    others = [each for each in found if not each.shown]
    if not shown:
        return f"No difference from {first} is shown for {listed(map(_with_points, others))}."
    sure = MORE_THAN_IMAGES if _single(results) else UNLIKELY
    told = f"Against {first}, {listed(map(_verdict, shown))}: {sure}"
    if not others:
        return f"{told}."
    return f"{told}; no difference is shown for {listed(map(_with_points, others))}."


def sureness(results: Results) -> str:
    """What the comparison rests on, and what it leaves out."""
    if results.experiment.key == "images":
        return (
            "The share that a doubling leaves is that of a straight line through all trainings, "
            "errors and images both as logarithms, with its 95 % interval (Student's t)."
        )
    if _single(results):
        return (
            "One training of each is compared on the same test images (McNemar's exact test; all "
            "settings judged together, by Holm's procedure). With another seed each may come out "
            "some tenths of a point elsewhere, after short trainings more."
        )
    fewest = min(len(each.trained) for each in results.outcomes)
    counts = f"{fewest}" if fewest == results.seeds else f"{fewest} to {results.seeds}"
    return (
        f"{counts} trainings of each, with other initial weights and another order of the images, "
        "are compared by their means (Welch's t-test; all settings judged together, by Holm's "
        "procedure). Below five a difference has to be large to be shown."
    )


def _single(results: Results) -> bool:
    """Whether no setting has more than one training."""
    return results.seeds < 2


def _verdict(each: Difference) -> str:
    return f"{each.label} is {'better' if each.difference > 0 else 'worse'} by {each.points}"


def _with_points(each: Difference) -> str:
    """`elu (+0.05 ± 0.20 points)`."""
    sign = "+" if each.difference > 0 else "−" if each.difference < 0 else ""
    return f"{each.label} ({sign}{each.points})"
