"""Images found again by the positions that the split gives."""

import numpy as np
import pytest

from cnn_core.datasets import prepare
from cnn_core.evaluated_images import PositionError, evaluated_pixels
from cnn_core.spec import Data

CHOSEN = np.array([9_999, 0, 17, 4_242])


@pytest.mark.parametrize("normalization", ["unit", "article"])
def test_positions_lead_to_the_splits_test_images(normalization: str) -> None:
    data = Data(normalization=normalization, train_images=100)
    split = prepare(data, seed=1)
    pixels = evaluated_pixels(data, split.test_indices[CHOSEN])
    np.testing.assert_array_equal(pixels, split.test.pixels[CHOSEN])


@pytest.mark.parametrize("position", [-1, 10_000])
def test_positions_of_other_images_are_refused(position: int) -> None:
    with pytest.raises(PositionError):
        evaluated_pixels(Data(), np.array([0, position], np.int32))


def test_no_positions_give_no_images() -> None:
    assert evaluated_pixels(Data(), np.empty(0, np.int32)).shape == (0, 28, 28)
