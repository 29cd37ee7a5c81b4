"""Changes of images against numpy's own shifts and turns, and bars of a known width."""

import numpy as np
import pytest

from cnn_core.augmentation import (
    CENTRE,
    apply,
    coefficients,
    epoch_changes,
    line_widths,
    move,
    transforms,
    widen,
)
from cnn_core.spec import Augmentation

ALL = Augmentation(shift=2, rotation=10, zoom=0.1, shear=5, line_width=1)
IMAGES = np.random.default_rng(0).integers(0, 256, (4, 28, 28), dtype=np.uint8)
VALUES = IMAGES.astype(np.float32)


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
    changes = epoch_changes(Augmentation(), len(IMAGES), seed=0, epoch=0)
    np.testing.assert_array_equal(changes.transforms, np.tile([1, 0, 0, 0, 1, 0, 0, 0], (4, 1)))
    np.testing.assert_array_equal(changes.line_widths, np.zeros(4))
    np.testing.assert_array_equal(apply(IMAGES, changes), IMAGES)


def test_whole_pixels_are_moved_exactly() -> None:
    """3 to the right and 2 up; what comes in is 0."""
    expected = np.zeros_like(IMAGES)
    expected[:, :-2, 3:] = IMAGES[:, 2:, :-3]
    np.testing.assert_array_equal(move(VALUES, single(shift=(3, -2))), expected)


@pytest.mark.parametrize("quarters", [-1, 1, 2])
def test_quarter_turns_are_numpys(quarters: int) -> None:
    turned = move(VALUES, single(rotation=90 * quarters))
    np.testing.assert_allclose(turned, np.rot90(VALUES, quarters, axes=(1, 2)), atol=1e-9)


def test_half_a_pixel_is_the_mean_of_neighbours_and_fades_at_the_edge() -> None:
    expected = VALUES / 2
    expected[:, :, 1:] += VALUES[:, :, :-1] / 2
    np.testing.assert_allclose(move(VALUES, single(shift=(0.5, 0))), expected, atol=1e-3)


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


@pytest.mark.parametrize("change", [-2.0, -1.5, -0.3, 0.0, 0.7, 2.0])
def test_a_line_gets_wider_by_as_many_pixels(change: float) -> None:
    """Upright and lying bars, 4 pixels wide; the width is the ink across, as a share of 255."""
    bar = np.zeros((1, 28, 28), np.float32)
    bar[:, :, 10:14] = 255
    for image in (bar, bar.swapaxes(1, 2)):
        widened = widen(image, np.array([change], np.float32))
        across = widened.sum(axis=2 if image is bar else 1) / 255
        np.testing.assert_allclose(across, 4 + change, atol=1e-5)


def test_each_image_gets_its_own_width() -> None:
    changes = np.array([0, 1, -1, 0], np.float32)
    widened = widen(VALUES, changes)
    np.testing.assert_array_equal(widened[[0, 3]], VALUES[[0, 3]])
    assert (widened[1] >= VALUES[1]).all()
    # What thickens the ink thins the ground.
    np.testing.assert_allclose(widened[2], 255 - widen(255 - VALUES, -changes)[2], atol=1e-3)


def test_lines_are_widened_after_the_transform() -> None:
    changes = epoch_changes(ALL, len(IMAGES), seed=0, epoch=0)
    expected = widen(move(VALUES, changes.transforms), changes.line_widths)
    np.testing.assert_array_equal(apply(VALUES, changes), expected)


def test_draws_fill_their_ranges_evenly() -> None:
    """A pure shift and a pure zoom can be read off the coefficients."""
    rng = np.random.default_rng(1)
    widths = line_widths(Augmentation(line_width=1.5), 20_000, rng)
    shifts = -transforms(Augmentation(shift=3), 20_000, rng)[:, [2, 5]]
    zooms = 1 / transforms(Augmentation(zoom=0.2), 20_000, rng)[:, 0]
    for values, low, high in ((shifts, -3, 3), (zooms, 0.8, 1.2), (widths, -1.5, 1.5)):
        width = high - low
        assert low <= values.min() < low + 0.01 * width
        assert high - 0.01 * width < values.max() <= high + 1e-6
        assert values.mean() == pytest.approx((low + high) / 2, abs=0.01 * width)
        assert values.std() == pytest.approx(width / np.sqrt(12), rel=0.02)
    assert abs(np.corrcoef(shifts.T)[0, 1]) < 0.03


def test_an_epoch_draws_the_same_changes_again() -> None:
    drawn = epoch_changes(ALL, 1_000, seed=3, epoch=2)
    assert [rows.shape for rows in drawn] == [(1_000, 8), (1_000,)]
    again, fewer = (epoch_changes(ALL, count, seed=3, epoch=2) for count in (1_000, 10))
    for rows, same, first in zip(drawn, again, fewer, strict=True):
        assert rows.dtype == np.float32
        np.testing.assert_array_equal(rows, same)
        np.testing.assert_array_equal(rows[:10], first)


@pytest.mark.parametrize("line_width", [0, 2])
def test_transforms_are_those_of_before_there_was_a_line_width(line_width: float) -> None:
    """Or runs of then would go on, or be repeated, with another result."""
    augmentation = ALL.model_copy(update={"line_width": line_width})
    draws = np.random.default_rng([3, 2, 1]).uniform(-1, 1, (50, 5))
    expected = coefficients(
        draws[:, :2] * 2, draws[:, 2] * 10, 1 + draws[:, 3] * 0.1, draws[:, 4] * 5
    )
    drawn = epoch_changes(augmentation, 50, seed=3, epoch=2).transforms
    np.testing.assert_array_equal(drawn, expected)


def test_line_widths_do_not_follow_the_transforms() -> None:
    drawn = epoch_changes(ALL, 20_000, seed=0, epoch=0)
    columns = np.column_stack((drawn.transforms[:, :6], drawn.line_widths))
    assert np.abs(np.corrcoef(columns.T)[-1, :-1]).max() < 0.03


def test_epochs_and_seeds_draw_their_own() -> None:
    drawn = [epoch_changes(ALL, 50, seed, epoch) for seed, epoch in ((0, 0), (0, 1), (1, 0))]
    for rows in zip(*drawn, strict=True):
        assert len(np.unique(np.concatenate(rows), axis=0)) == 150


def test_images_keep_their_type() -> None:
    changes = epoch_changes(ALL, len(IMAGES), seed=0, epoch=0)
    changed, exact = apply(IMAGES, changes), apply(VALUES, changes)
    assert (changed.dtype, exact.dtype) == (np.uint8, np.float32)
    np.testing.assert_array_equal(changed, exact.round())
