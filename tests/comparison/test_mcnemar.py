"""Comparisons against statsmodels and scipy, and against simulated networks of known truth."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from cnn_core.comparison.mcnemar import (
    ALPHA,
    Comparison,
    compare,
    compare_all,
    holm,
    margins,
    mcnemar_p,
    p_text,
    sentences,
)

PAIRS = 20_000
"""Simulated for each truth."""
NOISE = 4 * np.sqrt(ALPHA * (1 - ALPHA) / PAIRS)
"""Four standard deviations of a share of 5 % among so many: 0.6 points."""


def answers(first_only: int, second_only: int, images: int) -> tuple[np.ndarray, np.ndarray]:
    """Right answers of two networks that differ on so many images."""
    first, second = np.ones(images, bool), np.ones(images, bool)
    second[:first_only] = False
    first[first_only : first_only + second_only] = False
    return first, second


def found(first_only: int, second_only: int, images: int = 10_000) -> Comparison:
    return compare(*answers(first_only, second_only, images))


def all_counts(images: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Every (first_only, second_only) with up to `most` of each."""
    first, second = np.meshgrid(*[np.arange(min(images, most) + 1)] * 2)
    possible = first + second <= images
    return first[possible], second[possible]


# ---------------------------------------------------------------- against libraries


@pytest.mark.parametrize("counts", [(0, 0), (0, 1), (6, 0), (17, 31), (61, 39), (400, 480)])
def test_p_is_that_of_statsmodels(counts: tuple[int, int]) -> None:
    first, second = counts
    oracle = mcnemar([[5000, first], [second, 20]], exact=True).pvalue
    assert found(first, second).p == pytest.approx(oracle, rel=1e-9)


def test_adjusted_p_is_that_of_statsmodels() -> None:
    p = np.random.default_rng(5).random(28) ** 4
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1])


@pytest.mark.parametrize("counts", [(3, 12), (61, 39), (0, 9), (900, 100)])
def test_the_interval_reaches_the_nearer_end_of_the_exact_one(counts: tuple[int, int]) -> None:
    differ, larger = sum(counts), max(counts)
    low = binomtest(larger, differ).proportion_ci(0.95, "exact").low
    nearer = 100 * (2 * low - 1) * differ / 10_000
    each = found(*counts)
    assert min(abs(each.low), abs(each.high)) <= nearer + 1e-9


def test_many_images_give_the_interval_of_the_normal_distribution() -> None:
    first, second, images = 4000, 5000, 100_000
    wald = 1.96 * np.sqrt(first + second - (second - first) ** 2 / images) / images
    assert margins(first, second, images) == pytest.approx(100 * wald, rel=0.02)


# ---------------------------------------------------------------- sentence and interval


@pytest.mark.parametrize("images", [1, 6, 30, 500, 10_000])
def test_the_interval_leaves_out_0_exactly_where_p_is_small(images: int) -> None:
    first, second = all_counts(images, most=300)
    shown = 100 * np.abs(second - first) / images > margins(first, second, images)
    np.testing.assert_array_equal(shown, mcnemar_p(first, second) < ALPHA)


@pytest.mark.parametrize("pairs", [3, 28])
def test_a_narrower_level_never_calls_more_pairs_different(pairs: int) -> None:
    first, second = all_counts(10_000, most=200)
    shown = np.abs(second - first) / 100 > margins(first, second, 10_000, ALPHA / pairs)
    assert (mcnemar_p(first, second)[shown] < ALPHA / pairs).all()


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((20, 51), "B is better by 0.31 ± 0.17 points: unlikely to be chance."),
        ((51, 20), "A is better by 0.31 ± 0.17 points: unlikely to be chance."),
        ((0, 6), "B is better by 0.060 ± 0.055 points: unlikely to be chance."),
        ((40, 43), "No difference shown: B is ahead by 0.03 ± 0.19 points, which may be chance."),
        ((9, 9), "No difference shown: A and B have equally many right (± 0.09 points)."),
        ((0, 0), "No difference shown: A and B have equally many right (± 0.03 points)."),
    ],
)
def test_the_sentence_says_who_is_better_and_how_sure_that_is(
    counts: tuple[int, int], sentence: str
) -> None:
    assert found(*counts).sentence() == sentence


def test_rounded_figures_say_what_the_sentence_says() -> None:
    for first, second in ((0, 6), (61, 84), (110, 140), (137, 170), (1000, 1090)):
        each = found(first, second)
        size, margin = each.points.removesuffix(" points").split(" ± ")
        assert (float(size) > float(margin)) == each.shown


def test_an_interval_ends_at_100_points() -> None:
    each = found(0, 5, images=5)
    assert (each.difference, each.high) == (100, 100)
    assert not each.shown
    assert found(5, 0, images=5).low == -100


@pytest.mark.parametrize(("p", "text"), [(0.0312, "= 0.031"), (1.0, "= 1.000"), (9e-4, "< 0.001")])
def test_p_is_written_with_three_decimals(p: float, text: str) -> None:
    assert p_text(p) == text


@pytest.mark.parametrize("shapes", [((4,), (5,)), ((0,), (0,)), ((2, 2), (2, 2))])
def test_other_images_are_refused(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match="Expected the same images"):
        compare(*(np.ones(shape, bool) for shape in shapes))


# ---------------------------------------------------------------- simulated networks


@pytest.mark.parametrize("images", [100, 1000, 10_000])
@pytest.mark.parametrize("differ", [0.002, 0.01, 0.05, 0.3])
def test_equal_networks_are_seldom_told_apart(images: int, differ: float) -> None:
    """Of equal accuracy on all images there are; `differ`: share on which only one is right."""
    rng = np.random.default_rng(1)
    counts = rng.multinomial(images, [differ / 2, differ / 2, 1 - differ], PAIRS)
    assert told_apart(counts, images) <= ALPHA + NOISE


def test_trainings_by_seed_are_seldom_told_apart() -> None:
    """Two trainings of one spec: each has its own luck with each of 400 hard images."""
    rng = np.random.default_rng(2)
    luck = rng.beta(2, 1, 400)
    first, second = (rng.random((5000, 400)) < luck for _ in range(2))
    counts = np.stack([(first & ~second).sum(1), (~first & second).sum(1)], axis=1)
    assert told_apart(counts, 10_000) <= ALPHA + 2 * NOISE


@pytest.mark.parametrize("images", [100, 1000, 10_000])
@pytest.mark.parametrize(
    ("differ", "difference"),
    [(0.002, 0.001), (0.01, 0.002), (0.01, 0.01), (0.05, 0.02), (0.3, 0.1), (0.1, 0.1)],
)
def test_the_interval_covers_the_true_difference(
    images: int, differ: float, difference: float
) -> None:
    rng = np.random.default_rng(3)
    shares = [(differ - difference) / 2, (differ + difference) / 2, 1 - differ]
    first, second, _ = rng.multinomial(images, shares, PAIRS).T
    off = np.abs((second - first) / images - difference)
    covered = (100 * off <= margins(first, second, images)).mean()
    assert covered >= 1 - ALPHA - NOISE - 0.004  # all differing one way: 94.5 % instead of 95 %


def test_a_true_difference_is_found() -> None:
    rng = np.random.default_rng(4)
    counts = rng.multinomial(10_000, [0.002, 0.007, 0.991], PAIRS)[:, :2]
    assert told_apart(counts, 10_000) > 0.99


def told_apart(counts: np.ndarray, images: int) -> float:
    """Share of pairs of networks whose sentence is "unlikely to be chance"."""
    first, second = counts[:, 0], counts[:, 1]
    return float((100 * np.abs(second - first) / images > margins(first, second, images)).mean())


# ---------------------------------------------------------------- more than two


def several(accuracies: list[float], images: int, seed: int) -> list[np.ndarray]:
    """Networks that know images up to some hardness, and guess about it."""
    rng = np.random.default_rng(seed)
    hardness = rng.random(images)
    return [hardness + 0.02 * rng.standard_normal(images) < each for each in accuracies]


def test_several_networks_are_judged_together() -> None:
    rights = several([0.9, 0.9, 0.95, 0.951], 5000, seed=0)
    all_pairs = compare_all(rights)
    assert list(all_pairs) == list(combinations(range(4), 2))
    alone = {pair: compare(rights[pair[0]], rights[pair[1]]) for pair in all_pairs}
    adjusted = multipletests([each.p for each in alone.values()], method="holm")[1]
    for (pair, each), expected in zip(all_pairs.items(), adjusted, strict=True):
        assert (each.first_only, each.second_only) == (
            alone[pair].first_only,
            alone[pair].second_only,
        )
        assert each.p == alone[pair].p
        assert each.adjusted_p == pytest.approx(expected)
        assert each.margin >= alone[pair].margin
        assert each.confidence >= alone[pair].confidence == pytest.approx(0.95)
        assert not each.shown or expected < ALPHA
    assert [pair for pair, each in all_pairs.items() if each.shown] == [
        (0, 2), (0, 3), (1, 2), (1, 3),
    ]  # fmt: skip


def test_the_surest_sentence_comes_first() -> None:
    rights = several([0.9, 0.97, 0.95], 5000, seed=1)
    told = sentences(compare_all(rights), "ABC")
    assert [sentence.split(" by ")[0] for sentence in told] == [
        "B is better than A",
        "C is better than A",
        "B is better than C",
    ]
    assert all(sentence.endswith("points: unlikely to be chance.") for sentence in told)


def test_none_of_several_equal_networks_is_told_apart() -> None:
    same = several([0.9] * 3, 500, seed=2)
    assert sentences(compare_all(same), "ABC") == ["No difference shown between any two of them."]


def test_any_of_several_equal_networks_is_seldom_told_apart() -> None:
    tables = [several([0.95] * 4, 2000, seed) for seed in range(600)]
    wrong = sum(any(each.shown for each in compare_all(table).values()) for table in tables)
    assert wrong / 600 <= ALPHA + 4 * np.sqrt(ALPHA * (1 - ALPHA) / 600)


def test_networks_that_are_as_different_as_can_be_have_an_interval() -> None:
    nothing, everything = np.zeros(10_000, bool), np.ones(10_000, bool)
    each = compare_all([nothing, everything, everything])
    assert each[0, 1].p == 0
    assert each[0, 1].shown
    assert each[0, 1].confidence == pytest.approx(1 - ALPHA / 3)
    assert not each[1, 2].shown
