from math import ceil

import numpy as np
import pytest

from cnn_core.arithmetic import describe
from cnn_core.datasets import prepare
from cnn_core.overrides import override
from cnn_core.plan import plan, steps_per_epoch
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.spec import RunSpec

ODD = override(ARTICLE, ["data.train_images=1001", "training.batch_size=50"])


@pytest.mark.parametrize("spec", [ARTICLE, SMALL, ODD])
def test_sizes_and_steps_are_those_of_the_split(spec: RunSpec) -> None:
    planned = plan(spec, describe(spec.architecture))
    split = prepare(spec.data, seed=0)
    parts = (split.train, split.validation, split.test)
    sizes = (planned.train_images, planned.validation_images, planned.test_images)
    assert sizes == tuple(map(len, parts))
    batches = np.array_split(
        split.train.labels, range(0, len(split.train), spec.training.batch_size)
    )
    assert planned.steps_per_epoch == steps_per_epoch(spec) == len(batches) - 1


def test_multiply_adds_of_the_articles_epoch() -> None:
    planned = plan(ARTICLE, describe(ARTICLE.architecture))
    forward = 194_688 + 2_230_272 + 331_776 + 41_020
    assert planned.multiply_adds == (3 * 54_000 + 6_000) * forward


def test_time_of_an_epoch_adds_a_third_of_a_step_per_validated_batch() -> None:
    planned = plan(ARTICLE, describe(ARTICLE.architecture))
    training = ceil(54_000 / 64) * 0.02
    assert planned.epoch_seconds(0.02) == pytest.approx(training * (1 + 6_000 / 54_000 / 3))


def test_without_validation_an_epoch_is_its_steps() -> None:
    spec = override(ARTICLE, ["data.validation_share=0", "data.train_images=6400"])
    planned = plan(spec, describe(spec.architecture))
    assert planned.validation_images == 0
    assert planned.epoch_seconds(0.02) == pytest.approx(2.0)
