"""The drawing board in a page: what the browser gets, and what it may send back.

All of it travels as one row of bytes, because a component gets bytes only by themselves: a
little-endian uint32, the length of a JSON header, the header, then the parts that it names.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import streamlit as st

from cnn_core.pictures import LARGEST_FILE, Picture
from cnn_core.spec import CLASSES, INPUT_SHAPE
from cnn_core.web_files import board_script, board_style

PIXELS = INPUT_SHAPE[0] * INPUT_SHAPE[1]

_component = st.components.v2.component(
    "digit_board",
    html='<div class="board-root"></div>',
    css=board_style(),
    js=board_script("digit_board.js"),
    isolate_styles=False,  # so that the pad's parts are found by their test ids as any others
)


class PadPicture(Protocol):
    """A picture to put on the pad."""

    @property
    def number(self) -> int:
        """Another one for each picture: the pad takes a picture once, and may be drawn over."""

    @property
    def picture(self) -> Picture:
        """Its ink."""

    @property
    def as_is(self) -> bool:
        """Whether the networks see these 28×28 pixels themselves, not what is prepared of them."""


@dataclass(frozen=True)
class KeptRequest:
    """A drawing that is to be kept, with the label that the person gave it."""

    label: int
    pixels: bytes
    """28×28 bytes row by row, 0 (ground) to 255 (ink): as the networks saw it."""


@dataclass(frozen=True)
class BoardEvents:
    """What has come from the board since the page was last run."""

    kept: KeptRequest | None = None
    pasted: bytes | None = None
    """A file from the clipboard, of whatever kind."""


def board(
    key: str,
    networks: Sequence[tuple[str, str, bytes]],
    picture: PadPicture | None = None,
    reference_url: str = "",
) -> BoardEvents:
    """Show the board. The same `key` keeps the drawing, whatever else changes.

    networks: (name, key, payload) of the runs that answer, side by side; another key tells the
    browser that the payload has changed. reference_url: where the training digits to compare with
    are served, relative to the page; "" for none.
    """
    result = _component(
        key=key,
        data=envelope(networks, picture, reference_url),
        on_keep_change=_nothing,
        on_picture_change=_nothing,
    )
    return BoardEvents(read_kept(result.keep), read_pasted(result.picture))


def envelope(
    networks: Sequence[tuple[str, str, bytes]], picture: PadPicture | None, reference_url: str
) -> bytes:
    """What `openEnvelope` in digit_board.js reads."""
    parts = [payload for _, _, payload in networks]
    header: dict[str, object] = {
        "names": [name for name, _, _ in networks],
        "keys": [key for _, key, _ in networks],
        "reference_url": reference_url,
        "picture": None,
    }
    if picture is not None:
        height, width = picture.picture.ink.shape
        header["picture"] = {
            "number": picture.number,
            "width": width,
            "height": height,
            "as_is": picture.as_is,
        }
        parts.append(picture.picture.ink.tobytes())
    header["sizes"] = [len(part) for part in parts]
    text = json.dumps(header).encode()
    return struct.pack("<I", len(text)) + text + b"".join(parts)


def read_kept(sent: object) -> KeptRequest | None:
    """The request in what a browser sent; None where it is no such thing."""
    match sent:
        case {"label": label, "pixels": str(text)} if type(label) is int and 0 <= label < CLASSES:
            pixels = _decoded(text, PIXELS)
            if pixels is not None and len(pixels) == PIXELS:
                return KeptRequest(label, pixels)
    return None


def read_pasted(sent: object) -> bytes | None:
    """The file in what a browser sent; None where there is none, or a file of more than 10 MB."""
    return _decoded(sent, LARGEST_FILE) if isinstance(sent, str) else None


def _decoded(text: str, most: int) -> bytes | None:
    """At most `most` bytes from base64."""
    if len(text) > 4 * (most // 3 + 1):
        return None
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if 0 < len(decoded) <= most else None


def _nothing() -> None:
    """A trigger needs a callback; what it brings is read where the board is shown."""
