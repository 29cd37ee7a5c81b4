"""A test set as static files, so that the browser shows any image of it without asking."""

from __future__ import annotations

import hashlib

import numpy as np

from cnn_core.datasets import Dataset, Images
from cnn_core.files import write_whole
from cnn_core.images_file import VERSION, to_bytes
from cnn_core.web.plotly_file import STATIC

IN_A_FILE = 200
"""Images: 157 kB, so that any image is there at once. As `IN_A_FILE` in test_set.js."""


def serve_test_set(dataset: Dataset, images: Images) -> str:
    """Put the files under `static/`, unless they are there already, whole and unchanged; what their
    addresses begin with, relative to the page, before `-0.bin` and so on.

    Raises OSError where a file cannot be written.
    """
    digest = hashlib.sha256(images.labels.tobytes() + images.pixels.tobytes()).hexdigest()[:12]
    name = f"{dataset}-test-{digest}-{IN_A_FILE}-{VERSION}"
    STATIC.mkdir(exist_ok=True)
    for start in range(0, len(images), IN_A_FILE):
        block = images.take(np.arange(start, min(start + IN_A_FILE, len(images))))
        _write(f"{name}-{start // IN_A_FILE}.bin", to_bytes(block))
    return f"app/static/{name}"


def _write(name: str, content: bytes) -> None:
    target = STATIC / name
    if not (target.is_file() and target.read_bytes() == content):
        write_whole(target, content)
