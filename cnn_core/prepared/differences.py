"""Whether the settings of a prepared experiment differ in their test accuracy, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn_core.comparison.mcnemar import ALPHA, compare_pairs, holm
from cnn_core.points_text import points_text
from cnn_core.prepared.results import Outcome, Results
from cnn_core.repeat.means import Verdict, welch


@dataclass(frozen=True)
class Difference:
    """Of a setting's test accuracy from the first setting's."""

    label: str
    difference: float
    """As a share: above 0 where the setting is better than the first one."""
    points: str
    """`0.31 ± 0.15 points`; without ± where there is nothing to judge by."""
    shown: bool
    """Whether it is unlikely to be chance, all settings judged together."""


def differences(results: Results) -> list[Difference]:
    """Of each other setting from the first one; none before the first one has a result.

    Single trainings are compared image by image (McNemar's exact test), several by their mean
    (Welch's test). Either way Holm's procedure judges all settings together, so that of equal ones
    any is told apart in at most 5 of 100 cases.
    """
    base = results.base
    others = [each for each in results.outcomes if each is not base]
    if base is None or not others:
        return []
    if all(len(each.trained) == 1 for each in (base, *others)):
        return _by_images(base, others)
    return _by_trainings(base, others)


def _by_images(base: Outcome, others: Sequence[Outcome]) -> list[Difference]:
    rights = [each.trained[0].right for each in (base, *others)]
    known = {place: right for place, right in enumerate(rights) if right is not None}
    if 0 not in known or len(known) == 1:
        return [_bare_difference(base, other) for other in others]
    rows = {place: row for row, place in enumerate(known)}
    pairs = [(0, row) for row in rows.values() if row]
    found = compare_pairs(list(known.values()), pairs)
    judged = {place: found[0, row] for place, row in rows.items() if row}
    return [
        Difference(
            other.arm.label,
            judged[place].difference / 100,
            judged[place].points,
            judged[place].shown,
        )
        if place in judged
        else _bare_difference(base, other)
        for place, other in enumerate(others, 1)
    ]


def _by_trainings(base: Outcome, others: Sequence[Outcome]) -> list[Difference]:
    found = [welch(base.accuracies, other.accuracies) for other in others]
    adjusted = holm(np.array([1.0 if each.p is None else each.p for each in found]))
    return [
        Difference(
            other.arm.label,
            each.difference,
            _size(each.difference)
            if each.margin is None
            else points_text(100 * abs(each.difference), 100 * each.margin),
            each.verdict is Verdict.SHOWN and bool(p < ALPHA),
        )
        for other, each, p in zip(others, found, adjusted, strict=True)
    ]


def _bare_difference(base: Outcome, other: Outcome) -> Difference:
    """Where there is nothing to judge by."""
    difference = other.accuracies[0] - base.accuracies[0]
    return Difference(other.arm.label, difference, _size(difference), shown=False)


def _size(difference: float) -> str:
    return f"{100 * abs(difference):.2f} points"
