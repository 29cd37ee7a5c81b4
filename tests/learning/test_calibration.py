from __future__ import annotations

import pytest

from cnn_core.learning import calibration
from cnn_core.spec import SpecError
from tests.learning.tiny import TINY, changed


def test_a_step_takes_a_plausible_time():
    augmented = changed(TINY, {"data.augmentation": {"shift": 2, "line_width": 1}})
    assert 1e-5 < calibration.seconds_per_step(augmented) < 1


def test_an_impossible_network_is_refused_before_anything_is_built():
    with pytest.raises(SpecError, match=r"architecture\.layers\.0"):
        calibration.seconds_per_step(changed(TINY, {"architecture.layers.0.filters": 10**9}))
