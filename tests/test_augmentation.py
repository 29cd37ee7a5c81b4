"""Transforms of images against numpy's own shifts and turns."""

import numpy as np
import pytest

from cnn_core.augmentation import CENTRE, apply, coefficients, epoch_transforms, transforms
from cnn_core.spec import Augmentation

ALL = Augmentation(shift=2, rotation=10, zoom=0.1, shear=5)
IMAGES = np.random.default_rng(0).integers(0, 256, (4, 28, 28), dtype=np.uint8)


def single(
    shift: tuple[float, float] = (0, 0), rotation: float = 0, zoom: float = 1, shear: float = 0
) -> np.ndarray:
    """The same transform for each of the four images."""
    count = len(IMAGES)
    return coefficients(
        np.tile(np.array(shift, float), (count, 1)),
        np.full(count, float(rotation)),
        np.full(count, float(zoom)),
        np.full(count, float(shear)),
    )


def output_of(point: tuple[float, float], row: np.ndarray) -> np.ndarray:
    """Where the input point (x, y) is shown, both counted from the centre."""
    a0, a1, a2, b0, b1, b2, _, _ = row.astype(np.float64)
    back = np.array([[a0, a1], [b0, b1]])
    return np.linalg.solve(back, np.array(point) + CENTRE - (a2, b2)) - CENTRE


def test_no_augmentation_changes_nothing() -> None:
    rows = epoch_transforms(Augmentation(), len(IMAGES), seed=0, epoch=0)
    np.testing.assert_array_equal(rows, np.tile([1, 0, 0, 0, 1, 0, 0, 0], (4, 1)))
    np.testing.assert_array_equal(apply(IMAGES, rows), IMAGES)


def test_whole_pixels_are_moved_exactly() -> None:
    """3 to the right and 2 up; what comes in is 0."""
    expected = np.zeros_like(IMAGES)
    expected[:, :-2, 3:] = IMAGES[:, 2:, :-3]
    np.testing.assert_array_equal(apply(IMAGES, single(shift=(3, -2))), expected)


@pytest.mark.parametrize("quarters", [-1, 1, 2])
def test_quarter_turns_are_numpys(quarters: int) -> None:
    turned = apply(IMAGES, single(rotation=90 * quarters))
    np.testing.assert_array_equal(turned, np.rot90(IMAGES, quarters, axes=(1, 2)))


def test_half_a_pixel_is_the_mean_of_neighbours_and_fades_at_the_edge() -> None:
    values = IMAGES.astype(np.float32)
    expected = values / 2
    expected[:, :, 1:] += values[:, :, :-1] / 2
    np.testing.assert_allclose(apply(values, single(shift=(0.5, 0))), expected, atol=1e-3)


@pytest.mark.parametrize(
    ("change", "point", "shown"),
    [
        ({"zoom": 1.5}, (4, -6), (6, -9)),
        ({"shift": (2, -3)}, (4, -6), (6, -9)),
        ({"rotation": 90}, (4, 0), (0, -4)),
        ({"shear": 45}, (0, -5), (5, -5)),
        ({"shear": 45}, (3, 0), (3, 0)),
        # (2, 0) grows to (4, 0), is turned upwards to (0, -4), and then moves.
        ({"zoom": 2, "rotation": 90, "shift": (1, 1)}, (2, 0), (1, -3)),
        # (0, -1) grows to (0, -2), leans to (2, -2), and is turned to (-2, -2).
        ({"zoom": 2, "shear": 45, "rotation": 90}, (0, -1), (-2, -2)),
    ],
)
def test_points_go_where_the_change_says(
    change: dict[str, float], point: tuple[float, float], shown: tuple[float, float]
) -> None:
    np.testing.assert_allclose(output_of(point, single(**change)[0]), shown, atol=1e-5)


def test_draws_fill_their_ranges_evenly() -> None:
    """A pure shift and a pure zoom can be read off the coefficients."""
    rng = np.random.default_rng(1)
    shifts = -transforms(Augmentation(shift=3), 20_000, rng)[:, [2, 5]]
    zooms = 1 / transforms(Augmentation(zoom=0.2), 20_000, rng)[:, 0]
    for values, low, high in ((shifts, -3, 3), (zooms, 0.8, 1.2)):
        width = high - low
        assert low <= values.min() < low + 0.01 * width
        assert high - 0.01 * width < values.max() <= high + 1e-6
        assert values.mean() == pytest.approx((low + high) / 2, abs=0.01 * width)
        assert values.std() == pytest.approx(width / np.sqrt(12), rel=0.02)
    assert abs(np.corrcoef(shifts.T)[0, 1]) < 0.03


def test_an_epoch_draws_the_same_transforms_again() -> None:
    rows = epoch_transforms(ALL, 1_000, seed=3, epoch=2)
    assert (rows.shape, rows.dtype) == ((1_000, 8), np.float32)
    np.testing.assert_array_equal(rows, epoch_transforms(ALL, 1_000, seed=3, epoch=2))
    np.testing.assert_array_equal(rows[:10], epoch_transforms(ALL, 10, seed=3, epoch=2))


def test_epochs_and_seeds_draw_their_own() -> None:
    drawn = [epoch_transforms(ALL, 50, seed, epoch) for seed, epoch in ((0, 0), (0, 1), (1, 0))]
    rows = np.concatenate(drawn)
    assert len(np.unique(rows, axis=0)) == 150


def test_images_keep_their_type() -> None:
    rows = epoch_transforms(ALL, len(IMAGES), seed=0, epoch=0)
    moved, exact = apply(IMAGES, rows), apply(IMAGES.astype(np.float32), rows)
    assert (moved.dtype, exact.dtype) == (np.uint8, np.float32)
    np.testing.assert_array_equal(moved, exact.round())
