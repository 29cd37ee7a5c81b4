"""Random shift, rotation, zoom and shear of images, as one affine transform each.

A transform is a row of eight coefficients as TensorFlow's ImageProjectiveTransformV3 takes them:
the output pixel (x, y) shows the input at (a0·x + a1·y + a2, b0·x + b1·y + b2); the last two,
of a perspective, stay 0. x runs to the right, y downwards, and the turning point is the centre
of the image (13.5, 13.5). Training applies them with `cnn_core.learning.augment`.

Each epoch has its own transforms, which depend on the seed and the epoch alone: a training that
resumes in mid-epoch draws the same ones again. Row i belongs to the i-th image in the order of
that epoch.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cnn_core.spec import INPUT_SHAPE, Augmentation

Pixels = TypeVar("Pixels", NDArray[np.uint8], NDArray[np.float32])
Values = NDArray[np.float64]

CENTRE = np.array([(INPUT_SHAPE[1] - 1) / 2, (INPUT_SHAPE[0] - 1) / 2])
"""(x, y) of the middle of the image, in pixels."""
_STREAM = 1
"""Tells these random numbers from those of the order of the images and of the split."""


def epoch_transforms(
    augmentation: Augmentation, count: int, seed: int, epoch: int
) -> NDArray[np.float32]:
    """The (count, 8) transforms of one epoch (counted from 0), for its images in their order."""
    return transforms(augmentation, count, np.random.default_rng([seed, epoch, _STREAM]))


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


def apply(images: Pixels, transforms: NDArray[np.float32]) -> Pixels:
    """Transform images on the CPU, for a preview: bilinear, 0 outside the image.

    Args:
        images: (count, height, width) raw pixels; unsigned bytes are rounded again.
        transforms: (count, 8).

    Returns:
        Images of the same shape and type.
    """
    from scipy.ndimage import affine_transform

    moved = np.empty(images.shape, np.float32)
    for image, (a0, a1, a2, b0, b1, b2, _, _), target in zip(
        images.astype(np.float32), transforms.astype(np.float64), moved, strict=True
    ):
        # scipy counts (row, column), which is (y, x); grid-constant fades at the edge as TF does.
        matrix, offset = ((b1, b0), (a1, a0)), (b2, a2)
        affine_transform(image, matrix, offset, output=target, order=1, mode="grid-constant")
    if images.dtype == np.uint8:
        moved.round(out=moved)
    return moved.astype(images.dtype, copy=False)
