"""How long an experiment is said to take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn_core.arithmetic import describe
from cnn_core.overrides import override
from cnn_core.plan import plan
from cnn_core.prepared.duration import START_AND_TEST_SECONDS, USUAL_SPEED, duration
from cnn_core.presets import ARTICLE, MLP
from tests.ended_runs import ended, reached

QUICK = override(ARTICLE, ["data.train_images=6000", "training.epochs=2"])


def test_the_same_network_takes_as_long_per_image_as_it_did() -> None:
    """It took 20 seconds for 60,000 images; an epoch of 6,000 takes 2."""
    earlier = [ended(spec=ARTICLE, result=reached(seconds=100)), ended(spec=MLP)]
    found = duration([QUICK, QUICK], earlier)
    assert found.seconds == pytest.approx(2 * (2 * 2 + START_AND_TEST_SECONDS))
    assert found.measured


def test_another_network_goes_by_its_multiply_adds() -> None:
    earlier = [ended(spec=ARTICLE, result=reached(seconds=100))]
    work = describe(MLP.architecture).multiply_adds / describe(ARTICLE.architecture).multiply_adds
    found = duration([MLP], earlier)
    assert found.seconds == pytest.approx(35 * 20 * work + START_AND_TEST_SECONDS)
    assert found.measured


@pytest.mark.parametrize("setting", ["hardware.device=gpu", "hardware.intra_op_threads=1"])
def test_other_hardware_says_nothing(setting: str) -> None:
    found = duration([override(QUICK, [setting])], [ended(spec=ARTICLE)])
    work = 2 * plan(QUICK, describe(QUICK.architecture)).multiply_adds
    assert found.seconds == pytest.approx(work / USUAL_SPEED + START_AND_TEST_SECONDS)
    assert not found.measured


def test_a_calibrated_run_counts_before_it_is_trained() -> None:
    calibrated = replace(ended(result=None), expected_epoch_seconds=20.0)
    found = duration([QUICK], [calibrated])
    assert found.seconds == pytest.approx(2 * 2 + START_AND_TEST_SECONDS)
    assert found.measured


def test_a_run_of_unknown_speed_says_nothing() -> None:
    assert not duration([QUICK], [ended(result=None)]).measured
