"""Random changes of images: one affine transform each (shift, rotation, zoom, shear) and then
another width of the lines.

A transform is a row of eight coefficients as TensorFlow's ImageProjectiveTransformV3 takes them:
the output pixel (x, y) shows the input at (a0·x + a1·y + a2, b0·x + b1·y + b2); the last two,
of a perspective, stay 0. x runs to the right, y downwards, and the turning point is the centre
of the image (13.5, 13.5). Training applies the changes with `cnn_core.learning.augment`.

Each epoch has its own changes, which depend on the seed and the epoch alone: a training that
resumes in mid-epoch draws the same ones again. Row i belongs to the i-th image in the order of
that epoch.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnn_core.spec import INPUT_SHAPE, Augmentation

Pixels = TypeVar("Pixels", NDArray[np.uint8], NDArray[np.float32])
Values = NDArray[np.float64]

CENTRE = np.array([(INPUT_SHAPE[1] - 1) / 2, (INPUT_SHAPE[0] - 1) / 2])
"""(x, y) of the middle of the image, in pixels."""
CROSS = np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]]])
"""A pixel and its four neighbours: nearer to a disc than all eight are."""
_TRANSFORM_STREAM = 1
_LINE_WIDTH_STREAM = 3
"""Tell these random numbers from each other, from the order of the images and from the split."""


class Changes(NamedTuple):
    """How some images are changed, a row for each."""

    transforms: NDArray[np.float32]
    """(count, 8), from output to input pixels."""
    line_widths: NDArray[np.float32]
    """(count,), pixels by which lines get thicker: -2 to 2, below 0 they get thinner."""


def epoch_changes(augmentation: Augmentation, count: int, seed: int, epoch: int) -> Changes:
    """The changes of one epoch (counted from 0), for its `count` images in their order."""
    return Changes(
        transforms(augmentation, count, np.random.default_rng([seed, epoch, _TRANSFORM_STREAM])),
        line_widths(augmentation, count, np.random.default_rng([seed, epoch, _LINE_WIDTH_STREAM])),
    )


def transforms(
    augmentation: Augmentation, count: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw (count, 8) transforms, each change uniformly between its largest values."""
    draws = rng.uniform(-1, 1, (count, 5))
    return coefficients(
        shift=draws[:, :2] * augmentation.shift,
        rotation=draws[:, 2] * augmentation.rotation,
        zoom=1 + draws[:, 3] * augmentation.zoom,
        shear=draws[:, 4] * augmentation.shear,
    )


def line_widths(
    augmentation: Augmentation, count: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw (count,) changes of the lines' width, uniformly between its largest values."""
    return (rng.uniform(-1, 1, count) * augmentation.line_width).astype(np.float32)


def coefficients(
    shift: Values, rotation: Values, zoom: Values, shear: Values
) -> NDArray[np.float32]:
    """Transforms that zoom, then shear, then rotate about the centre, then shift.

    Args:
        shift: (count, 2), pixels to the right and down.
        rotation: (count,), degrees counter-clockwise.
        zoom: (count,), factor of both sides; above 1 the image grows.
        shear: (count,), degrees by which verticals lean to the right at their top.

    Returns:
        (count, 8), from output to input pixels.
    """
    turn, lean = np.radians(rotation), np.tan(np.radians(shear))
    cos, sin = np.cos(turn) / zoom, np.sin(turn) / zoom
    rows = np.stack((cos + lean * sin, lean * cos - sin, sin, cos), axis=1).reshape(-1, 2, 2)
    offsets = CENTRE - np.einsum("nij,nj->ni", rows, CENTRE + shift)
    affine = np.concatenate((rows, offsets[..., np.newaxis]), axis=2).reshape(-1, 6)
    return np.pad(affine, ((0, 0), (0, 2))).astype(np.float32)


def apply(images: Pixels, changes: Changes) -> Pixels:
    """Change images on the CPU, for a preview.

    Args:
        images: (count, height, width) raw pixels; unsigned bytes are rounded again.
        changes: A row for each image.

    Returns:
        Images of the same shape and type.
    """
    changed = move(images.astype(np.float32), changes.transforms)
    changed = widen(changed, changes.line_widths)
    if images.dtype == np.uint8:
        changed.round(out=changed)
    return changed.astype(images.dtype, copy=False)


def move(images: NDArray[np.float32], transforms: NDArray[np.float32]) -> NDArray[np.float32]:
    """Transform (count, height, width) images by (count, 8): bilinear, 0 outside the image."""
    from scipy.ndimage import affine_transform

    moved = np.empty_like(images)
    for image, (a0, a1, a2, b0, b1, b2, _, _), target in zip(
        images, transforms.astype(np.float64), moved, strict=True
    ):
        # scipy counts (row, column), which is (y, x); grid-constant fades at the edge as TF does.
        matrix, offset = ((b1, b0), (a1, a0)), (b2, a2)
        affine_transform(image, matrix, offset, output=target, order=1, mode="grid-constant")
    return moved


def widen(images: NDArray[np.float32], line_widths: NDArray[np.float32]) -> NDArray[np.float32]:
    """Make the lines of (count, height, width) images thicker by (count,) pixels, -2 to 2.

    Grey-scale morphology: a dilation by CROSS moves either edge of a line outwards by a pixel, an
    erosion inwards; the image is blended with one of them, half a pixel for half of it.
    """
    from scipy.ndimage import grey_dilation, grey_erosion

    thicker = grey_dilation(images, footprint=CROSS, mode="nearest")
    thinner = grey_erosion(images, footprint=CROSS, mode="nearest")
    share = line_widths[:, np.newaxis, np.newaxis] / 2
    grown = np.maximum(share, 0) * (thicker - images)
    shrunk = np.minimum(share, 0) * (images - thinner)
    return np.asarray(images + grown + shrunk, np.float32)
