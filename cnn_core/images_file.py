"""Labelled images as one file for the browser."""

from __future__ import annotations

import struct

from cnn_core.datasets import Images

VERSION = 1
_HEADER = struct.Struct("<II")
"""Version, number of images."""


def to_bytes(images: Images) -> bytes:
    """Little-endian: version and count (uint32), labels (count) and pixels (count, 784), a byte
    each, 0 ground to 255 ink. `readImages` in web/inside/images_file.js reads it."""
    header = _HEADER.pack(VERSION, len(images))
    return header + images.labels.tobytes() + images.pixels.tobytes()


def file_size(count: int) -> int:
    """Bytes of a file of so many images."""
    return _HEADER.size + count * (1 + 28 * 28)
