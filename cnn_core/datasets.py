"""The datasets, and what a run takes of them: training, validation and test images.

Both datasets have 60,000 training and 10,000 test images of 28×28 pixels in ten classes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core import normalization, sources
from cnn_core.normalization import Normalization
from cnn_core.sources import DatasetUnavailable
from cnn_core.spec import TRAINING_IMAGES, Data

__all__ = [
    "CLASS_NAMES",
    "Dataset",
    "DatasetUnavailable",
    "Images",
    "Normalization",
    "Split",
    "available",
    "load",
    "load_test",
    "prepare",
    "sample",
    "sizes",
]

Dataset = Literal["mnist", "fashion_mnist"]

CLASS_NAMES: dict[Dataset, tuple[str, ...]] = {
    "mnist": tuple("0123456789"),
    "fashion_mnist": (
        "T-shirt",
        "Trousers",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
}
"""What the labels 0 to 9 mean."""
_SPLIT_STREAM = 2
"""Tells the random numbers of the split from those of the epochs' order and augmentation."""


@dataclass(frozen=True)
class Images:
    pixels: NDArray[np.uint8]
    """(count, 28, 28), 0 (ground) to 255 (ink)."""
    labels: NDArray[np.uint8]
    """(count,), 0 to 9."""

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, positions: NDArray[np.int64]) -> Images:
        """The images at these positions, in their order."""
        return Images(self.pixels[positions], self.labels[positions])


@dataclass(frozen=True)
class Split:
    """What a run is trained, validated and tested on, no image in two of the three."""

    train: Images
    validation: Images
    test: Images
    normalization: Normalization
    test_indices: NDArray[np.int32]
    """Positions of the test images in the official test set; with the normalization `article`,
    in the official training and test sets joined."""


def load(dataset: Dataset) -> tuple[Images, Images]:
    """The official training set and test set.

    Raises DatasetUnavailable where a file is missing or damaged.
    """
    return _images(dataset, "train"), load_test(dataset)


def load_test(dataset: Dataset) -> Images:
    """The official test set; the training images are not read. Raises as `load`."""
    return _images(dataset, "test")


def sample(dataset: Dataset, count: int) -> Images:
    """The first `count` training images; no others are read. Raises as `load`."""
    return _images(dataset, "train", count)


def available(dataset: Dataset) -> str | None:
    """None if the dataset can be loaded from this machine, else a sentence that says what to do.

    Looks only whether the files are there: `load` finds the damaged ones.
    """
    found = dataset == "mnist" or sources.fashion_folder()
    return None if found else sources.FASHION_MISSING


def sizes(data: Data) -> tuple[int, int, int]:
    """Numbers of training, validation and test images that `prepare` will give."""
    drawn, validation = _drawn(data)
    return drawn + data.kept_images, validation, sources.TEST_IMAGES


def prepare(data: Data, seed: int, kept: Images | None = None) -> Split:
    """Draw the images of a run and fit its normalization.

    `data.train_images` images are drawn by a permutation of the training set that depends on
    the seed alone; the last of them become the validation images. The normalization is fitted
    on the remaining training images. The normalization `article` instead joins both official
    sets, fits on all 70,000, and cuts a new test set of 10,000 from their permutation.

    The `kept` digits come last among the training images, `data.kept_images` in all, in turn and
    over and over. The normalization is not fitted on them: it is that of the run without them.

    Raises DatasetUnavailable where a file is missing or damaged.
    """
    split = _split(data, seed)
    if not data.kept_images:
        return split
    if not kept:
        raise ValueError("data.kept_images: expected kept digits. Received: none")
    turns = np.arange(data.kept_images) % len(kept)
    return replace(split, train=_join(split.train, kept.take(turns)))


def held_out(data: Data, seed: int, count: int) -> Images:
    """The first validation images that `prepare` gives, `count` at most; where it gives none, the
    first of the training images. No normalization is fitted.

    Raises DatasetUnavailable where a file is missing or damaged.
    """
    if data.normalization == "article":
        images = _join(*load(data.dataset))
    else:
        images = _images(data.dataset, "train")
    order = _split_generator(seed).permutation(len(images))
    train, validation = _drawn(data)
    first, most = (train, validation) if validation else (0, train)
    return images.take(order[first : first + min(count, most)])


def _split(data: Data, seed: int) -> Split:
    train, test = load(data.dataset)
    rng = _split_generator(seed)
    if data.normalization == "article":
        joined = _join(train, test)
        order = rng.permutation(len(joined))
        fitted = normalization.fit("per_pixel", joined.pixels)
        train, validation = _draw(data, joined, order[:TRAINING_IMAGES])
        held_out = order[TRAINING_IMAGES:]
        return Split(train, validation, joined.take(held_out), fitted, held_out.astype(np.int32))
    train, validation = _draw(data, train, rng.permutation(len(train)))
    fitted = normalization.fit(data.normalization, train.pixels)
    return Split(train, validation, test, fitted, np.arange(len(test), dtype=np.int32))


def _split_generator(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 0, _SPLIT_STREAM])


def _draw(data: Data, images: Images, order: NDArray[np.int64]) -> tuple[Images, Images]:
    """Training and validation images, from the beginning of `order`."""
    count, validation = _drawn(data)
    return images.take(order[:count]), images.take(order[count : count + validation])


def _drawn(data: Data) -> tuple[int, int]:
    """How many training and validation images are drawn from the dataset."""
    validation = round(data.train_images * data.validation_share)
    return data.train_images - validation, validation


def _join(first: Images, second: Images) -> Images:
    return Images(
        np.concatenate((first.pixels, second.pixels)),
        np.concatenate((first.labels, second.labels)),
    )


def _images(dataset: Dataset, part: sources.Part, first: int | None = None) -> Images:
    read = sources.read_mnist if dataset == "mnist" else sources.read_fashion
    return Images(*read(part, first))
