"""The sentence of a layer, for one pair and for a group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn_core.agreement.group import pairs_of, summarise
from cnn_core.agreement.result import LayerAgreement
from cnn_core.agreement.text import (
    amount,
    estimate_text,
    figure,
    images_text,
    sentence,
    starts_text,
)
from cnn_core.estimate import Estimate
from cnn_core.groups import seeds_of
from cnn_core.layers import Conv2D, Dense, Layer
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from tests.agreements import NAN, agreement, layer_agreement


def told(layer: LayerAgreement, spec: Layer | None = None) -> str:
    (summary,) = summarise({(1, 2): agreement(layer)})
    return sentence(summary, spec or Conv2D())


@pytest.mark.parametrize(
    ("values", "by_chance", "shift", "expected"),
    [
        (
            [0.9] * 27 + [0.5] * 5,
            [8, 10],
            1,
            "1 Convolution: 27 of 32 filters reappear, 9 expected by chance; in another order.",
        ),
        (
            [0.9] * 4,
            [0.1, 0],
            0,
            "1 Convolution: 4 of 4 filters reappear, 0.1 expected by chance; in the same order.",
        ),
        (
            [0.9, 0.5, 0.5, 0.5],
            [0, 0],
            1,
            "1 Convolution: 1 of 4 filters reappears, none expected by chance; in another order.",
        ),
        (
            [0.9, 0.9, 0.5, NAN],
            [1, 4],
            1,
            "1 Convolution: 2 of 4 filters reappear, not surely more than by chance (2.5 expected)"
            "; 1 never varies in one of the two and so cannot be matched.",
        ),
        (
            [0.5, 0.4, 0.6],
            [0, 0],
            1,
            "1 Convolution: none of its 3 filters reappears, none expected by chance; matched "
            "pairs correlate by 0.50, those of untrained networks by 0.30.",
        ),
        (
            [NAN, NAN],
            [0],
            1,
            "1 Convolution: no pair of its 2 filters can be compared; 2 never vary in one of the "
            "two and so cannot be matched.",
        ),
    ],
)
def test_two_trainings(
    values: list[float], by_chance: list[float], shift: int, expected: str
) -> None:
    assert told(layer_agreement(values, by_chance, shift=shift)) == expected


def test_a_dense_layer_has_units() -> None:
    text = told(layer_agreement([0.9, 0.9, 0.9], [0], position=6), Dense())
    assert text.startswith("7 Dense: 3 of 3 units reappear")


def test_units_that_keep_their_place_are_counted() -> None:
    layer = layer_agreement([0.9, 0.9, 0.9, 0.1], [0], shift=0)
    layer.found.order[2:] = [3, 2]
    layer.found.correlations[2:] = layer.found.correlations[[3, 2]]
    layer.found.correlations[2, 3] = 0.9
    assert told(layer).endswith("; 2 of them in the same place.")


def group(numbers: dict[tuple[int, int], int], by_chance: float) -> str:
    layers = {
        pair: layer_agreement([0.9] * number + [0.1] * (32 - number), [by_chance])
        for pair, number in numbers.items()
    }
    (summary,) = summarise({pair: agreement(layer) for pair, layer in layers.items()})
    return sentence(summary, Conv2D())


def test_a_group_says_how_sure_it_is() -> None:
    numbers = dict(zip(pairs_of((1, 2, 3, 4)), (20, 21, 19, 20, 21, 19), strict=True))
    text = group(numbers, 3)
    assert text.startswith(
        "1 Convolution: 20 of 32 filters reappear on average between two of 4 trainings (95 %: 19"
    )
    assert text.endswith("to 21), 3 expected by chance; in another order.")
    assert "not surely more than by chance (20 expected)" in group(numbers, 20)


def test_an_interval_ends_where_figures_end() -> None:
    assert "(95 %: none to 32)" in group({(1, 2): 2, (1, 3): 30, (2, 3): 31}, 3)
    assert estimate_text(Estimate(0.98, 0.91, 1.05)) == "0.98 (0.91 to 1.00)"
    assert estimate_text(Estimate(0.98)) == "0.98"


def test_whether_trainings_began_alike() -> None:
    alike, others = seeds_of(ARTICLE, 3, "order"), seeds_of(ARTICLE, 3, "weights")
    assert starts_text(others) == "Each began with other initial weights."
    assert starts_text(alike).startswith("All began with the same initial weights")
    assert starts_text([*alike, *others[1:]]).startswith("Some began with the same")


def test_which_images_were_answered_to() -> None:
    specs = seeds_of(ARTICLE, 2, "both")
    few = agreement()
    assert images_text(few, specs) == "1,000 images (60 of them validation images)"
    assert images_text(replace(few, held_out=1000), specs) == "1,000 validation images"
    assert images_text(replace(few, held_out=0), specs) == "1,000 training images"
    other = override(ARTICLE, ["data.dataset=fashion_mnist"])
    assert "of the run with the lower number" in images_text(few, [ARTICLE, other])


def test_numbers_are_written_as_people_read_them() -> None:
    assert [amount(n) for n in (0, 0.04, 0.06, 1, 9.94, 9.96, 12.4)] == [
        "none", "none", "0.1", "1", "9.9", "10", "12",
    ]  # fmt: skip
    assert [figure(n) for n in (0.785, -0.001, NAN, None)] == ["0.79", "0.00", "–", "–"]
