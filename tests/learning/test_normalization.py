"""The normalization that a saved model carries against the one that it was trained behind."""

import keras
import numpy as np
import pytest

from cnn_core.datasets import prepare
from cnn_core.learning.network import with_normalization
from cnn_core.learning.steps import Normalize
from cnn_core.spec import INPUT_SHAPE, Data


@pytest.mark.parametrize("method", ["unit", "mean_std", "per_pixel", "article"])
def test_model_and_training_normalise_as_apply_does(method: str) -> None:
    split = prepare(Data(normalization=method), seed=0)
    raw = split.test.pixels[:200]
    expected = split.normalization.apply(raw)
    inputs = keras.Input(INPUT_SHAPE)
    nothing = keras.Model(inputs, keras.layers.Flatten()(inputs))
    pixels = raw[..., np.newaxis].astype(np.float32)
    carried = with_normalization(nothing, split.normalization)(pixels)
    np.testing.assert_allclose(carried, expected.reshape(200, -1), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(Normalize(split.normalization)(pixels), expected)
