"""The arrays of a network from elsewhere, out of an HDF5 file that is not trusted.

Of the file's many possibilities only plain arrays are read: no links to other files, no virtual or
compressed ones, none whose shape is not the expected one. Keras has no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TypeVar

import h5py
import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic import describe
from cnn_core.foreign.chain import Chain, Place
from cnn_core.foreign.input_scale import fitted
from cnn_core.foreign.keras_file import ForeignError
from cnn_core.layers import BatchNormalization
from cnn_core.normalization import Normalization
from cnn_core.payload import tensor_shapes
from cnn_core.shapes import Shape

ROOTS = ("layers", "_layer_checkpoint_dependencies")
"""The group of all layers: of Keras 3, and of Keras 2's .keras files."""
ADAPTED = "normalization"
"""The group of the first layer of that class."""
FLOAT32 = np.dtype("<f4")
UNREADABLE = (
    OSError, RuntimeError, LookupError, ValueError, TypeError, MemoryError, OverflowError,
    SystemError,
)  # fmt: skip
"""What h5py raises at bytes that are not a sound HDF5 file."""
Arrays = list[NDArray[np.float32]]
Kind = TypeVar("Kind", h5py.Group, h5py.Dataset)


def read_weights(data: bytes, chain: Chain) -> list[Arrays]:
    """Each layer's arrays in Keras' order, float32; what the file lacks is neutral.

    Raises ForeignError where the file is damaged, an array is not there, has another shape or
    type, or holds a number that is none.
    """
    with _opened(data) as root:
        return [_of_layer(root, *expected) for expected in _expected(chain)]


def adapted_scale(data: bytes, chain: Chain) -> Normalization | None:
    """What the layer Normalization has learnt of images of its own, in units of their pixels.

    None where the network has no such layer. Raises ForeignError as `read_weights`.
    """
    if chain.adapted is None:
        return None
    with _opened(data) as root:
        variables = _variables(root, ADAPTED)
        mean, variance = (_array(variables, name, chain.adapted, ADAPTED) for name in ("0", "1"))
    return fitted(mean, variance)


def _expected(chain: Chain) -> Iterator[tuple[Place | None, Sequence[Shape], Arrays]]:
    """Of each layer where its arrays are, their shapes, and what stands for one that lacks."""
    rows = describe(chain.architecture).layers
    for layer, place, before in zip(chain.layers, chain.places, rows, strict=False):
        shapes = tensor_shapes(layer, before.output_shape)
        # Of a batch normalization the first array is the scale, and the other one the offset.
        first_is_one = isinstance(layer, BatchNormalization)
        neutral = [
            np.full(shape, float(first_is_one and index == 0), np.float32)
            for index, shape in enumerate(shapes)
            if place is not None and not place.present[index]
        ]
        yield place, shapes, neutral


@contextmanager
def _opened(data: bytes) -> Iterator[h5py.Group]:
    """The group of all layers."""
    try:
        with h5py.File(BytesIO(data), "r") as file:
            yield _root(file)
    except UNREADABLE as error:
        reason = str(error).partition("\n")[0][:200]
        raise ForeignError(f"model.weights.h5 cannot be read ({reason}).") from None


def _root(file: h5py.File) -> h5py.Group:
    for name in ROOTS:
        if _has(file, name):
            return _member(file, name, h5py.Group)
    raise ForeignError("model.weights.h5 holds no layers' weights.")


def _of_layer(
    root: h5py.Group, place: Place | None, shapes: Sequence[Shape], neutral: Arrays
) -> Arrays:
    if place is None:
        return []
    variables = _variables(root, place.group)
    arrays, number = [], 0
    for shape, present in zip(shapes, place.present, strict=True):
        if present:
            arrays.append(_array(variables, str(number), shape, place.group))
            number += 1
        else:
            arrays.append(neutral.pop(0))
    return arrays


def _variables(root: h5py.Group, path: str) -> h5py.Group:
    """Step by step: HDF5 itself would follow links on the way."""
    for name in (*path.split("/"), "vars"):
        root = _member(root, name, h5py.Group)
    return root


def _has(group: h5py.Group, name: str) -> bool:
    """Whether there is a link of that name; `in` would look where it leads."""
    return bool(group.id.links.exists(name.encode()))


def _member(group: h5py.Group, name: str, kind: type[Kind]) -> Kind:
    """A member that is in this very file. Raises ForeignError."""
    link = group.get(name, getlink=True) if _has(group, name) else None
    if not isinstance(link, h5py.HardLink):
        what = "nothing" if link is None else f"a {type(link).__name__}"
        raise ForeignError(f"model.weights.h5: expected {name[:60]!r} in it. Received: {what}")
    member = group[name]
    if not isinstance(member, kind):
        raise ForeignError(f"model.weights.h5: {name[:60]!r} is not a {kind.__name__}.")
    return member


def _array(group: h5py.Group, name: str, shape: Shape, layer: str) -> NDArray[np.float32]:
    """Looked at before it is read: nothing larger than expected is ever allocated."""
    found = _member(group, name, h5py.Dataset)
    if found.shape != shape or found.dtype != FLOAT32:
        expected = f"expected float32 of shape {shape}"
        received = f"{str(found.dtype)[:60]} of shape {str(found.shape)[:60]}"
        raise ForeignError(f"The weights of {layer}: {expected}. Received: {received}")
    if found.chunks is not None or found.external or found.is_virtual:
        raise ForeignError(f"The weights of {layer} are not stored as plain arrays.")
    array: NDArray[np.float32] = found[()]
    if not np.isfinite(array).all():
        raise ForeignError(f"The weights of {layer} hold a number that is none, or is infinite.")
    return array
