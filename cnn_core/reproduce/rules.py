"""When a trained figure passes, and how sure it is.

A reported figure is that of a single training. So ours are given with the limits between which one
more training of ours would fall: a report within them may be just that training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from cnn_core.estimate import Estimate
from cnn_core.figures.theme import percent
from cnn_core.repeat.means import spread
from cnn_core.reproduce.row import Row, Unit, Verdict, judged
from cnn_core.scores import wilson

NEAR = 0.2
HALF_A_PERCENT, HALF_A_TENTH = 0.005, 0.0005
"""What a figure given in full percent, or in tenths of one, may have been rounded up by."""
WITHOUT_PICKING = 0.9935
"""What our small network is made to reach in its last epoch, which nobody has chosen."""
SLOWER = 10
"""A processor may take so many times the time of the article's GPU."""


@dataclass(frozen=True)
class Rule:
    text: str
    holds: Callable[[Estimate, float], bool]
    """Of our figure with its limits, and the reported one."""


def one_more(values: Sequence[float]) -> Estimate:
    """The mean, and the 95 % limits for one more training (Student's t); none of a single value.

    Prediction interval of a normal distribution: mean ± t · deviation · √(1 + 1/n).
    Raises ValueError without a value.
    """
    found = spread(values)
    if found.margin is None:
        return Estimate(found.mean)
    half = found.margin * sqrt(found.count + 1)
    return Estimate(found.mean, found.mean - half, found.mean + half)


def one_more_share(values: Sequence[float], images: int) -> Estimate:
    """The same of accuracies on so many images; of a single one Wilson's limits for others."""
    if len(values) == 1:
        return Estimate(values[0], *wilson(round(values[0] * images), images))
    found = one_more(values)
    if found.low is None or found.high is None:
        return found
    return Estimate(found.mean, max(0.0, found.low), min(1.0, found.high))


def trained(figure: str, unit: Unit, reported: float, ours: Estimate | None, rule: Rule) -> Row:
    """The row of a trained figure; open without one."""
    if ours is None:
        return Row(figure, unit, reported, None, None, rule.text, Verdict.OPEN)
    difference = Estimate(
        ours.mean - reported,
        None if ours.low is None else ours.low - reported,
        None if ours.high is None else ours.high - reported,
    )
    passes = judged(rule.holds(ours, reported))
    return Row(figure, unit, reported, ours.mean, difference, rule.text, passes)


def _near(ours: Estimate, reported: float) -> bool:
    return abs(ours.mean - reported) <= NEAR * reported


def _near_in_errors(ours: Estimate, reported: float) -> bool:
    return abs(ours.mean - reported) <= NEAR * (1 - reported)


def _not_below(ours: Estimate, reported: float) -> bool:
    return (ours.mean if ours.high is None else ours.high) >= reported


def _as_high(ours: Estimate, reported: float) -> bool:
    return ours.mean >= reported - HALF_A_TENTH


def _as_high_in_percent(ours: Estimate, reported: float) -> bool:
    return ours.mean >= reported - HALF_A_PERCENT


def _as_promised(ours: Estimate, _: float) -> bool:
    return ours.mean >= WITHOUT_PICKING


def _in_time(ours: Estimate, reported: float) -> bool:
    return ours.mean <= SLOWER * reported


LOSS = Rule("mean at most a fifth off", _near)
ERRORS = Rule("errors at most a fifth more or fewer", _near_in_errors)
AS_HIGH = Rule("mean as high, in tenths of a percent", _as_high)
NOT_BELOW = Rule("not shown to be lower: the upper limit reaches it", _not_below)
AS_HIGH_IN_PERCENT = Rule("mean as high, in full percent", _as_high_in_percent)
WITHOUT_PICKING_IT = Rule(f"mean of {percent(WITHOUT_PICKING)} or more", _as_promised)
IN_TIME = Rule(f"at most {SLOWER} times: it is another device", _in_time)
