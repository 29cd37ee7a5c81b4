"""One short text for all weights of a network: equal where every bit is equal."""

from __future__ import annotations

import hashlib

from cnn_core.payload import unpack


def weights_digest(payload: bytes) -> str:
    """SHA-256 of the layers' arrays in Keras' order (`model.get_weights()`), in hexadecimal.

    Each array as little-endian float32, the last axis running fastest; the normalisation is not in
    it. Raises PayloadError for bytes that are not a payload.
    """
    digest = hashlib.sha256()
    for arrays in unpack(payload).tensors:
        for array in arrays:
            digest.update(array.astype("<f4").tobytes())
    return digest.hexdigest()
