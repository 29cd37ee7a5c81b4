"""What repeated trainings say, in words and in the rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from cnn_core.figures.theme import percent, seconds
from cnn_core.points_text import points_text
from cnn_core.repeat.group import Figures
from cnn_core.repeat.means import FEW, Spread

HEADINGS = ("", "Trainings", "Mean", "95 % interval", "Deviation", "Lowest", "Highest")
SURE = (
    "The interval (Student's t) holds the mean of very many such trainings in 95 of 100 cases, if "
    "their figures are spread about normally. It is about what differs between these trainings, "
    "their seeds: all are tested on the same images (but where the article's normalisation splits "
    "them off anew for each seed), and other images would give other figures. The deviation says "
    "how far single trainings lie from the mean (n - 1 in its denominator).\n\nTwo groups are "
    "compared by Welch's t-test, which does not take their deviations to be equal. A difference "
    "counts as shown where equal groups would differ as much in fewer than 5 of 100 cases; with "
    f"fewer than {FEW} trainings in a group by a stricter rule, as the test then errs more often."
)


def mean_sentence(accuracy: Spread) -> str:
    """Of test accuracies as shares: `98.93 % ± 0.12 points in the mean of 5 trainings …`."""
    if accuracy.margin is None or accuracy.deviation is None:
        return f"{percent(accuracy.mean)} in a single training: an interval takes two, better five."
    if not accuracy.deviation:
        return f"all {accuracy.count} trainings reach {percent(accuracy.mean)}."
    margin = points_text(100 * accuracy.mean, 100 * accuracy.margin).split(" ± ")[1]
    return (
        f"{percent(accuracy.mean)} ± {margin} in the mean of {accuracy.count} trainings "
        f"(95 % interval); a single one lies {100 * accuracy.deviation:.2f} points off it "
        "(standard deviation)."
    )


def table_rows(of: Figures) -> list[list[str]]:
    """Cells below HEADINGS: test accuracy, test loss where it is known, seconds."""
    rows = [_row("Test accuracy", of.test_accuracy, percent, _points, most=1)]
    if of.test_loss is not None:
        rows.append(_row("Test loss", of.test_loss, _loss, _loss))
    return [*rows, _row("Training time", of.seconds, seconds, seconds)]


def _row(
    name: str,
    of: Spread,
    write: Callable[[float], str],
    width: Callable[[float], str],
    most: float = inf,
) -> list[str]:
    """A figure that lies between 0 and `most`, and its interval as far as it does too."""
    sure = ["–", "–"]
    if of.margin is not None and of.deviation is not None:
        low, high = max(0.0, of.mean - of.margin), min(most, of.mean + of.margin)
        sure = [f"{write(low)} to {write(high)}", width(of.deviation)]
    return [name, str(of.count), write(of.mean), *sure, write(of.lowest), write(of.highest)]


def _points(share: float) -> str:
    return f"{100 * share:.2f} points"


def _loss(loss: float) -> str:
    return f"{loss:.4f}"
