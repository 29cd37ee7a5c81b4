"""Matchings with chosen figures, made without networks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.agreement.layer_match import LayerMatch
from cnn_core.agreement.result import Agreement, LayerAgreement, Null

NAN = float("nan")


def layer_match(values: list[float], position: int = 0, shift: int = 1) -> LayerMatch:
    """Unit i's match is i + shift and correlates with it by values[i], all others by 0.1."""
    count = len(values)
    order = (np.arange(count) + shift) % count
    correlations = np.full((count, count), 0.1)
    correlations[np.arange(count), order] = values
    correlations[np.isnan(values)] = NAN
    return LayerMatch(position, correlations, order, correlations / 2, order, cka=0.9)


def null(reappear: list[float], score: float = 0.3, kernel_score: float = 0.05) -> Null:
    """Of so many pairs of networks, with these numbers of units that reappear."""
    count = len(reappear)
    scores = np.full(count, score)
    kernels = np.full(count, kernel_score)
    return Null(scores, np.array(reappear, float), np.full(count, 0.5), kernels)


def layer_agreement(
    values: list[float], by_chance: list[float], position: int = 0, shift: int = 1
) -> LayerAgreement:
    shuffled = null([0.0], 0.02, NAN)
    return LayerAgreement(layer_match(values, position, shift), shuffled, null(by_chance))


def agreement(*layers: LayerAgreement, other_network: str = "0123456789abcdef") -> Agreement:
    return Agreement(other_network, images=1000, held_out=60, layers=layers)


def article_agreement(seed: int = 0, other_network: str = "0123456789abcdef") -> Agreement:
    """Of the article's network, with random figures."""
    rng = np.random.default_rng(seed)

    def values(count: int) -> list[float]:
        drawn: NDArray[np.float64] = rng.uniform(0.3, 1, count)
        return drawn.tolist()

    layers = [
        layer_agreement(values(count), [count / 8, count / 4], position)
        for position, count in ((0, 32), (2, 64), (4, 64), (6, 70))
    ]
    return agreement(*layers, other_network=other_network)
