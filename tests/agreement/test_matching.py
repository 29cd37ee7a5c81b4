"""Correlations, cosines, matchings and CKA, against numpy, closed forms and brute force."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from cnn_core.agreement.matching import Sums, best_order, cosines, matched

RNG = np.random.default_rng(4)


def outputs(examples: int = 400, units: int = 5) -> NDArray[np.float32]:
    """Units that are related, and far from 0."""
    mixed = RNG.normal(size=(examples, units)) @ RNG.normal(size=(units, units))
    return (mixed + 3).astype(np.float32)


def summed(first: NDArray[np.float32], second: NDArray[np.float32], batches: int = 3) -> Sums:
    sums = Sums(first.shape[-1])
    for one, two in zip(*(np.array_split(each, batches) for each in (first, second)), strict=True):
        sums.add(one, two)
    return sums


def test_correlations_are_those_of_numpy() -> None:
    first, second = outputs(), outputs()
    oracle = np.corrcoef(first.T.astype(float), second.T.astype(float))[:5, 5:]
    sums = summed(first, second)
    assert sums.examples == 400
    np.testing.assert_allclose(sums.correlations(), oracle, atol=1e-9)


def test_positions_of_maps_are_examples() -> None:
    first, second = outputs(600), outputs(600)
    maps = summed(*(each.reshape(12, 5, 10, 5) for each in (first, second)), batches=4)
    flat = summed(first, second, batches=1)
    np.testing.assert_allclose(maps.correlations(), flat.correlations(), atol=1e-12)
    assert maps.cka() == pytest.approx(flat.cka())


def test_a_unit_that_never_varies_correlates_with_nothing() -> None:
    first, second = outputs(), outputs()
    first[:, 1], second[:, 3] = 0, 0.1  # 0.1 is not exact in floats: sums of it have rounding
    correlations = summed(first, second).correlations()
    expected = np.zeros((5, 5), bool)
    expected[1], expected[:, 3] = True, True
    np.testing.assert_array_equal(np.isnan(correlations), expected)


def gram_cka(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """By the examples' Gram matrices: equation 3 of Kornblith et al. with HSIC's centring."""
    count = len(first)
    centre = np.eye(count) - 1 / count
    one, two = (centre @ each @ each.T @ centre for each in (first.astype(float), second))
    return float((one * two).sum() / np.sqrt((one**2).sum() * (two**2).sum()))


def test_cka_is_that_of_the_gram_matrices() -> None:
    first, second = outputs(200), outputs(200)
    assert summed(first, second).cka() == pytest.approx(gram_cka(first, second), rel=1e-9)


def test_cka_in_closed_form() -> None:
    """Of one unit each it is the squared correlation."""
    first, second = outputs(units=1), outputs(units=1) + outputs(units=1)
    squared = np.corrcoef(first[:, 0], second[:, 0])[0, 1] ** 2
    assert summed(first, second).cka() == pytest.approx(squared, rel=1e-6)


def test_cka_does_not_see_rotation_and_scale_but_other_maps() -> None:
    first = outputs()
    rotation = np.linalg.qr(RNG.normal(size=(5, 5)))[0]
    turned = (7 * first @ rotation - 20).astype(np.float32)
    assert summed(first, turned).cka() == pytest.approx(1, abs=1e-6)
    stretched = first * np.array([1, 1, 1, 1, 50], np.float32)
    assert summed(first, stretched).cka() < 0.9


def test_cka_of_a_dead_layer_is_undefined() -> None:
    assert np.isnan(summed(outputs(), np.zeros((400, 5), np.float32)).cka())


def test_cosines_are_of_whole_kernels() -> None:
    first, second = (RNG.normal(size=(3, 2, 4, 6)).astype(np.float32) for _ in range(2))
    second[..., 2] = 0
    found = cosines(first, second)
    one, two = first[..., 5].ravel(), second[..., 1].ravel()
    assert found[5, 1] == pytest.approx(one @ two / np.linalg.norm(one) / np.linalg.norm(two))
    assert np.isnan(found[:, 2]).all()
    assert not np.isnan(np.delete(found, 2, axis=1)).any()


@pytest.mark.parametrize("seed", range(5))
def test_no_other_order_has_a_larger_sum(seed: int) -> None:
    similarities = np.random.default_rng(seed).uniform(-1, 1, (6, 6))
    best = matched(similarities, best_order(similarities)).sum()
    others = (similarities[range(6), list(order)].sum() for order in permutations(range(6)))
    assert best == pytest.approx(max(others))


def test_undefined_similarities_cost_no_match() -> None:
    """The dead go to the dead, even where a living pair is as unlike as can be."""
    similarities = np.array([[np.nan] * 3, [np.nan, -1, -1], [np.nan, -1, -1]])
    assert best_order(similarities)[0] == 0


def test_where_both_are_undefined_the_other_likeness_decides() -> None:
    similarities = np.full((4, 4), np.nan)
    similarities[2:, 2:] = np.eye(2)
    kernels = np.eye(4)[[1, 0, 2, 3]]
    np.testing.assert_array_equal(best_order(similarities, kernels), [1, 0, 2, 3])
