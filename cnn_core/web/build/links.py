"""A spec in the address of a page: the preset's name, and what differs from it, packed.

`?preset=article` is the preset itself; `&edits=…` holds the parts that differ, as JSON, deflated,
in base64's alphabet for addresses. Whoever sends a link may have written
anything into it, so it is read with limits and validated like any other spec.
"""

from __future__ import annotations

import binascii
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from cnn_core.presets import PRESETS
from cnn_core.spec import MAX_JSON_BYTES, RunSpec, SpecError

MAX_EDITS = 20_000
"""Characters of `edits`."""
PARTS = ("architecture", "data", "training", "hardware")


def to_query(spec: RunSpec, preset: str) -> dict[str, str]:
    """The query parameters of a link that opens this spec, told as a change of the preset."""
    base = PRESETS[preset]
    edits = {
        part: getattr(spec, part).model_dump(mode="json")
        for part in PARTS
        if getattr(spec, part) != getattr(base, part)
    }
    return {"preset": preset, "edits": _pack(edits)} if edits else {"preset": preset}


def from_query(query: Mapping[str, str]) -> tuple[RunSpec, str] | None:
    """The spec and its preset's name, or None where the query names neither.

    Raises SpecError when the link is damaged or asks for what is not allowed.
    """
    if "preset" not in query and "edits" not in query:
        return None
    preset = query.get("preset", "article")
    if preset not in PRESETS:
        known = ", ".join(PRESETS)
        raise SpecError([f"preset: must be one of {known}. Received: {preset[:60]!r}"])
    parts: dict[str, object] = {part: getattr(PRESETS[preset], part) for part in PARTS}
    if "edits" in query:
        parts |= _unpack(query["edits"])
    return RunSpec.from_dict(parts), preset


def _pack(edits: dict[str, object]) -> str:
    text = json.dumps(edits, separators=(",", ":"))
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def _unpack(packed: str) -> dict[str, object]:
    if len(packed) > MAX_EDITS:
        raise SpecError([f"edits: at most {MAX_EDITS:,} characters. Received: {len(packed):,}"])
    try:
        edits = json.loads(_inflate(packed))
    except (ValueError, RecursionError, zlib.error, binascii.Error):
        raise SpecError(["edits: the link is damaged. Was it copied to its end?"]) from None
    if not isinstance(edits, dict):
        raise SpecError([f"edits: expected an object. Received: {type(edits).__name__}"])
    return edits


def _inflate(packed: str) -> bytes:
    """Raises zlib.error, binascii.Error or ValueError; never makes more than MAX_JSON_BYTES."""
    padded = packed.encode("ascii") + b"=" * (-len(packed) % 4)
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(urlsafe_b64decode(padded), MAX_JSON_BYTES)
    if not unpacker.eof:
        raise zlib.error("cut off, or too large")
    return text
