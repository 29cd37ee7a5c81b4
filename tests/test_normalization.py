"""Normalization against numpy and a plain fit of scikit-learn's StandardScaler."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from cnn_core import normalization
from cnn_core.datasets import sample

PIXELS = sample("mnist", 12_000).pixels
FLAT = PIXELS.reshape(len(PIXELS), -1)


def test_unit_maps_bytes_to_0_to_1() -> None:
    applied = normalization.fit("unit", PIXELS).apply(PIXELS[:3])
    np.testing.assert_array_equal(applied[..., 0], PIXELS[:3].astype(np.float32) / 255)


def test_mean_std_is_numpys() -> None:
    fitted = normalization.fit("mean_std", PIXELS)
    assert fitted.mean.shape == fitted.deviation.shape == ()
    assert fitted.mean == pytest.approx(PIXELS.mean(), rel=1e-6)
    assert fitted.deviation == pytest.approx(PIXELS.std(), rel=1e-6)


def test_per_pixel_is_standard_scaler_in_one_piece() -> None:
    """12,000 images are three chunks."""
    assert FLAT.size > 2 * normalization.CHUNK_VALUES
    oracle = StandardScaler().fit(FLAT.astype(np.float64))
    fitted = normalization.fit("per_pixel", PIXELS)
    np.testing.assert_allclose(fitted.mean.ravel(), oracle.mean_, rtol=1e-6)
    np.testing.assert_allclose(fitted.deviation.ravel(), oracle.scale_, rtol=1e-6)
    np.testing.assert_allclose(
        fitted.apply(PIXELS[:50]).reshape(50, -1), oracle.transform(FLAT[:50]), atol=1e-4
    )


def test_a_pixel_that_never_varies_keeps_its_scale() -> None:
    fitted = normalization.fit("per_pixel", PIXELS)
    never_inked = ~PIXELS.any(axis=0)
    assert never_inked.sum() > 50
    assert (fitted.deviation[never_inked] == 1).all()
    assert (fitted.mean[never_inked] == 0).all()


def test_one_image_or_one_colour_does_not_divide_by_zero() -> None:
    grey = np.full((100, 28, 28), 9, np.uint8)
    for method in ("mean_std", "per_pixel"):
        assert (normalization.fit(method, grey).apply(grey) == 0).all()


@pytest.mark.parametrize("method", ["unit", "mean_std", "per_pixel"])
def test_apply_gives_what_the_network_takes(method: normalization.Method) -> None:
    fitted = normalization.fit(method, PIXELS)
    applied = fitted.apply(PIXELS[:7])
    assert (applied.shape, applied.dtype) == ((7, 28, 28, 1), np.float32)
    expected = (PIXELS[:7] - fitted.mean.astype(np.float64)) / fitted.deviation
    np.testing.assert_allclose(applied[..., 0], expected, rtol=1e-5, atol=1e-5)
