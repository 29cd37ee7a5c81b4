"""Images of a run on which a page judges its network in the browser, as one file.

They are not the test images: what is chosen by looking at them does not spoil those.
"""

from __future__ import annotations

import hashlib

from cnn_core import images_file
from cnn_core.datasets import Images, held_out, sizes
from cnn_core.records import Run
from cnn_core.spec import Data

COUNT = 1000


def choose(run: Run) -> Images:
    """The run's first COUNT validation images; of a run without any, its first training images.

    Raises DatasetUnavailable where a file is missing or damaged.
    """
    return held_out(run.spec.data, run.spec.training.seed, COUNT)


def are_validation_images(data: Data) -> bool:
    """Whether the images are validation images, not training images."""
    return sizes(data)[1] > 0


def file_size(data: Data) -> int:
    """Bytes of the file, as far as the images suffice."""
    train, validation, _ = sizes(data)
    count = min(COUNT, validation or train - data.kept_images)
    return images_file.file_size(count)


def file_name(run: Run) -> str:
    """The same for runs that have the same images."""
    data, seed = run.spec.data, run.spec.training.seed
    joined = data.normalization == "article"
    fields = f"{data.train_images} {data.validation_share!r} {joined} {seed}"
    digest = hashlib.sha256(fields.encode()).hexdigest()[:12]
    return f"{data.dataset}-judging-{digest}-{images_file.VERSION}.bin"
