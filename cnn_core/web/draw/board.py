"""The drawing board in a page: what the browser gets, and what it may send back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import streamlit as st

from cnn_core.drawing.pictures import LARGEST_FILE, Picture
from cnn_core.spec import CLASSES
from cnn_core.web.envelope import envelope, from_base64, read_pixels
from cnn_core.web_files import board_script, board_style

_component = st.components.v2.component(
    "digit_board",
    html='<div class="board-root"></div>',
    css=board_style(),
    js=board_script("envelope.js", "draw/mount.js"),
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
        data=board_data(networks, picture, reference_url),
        on_keep_change=_nothing,
        on_picture_change=_nothing,
    )
    return BoardEvents(read_kept(result.keep), read_pasted(result.picture))


def board_data(
    networks: Sequence[tuple[str, str, bytes]], picture: PadPicture | None, reference_url: str
) -> bytes:
    """The envelope that mount.js opens."""
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
    return envelope(header, parts)


def read_kept(sent: object) -> KeptRequest | None:
    """The request in what a browser sent; None where it is no such thing."""
    match sent:
        case {"label": label, "pixels": str(text)} if type(label) is int and 0 <= label < CLASSES:
            pixels = read_pixels(text)
            if pixels is not None:
                return KeptRequest(label, pixels)
    return None


def read_pasted(sent: object) -> bytes | None:
    """The file in what a browser sent; None where there is none, or a file of more than 10 MB."""
    return from_base64(sent, LARGEST_FILE) if isinstance(sent, str) else None


def _nothing() -> None:
    """A trigger needs a callback; what it brings is read where the board is shown."""
