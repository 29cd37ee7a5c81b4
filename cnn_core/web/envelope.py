"""What a component and the server send each other, as bytes and as text.

A component gets bytes only by themselves, so all that it gets travels as one row of them: a
little-endian uint32, the length of a JSON header, the header, then the parts, whose lengths the
header names. `openEnvelope` in envelope.js reads it.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Mapping, Sequence

from cnn_core.spec import INPUT_SHAPE

PIXELS = INPUT_SHAPE[0] * INPUT_SHAPE[1]


def envelope(header: Mapping[str, object], parts: Sequence[bytes]) -> bytes:
    """Header and parts in one row of bytes; `sizes` in the header is theirs."""
    text = json.dumps({**header, "sizes": [len(part) for part in parts]}).encode()
    return struct.pack("<I", len(text)) + text + b"".join(parts)


def read_pixels(text: str) -> bytes | None:
    """28×28 bytes from base64; None where it is anything else."""
    pixels = from_base64(text, PIXELS)
    return pixels if pixels is not None and len(pixels) == PIXELS else None


def from_base64(text: str, most: int) -> bytes | None:
    """1 to `most` bytes from base64; None where it is anything else."""
    if len(text) > 4 * (most // 3 + 1):
        return None
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if 0 < len(decoded) <= most else None
