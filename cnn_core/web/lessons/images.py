"""What the pictures of the lessons can be about: the images that `lessons/image.js` offers."""

from __future__ import annotations

from cnn_core.datasets import CLASS_NAMES, Dataset, DatasetUnavailable
from cnn_core.web.inside.served_test_set import served_test_set
from cnn_core.web.session import store

MOST_KEPT = 100
"""Kept digits that are offered, the newest: 78 kB."""


def lesson_images(dataset: Dataset) -> tuple[dict[str, object], bytes]:
    """Where the test images are, the names of their classes and the kept digits with the pixels of
    these, 784 bytes each."""
    kept = store().digits.all()[: -MOST_KEPT - 1 : -1]
    told: dict[str, object] = {
        "address": _address(dataset),
        "names": CLASS_NAMES[dataset],
        "kept": [{"id": digit.id, "label": digit.label} for digit in kept],
    }
    return told, b"".join(digit.pixels for digit in kept)


def _address(dataset: Dataset) -> str:
    """ "" where there is no test set: then the picture says so."""
    try:
        return served_test_set(dataset)
    except DatasetUnavailable:
        return ""
