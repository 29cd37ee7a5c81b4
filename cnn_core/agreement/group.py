"""Several trainings of one network: what all their pairs say of a layer, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cnn_core.agreement.layer_match import mean
from cnn_core.agreement.result import Agreement, LayerAgreement
from cnn_core.estimate import Estimate

Pair = tuple[int, int]
"""Numbers of two runs, the lower one first."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class LayerSummary:
    """One layer over all pairs; each figure beside what chance gives, the mean of the null."""

    position: int
    units: int
    runs: int
    reappear: Estimate
    expected: float
    """Units that would reappear by chance."""
    most_by_chance: float
    """The most in any single pair of a null."""
    in_place: float
    """Of those that reappear, how many do so as the unit of the same number."""
    unmatched: float
    """Units without a match, since one of the two never varies."""
    score: Estimate
    score_by_chance: float
    score_shuffled: float
    kernel_score: Estimate
    kernel_score_by_chance: float
    cka: Estimate
    cka_by_chance: float
    cka_shuffled: float

    @property
    def beyond_chance(self) -> bool:
        """Whether surely more reappear than by chance: the whole interval is above what chance
        gives; without an interval, more do than in any pair of the null."""
        if self.reappear.low is None:
            return self.reappear.mean > self.most_by_chance
        return self.reappear.low > self.expected


def pairs_of(runs: tuple[int, ...]) -> list[Pair]:
    """All pairs of these runs."""
    return list(combinations(sorted(runs), 2))


def over_pairs(values: Mapping[Pair, float]) -> Estimate:
    """The mean over pairs, and its interval by the jackknife over runs, of which that takes three.

    Pairs that share a run are not independent, so that not pairs but runs are left out one by one,
    each with all its pairs (J. N. Arvesen, "Jackknifing U-statistics", 1969); Student's t with one
    degree of freedom less than runs. A little wider than needed where pairs differ by chance alone.
    """
    known = {pair: value for pair, value in values.items() if np.isfinite(value)}
    runs = sorted(set().union(*known)) if known else []
    total = mean(np.array(list(known.values())))
    if len(runs) < 3:
        return Estimate(total)
    left_out = [
        mean(np.array([value for pair, value in known.items() if run not in pair])) for run in runs
    ]
    if not np.isfinite(left_out).all():
        return Estimate(total)
    margin = _margin(np.array(left_out))
    return Estimate(total, total - margin, total + margin)


def _margin(left_out: NDArray[np.float64]) -> float:
    """Half the interval's width, of the means without each of the runs."""
    from scipy.special import stdtrit  # scipy.stats takes 46 MB more

    count = len(left_out)
    error = np.sqrt((count - 1) / count * ((left_out - left_out.mean()) ** 2).sum())
    return float(stdtrit(count - 1, (1 + CONFIDENCE) / 2) * error)


def summarise(agreements: Mapping[Pair, Agreement]) -> tuple[LayerSummary, ...]:
    """A summary of each layer over these pairs, at least one, all of one architecture."""
    numbers = range(len(next(iter(agreements.values())).layers))
    return tuple(
        _summary({pair: each.layers[number] for pair, each in agreements.items()})
        for number in numbers
    )


def _summary(layers: Mapping[Pair, LayerAgreement]) -> LayerSummary:
    def figure(read: Callable[[LayerAgreement], float]) -> dict[Pair, float]:
        return {pair: read(layer) for pair, layer in layers.items()}

    def average(read: Callable[[LayerAgreement], float]) -> float:
        return mean(np.array(list(figure(read).values())))

    first = next(iter(layers.values())).found
    return LayerSummary(
        position=first.position,
        units=first.units,
        runs=len(set().union(*layers)),
        reappear=over_pairs(figure(lambda layer: layer.reappear)),
        expected=average(lambda layer: layer.expected),
        most_by_chance=max(figure(lambda layer: layer.most_by_chance).values()),
        in_place=average(lambda layer: layer.found.in_place),
        unmatched=average(lambda layer: layer.found.units - layer.found.pairs),
        score=over_pairs(figure(lambda layer: layer.found.score)),
        score_by_chance=average(lambda layer: mean(layer.untrained.scores)),
        score_shuffled=average(lambda layer: mean(layer.shuffled.scores)),
        kernel_score=over_pairs(figure(lambda layer: layer.found.kernel_score)),
        kernel_score_by_chance=average(lambda layer: mean(layer.untrained.kernel_scores)),
        cka=over_pairs(figure(lambda layer: layer.found.cka)),
        cka_by_chance=average(lambda layer: mean(layer.untrained.cka)),
        cka_shuffled=average(lambda layer: mean(layer.shuffled.cka)),
    )
