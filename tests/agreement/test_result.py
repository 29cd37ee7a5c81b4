"""The study's result: figures beside their null, to bytes and back, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.agreement.result import Agreement, AgreementError, check_comparable
from cnn_core.layers import Dense, Dropout, Flatten, Output
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, MLP
from cnn_core.spec import RunSpec, SpecError
from cnn_core.store import Store
from tests.agreements import NAN, agreement, article_agreement, layer_agreement, layer_match


def test_what_reappears_and_what_is_matched_at_all() -> None:
    found = layer_match([0.95, 0.8, 0.79, NAN])
    assert found.pairs == 3
    assert found.reappears.tolist() == [True, True, False, False]
    assert found.score == pytest.approx((0.95 + 0.8 + 0.79) / 3)
    assert found.in_place == 0
    assert found.agreed == 3
    assert layer_match([0.95, 0.5, 0.9], shift=0).in_place == 2


def test_without_a_pair_there_is_no_score() -> None:
    assert np.isnan(layer_match([NAN, NAN]).score)


def test_chance_is_the_larger_null() -> None:
    layer = layer_agreement([0.9, 0.9, 0.1], [1, 3])
    assert layer.expected == 2
    assert layer.most_by_chance == 3
    shuffled = replace(layer.untrained, reappear=np.array([5.0]))
    assert replace(layer, shuffled=shuffled).expected == 5
    assert replace(layer, shuffled=shuffled).most_by_chance == 5


def test_bytes_give_the_same_result() -> None:
    first = agreement(
        layer_agreement([0.95, NAN, 0.5], [1, 2]), layer_agreement([0.7], [0], position=3)
    )
    layers = [Dense(units=3), Flatten(), Dropout(), Dense(units=1), Output()]
    back = Agreement.from_bytes(first.to_bytes(), layers)
    assert (back.other_network, back.images, back.held_out) == ("0123456789abcdef", 1000, 60)
    for one, two in zip(first.layers, back.layers, strict=True):
        assert one.found.position == two.found.position
        np.testing.assert_allclose(one.found.correlations, two.found.correlations, atol=1e-7)
        np.testing.assert_allclose(one.found.kernels, two.found.kernels, atol=1e-7)
        np.testing.assert_array_equal(one.found.order, two.found.order)
        np.testing.assert_array_equal(one.found.kernel_order, two.found.kernel_order)
        assert one.found.cka == two.found.cka
        for null in ("shuffled", "untrained"):
            for field in ("scores", "reappear", "cka", "kernel_scores"):
                before, after = (getattr(getattr(each, null), field) for each in (one, two))
                np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("0.orders", np.array([[0, 0, 1], [0, 1, 2]])),
        ("0.orders", np.array([[0, 1, 2]])),
        ("0.orders", np.zeros((2, 0), np.int64)),
        ("0.correlations", np.full((3, 3), 1.5, np.float32)),
        ("0.kernels", np.zeros((3, 2), np.float32)),
        ("0.untrained", np.zeros((4, 0))),
        ("0.shuffled", np.zeros((3, 1))),
        ("0.cka", np.array([1], np.int8)),
        ("0.cka", np.zeros(0)),
        ("positions", np.array([0, 1])),
        ("positions", np.array([-1])),
        ("positions", np.zeros(0, np.int64)),
        ("images", np.array([1])),
        ("other_network", np.array([255], np.uint8)),
    ],
)
def test_damaged_bytes_are_told_in_a_sentence(name: str, array: np.ndarray) -> None:
    data = agreement(layer_agreement([0.9, 0.9, 0.9], [1])).to_bytes()
    arrays = {**npz.read(data, 10**6), name: array}
    for damaged in (data[:50], npz.pack(arrays)):
        with pytest.raises(AgreementError, match="cannot be read"):
            Agreement.from_bytes(damaged, [Dense(units=3), Output()])


def test_a_result_of_other_layers_is_refused() -> None:
    data = agreement(layer_agreement([0.9, 0.9, 0.9], [1])).to_bytes()
    for layers in ([Dense(units=4), Output()], [Flatten(), Dense(units=3), Output()]):
        with pytest.raises(AgreementError, match="expected"):
            Agreement.from_bytes(data, layers)


def test_the_articles_network_takes_little_room() -> None:
    assert len(article_agreement().to_bytes()) < 150_000


def submit(store: Store, *specs: RunSpec) -> list:
    return [store.run(store.submit(spec, "run")) for spec in specs]


def test_trainings_of_one_network_can_be_matched(store: Store) -> None:
    other_data = override(ARTICLE, ["data.dataset=fashion_mnist", "training.seed=5"])
    check_comparable(*submit(store, ARTICLE, other_data))


def test_other_layers_cannot(store: Store) -> None:
    with pytest.raises(SpecError, match="Run 1 and run 2 have different layers"):
        check_comparable(*submit(store, ARTICLE, MLP))


def test_layers_that_cannot_be_matched_are_told(store: Store) -> None:
    wide = override(ARTICLE, ["architecture.layers.6.units=2000"])
    with pytest.raises(SpecError, match="Run 1: layer 7 has 2,000 units"):
        check_comparable(*submit(store, wide, wide))
