"""The presets: each can be trained, and has the weights its name promises."""

from __future__ import annotations

import pytest

from cnn_core.arithmetic import check
from cnn_core.presets import PRESETS, TITLES
from cnn_core.spec import Data, RunSpec


def test_their_names_on_the_command_line() -> None:
    assert list(PRESETS) == [
        "article",
        "mlp",
        "mlp_clusters",
        "keras",
        "lenet5",
        "vgg",
        "fast",
        "small",
        "robust",
    ]
    assert list(TITLES) == list(PRESETS)


@pytest.mark.parametrize(
    ("name", "weights"),
    [("article", 96_844), ("mlp", 57_390), ("keras", 34_826), ("lenet5", 61_706)],
)
def test_known_networks_have_their_known_weights(name: str, weights: int) -> None:
    assert check(PRESETS[name]).weights == weights


def test_the_fast_one_takes_one_epoch_of_the_default_split() -> None:
    fast = PRESETS["fast"]
    assert check(fast).weights < 100_000
    assert fast.training.epochs == 1
    assert fast.data == Data(normalization=fast.data.normalization)


def test_the_small_one_is_small_and_normalises_batches() -> None:
    small = PRESETS["small"]
    assert check(small).weights < 20_000
    assert "batch_normalization" in [layer.kind for layer in small.architecture.layers]


def test_the_robust_one_varies_its_digits_and_keeps_its_last_epoch() -> None:
    robust = PRESETS["robust"]
    assert check(robust).weights < 100_000
    assert robust.data.augmentation.line_width > 0
    assert robust.data.augmentation.moves
    assert robust.training.early_stopping_patience == 0


@pytest.mark.parametrize("spec", PRESETS.values(), ids=PRESETS)
def test_each_survives_json(spec: RunSpec) -> None:
    assert RunSpec.from_json(spec.to_json()) == spec


def test_the_article_s_training() -> None:
    training = PRESETS["article"].training
    assert (training.optimizer, training.batch_size, training.epochs) == ("rmsprop", 64, 5)
    assert PRESETS["mlp"].training.epochs == 35
