"""A trained network as one piece of bytes: what the browser's forward pass is fed with.

Layout: the header's length (uint32), the header (JSON, ASCII, padded with spaces), the tensors.
All numbers are little-endian, every part begins at a multiple of four bytes. Which tensors there
are, and of which shapes, follows from the header's layers: first the normalisation's mean and
deviation, then each layer's in Keras' order. `web/forward` reads the same.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from cnn_core.arithmetic import describe
from cnn_core.faults import fault_lines
from cnn_core.frozen import Frozen
from cnn_core.layers import (
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Layer,
    Output,
)
from cnn_core.normalization import Normalization
from cnn_core.shapes import Shape
from cnn_core.spec import CLASSES, INPUT_SHAPE, MAX_JSON_BYTES

VERSION: Literal[1] = 1
LENGTH = struct.Struct("<I")
ALIGNMENT = 4
"""Bytes: where the browser can look at numbers of 32 bits without copying them one by one."""
LARGEST_HALF = float(np.finfo(np.float16).max)
Tensors = Sequence[NDArray[np.float32]]
ClassName = Annotated[str, Field(min_length=1, max_length=50)]


class PayloadError(Exception):
    """The bytes are not a payload, or cannot become one; the message is one sentence."""


class Header(Frozen):
    version: Literal[1] = VERSION
    kernels: Literal["float32", "float16"] = "float32"
    """Type of the tensors with two axes or more; the others are small, and always of 32 bits."""
    normalization: Literal["scalar", "per_pixel"]
    classes: Annotated[tuple[ClassName, ...], Field(min_length=CLASSES, max_length=CLASSES)]
    layers: Annotated[tuple[Layer, ...], Field(max_length=100)]

    @property
    def tensors(self) -> Iterator[tuple[Shape, np.dtype[Any]]]:
        """Shape and type of each tensor, in the payload's order."""
        single, kernel = np.dtype("<f4"), np.dtype(self.kernels).newbyteorder("<")
        pixels = INPUT_SHAPE[:2] if self.normalization == "per_pixel" else ()
        yield from [(pixels, single)] * 2
        for shapes in self.shapes:
            for shape in shapes:
                yield shape, kernel if len(shape) > 1 else single

    @property
    def shapes(self) -> tuple[tuple[Shape, ...], ...]:
        """Of each layer's arrays."""
        rows = describe(Architecture(layers=self.layers)).layers
        return tuple(
            tensor_shapes(layer, before.output_shape)
            for layer, before in zip(self.layers, rows, strict=False)
        )


@dataclass(frozen=True)
class Network:
    """A payload taken apart."""

    header: Header
    normalization: Normalization
    tensors: tuple[tuple[NDArray[np.float32], ...], ...]
    """Each layer's arrays in Keras' order; kernels (height, width, channels, filters)."""


def tensor_shapes(layer: Layer, shape: Shape) -> tuple[Shape, ...]:
    """Shapes of a layer's arrays in Keras' order, for an input of `shape` without the batch."""
    match layer:
        case Conv2D():
            return (*layer.kernel_size, shape[2], layer.filters), (layer.filters,)
        case BatchNormalization():
            return ((shape[-1],),) * 4
        case ClusterDistances():
            return (prod(shape), layer.clusters), (layer.clusters,)
        case Dense():
            return (shape[0], layer.units), (layer.units,)
        case Output():
            return (shape[0], CLASSES), (CLASSES,)
        case _:
            return ()


def pack(
    layers: Sequence[Layer],
    tensors: Sequence[Tensors],
    normalization: Normalization,
    classes: Sequence[str],
) -> bytes:
    """The payload of a network that takes raw pixels (0 to 255).

    `tensors` has for each layer its arrays in Keras' order, float32. Raises PayloadError if they
    are not those of the layers.
    """
    per_pixel = normalization.mean.ndim > 0
    header = Header(
        normalization="per_pixel" if per_pixel else "scalar",
        classes=tuple(classes),
        layers=tuple(layers),
    )
    arrays = [normalization.mean, normalization.deviation]
    return _joined(header, [*arrays, *(array for group in tensors for array in group)])


def in_half(payload: bytes) -> bytes:
    """The same network with kernels of 16 bits, in about half as many bytes.

    Raises PayloadError if the bytes are not a payload, or a weight is too large for 16 bits.
    """
    header = read_header(payload)
    arrays = list(_arrays(payload, header))
    if not all(map(_fits_half, arrays)):
        raise PayloadError(f"A weight is too large for 16 bits: expected at most {LARGEST_HALF:g}.")
    return _joined(header.model_copy(update={"kernels": "float16"}), arrays)


def fits_half(payload: bytes) -> bool:
    """Whether `in_half` has room for every weight. Raises PayloadError for other bytes."""
    return all(map(_fits_half, _arrays(payload, read_header(payload))))


def unpack(payload: bytes) -> Network:
    """The network that the bytes are, its kernels as 32-bit floats. Raises PayloadError."""
    header = read_header(payload)
    arrays = _arrays(payload, header)
    mean, deviation = islice(arrays, 2)
    return Network(
        header,
        Normalization(mean, deviation),
        tuple(tuple(islice(arrays, len(shapes))) for shapes in header.shapes),
    )


def digest(payload: bytes) -> str:
    """Tells networks apart: equal for equal bytes only."""
    return hashlib.sha256(payload).hexdigest()[:16]


def read_header(payload: bytes) -> Header:
    """What network it is. Nothing larger than the bytes themselves is allocated.

    Raises PayloadError if they are of another version, cut short, or more than the layers need.
    """
    header = _parsed(payload)
    fault = describe(Architecture(layers=header.layers), batch_size=1).fault
    if fault:
        raise PayloadError(f"The payload's layers do not fit each other ({fault}).")
    expected = _start(payload) + sum(_padded_size(*tensor) for tensor in header.tensors)
    if len(payload) != expected:
        raise PayloadError(
            f"The payload is not whole: expected {expected:,} bytes. Received: {len(payload):,}"
        )
    return header


def _parsed(payload: bytes) -> Header:
    if len(payload) < LENGTH.size:
        raise PayloadError(f"The payload is not whole: it has only {len(payload)} bytes.")
    end = _start(payload)
    if end > min(len(payload), MAX_JSON_BYTES):
        raise PayloadError(f"The payload is not whole: its header would end at byte {end:,}.")
    try:
        fields = json.loads(payload[LENGTH.size : end])
    except (ValueError, RecursionError):
        raise PayloadError("The payload's header cannot be read.") from None
    version = fields.get("version") if isinstance(fields, dict) else None
    if version != VERSION:
        raise PayloadError(f"The payload is not of version {VERSION}. Received: {version!r:.20}")
    try:
        return Header.model_validate(fields)
    except ValidationError as error:
        raise PayloadError(f"The payload's header is wrong: {fault_lines(error)[0]}") from None


def _start(payload: bytes) -> int:
    """Where the tensors begin."""
    (length,) = LENGTH.unpack_from(payload)
    return LENGTH.size + int(length)


def _padded_size(shape: Shape, dtype: np.dtype[Any]) -> int:
    return _aligned(prod(shape) * dtype.itemsize)


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _joined(header: Header, arrays: Tensors) -> bytes:
    expected = list(header.tensors)
    received = [array.shape for array in arrays]
    if received != [shape for shape, _ in expected]:
        raise PayloadError(f"The arrays are not those of the layers. Received: {received}")
    text = header.model_dump_json(ensure_ascii=True).encode("ascii")
    text = text.ljust(_aligned(len(text)))
    parts = [LENGTH.pack(len(text)), text]
    for array, (_, dtype) in zip(arrays, expected, strict=True):
        data = array.astype(dtype).tobytes()
        parts.append(data.ljust(_aligned(len(data)), b"\0"))
    return b"".join(parts)


def _fits_half(array: NDArray[np.float32]) -> bool:
    return array.ndim < 2 or not np.abs(array).max() > LARGEST_HALF


def _arrays(payload: bytes, header: Header) -> Iterator[NDArray[np.float32]]:
    """The tensors of a payload whose header has been read, as float32."""
    offset = _start(payload)
    for shape, dtype in header.tensors:
        values = np.frombuffer(payload, dtype, prod(shape), offset)
        yield values.reshape(shape).astype(np.float32)
        offset += _padded_size(shape, dtype)
