"""What the board gives to the browser and takes from it; what it does there is tests/browser's."""

from __future__ import annotations

import base64
import json
import re
import struct
from dataclasses import dataclass

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.drawing.pictures import LARGEST_FILE, Picture
from cnn_core.layer_texts import LAYER_TITLES
from cnn_core.web.draw.board import KeptRequest, board_data, read_kept, read_pasted
from cnn_core.web.envelope import PIXELS
from cnn_core.web_files import read

NETWORKS = [("1 · first", "1-a", b"abc"), ("2 · zwölf", "2-b", b"")]
DRAWN = bytes(range(256)) * 3 + bytes(16)
"""784 bytes."""
TEXT = base64.b64encode(DRAWN).decode()


@dataclass
class Chosen:
    number: int
    picture: Picture
    as_is: bool


def opened(data: bytes) -> tuple[dict[str, object], list[bytes]]:
    """Header and parts: what `openEnvelope` reads in the browser."""
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    parts, start = [], 4 + length
    for size in header.pop("sizes"):
        parts.append(data[start : start + size])
        start += size
    assert start == len(data)
    return header, parts


def test_networks_and_picture_travel_in_one_row_of_bytes() -> None:
    ink = np.arange(6, dtype=np.uint8).reshape(2, 3)
    picture = Chosen(5, Picture(width=3, height=2, ink=ink), as_is=False)
    header, parts = opened(board_data(NETWORKS, picture, "app/static/digits.bin"))
    assert header == {
        "names": ["1 · first", "2 · zwölf"],
        "keys": ["1-a", "2-b"],
        "reference_url": "app/static/digits.bin",
        "picture": {"number": 5, "width": 3, "height": 2, "as_is": False},
    }
    assert parts == [b"abc", b"", bytes(range(6))]


def test_without_networks_and_picture() -> None:
    header, parts = opened(board_data([], None, ""))
    assert header["picture"] is None
    assert parts == []


def test_a_kept_digit_is_read() -> None:
    sent = {"label": 7, "pixels": TEXT}
    assert len(DRAWN) == PIXELS
    assert read_kept(sent) == KeptRequest(7, DRAWN)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        [],
        {},
        {"label": 7},
        {"label": 10, "pixels": TEXT},
        {"label": -1, "pixels": TEXT},
        {"label": "7", "pixels": TEXT},
        {"label": True, "pixels": TEXT},
        {"label": 7, "pixels": base64.b64encode(DRAWN[:-1]).decode()},
        {"label": 7, "pixels": base64.b64encode(DRAWN + b"\0").decode()},
        {"label": 7, "pixels": "not base64"},
        {"label": 7, "pixels": "é" * 1048},
        {"label": 7, "pixels": list(DRAWN)},
    ],
)
def test_what_is_no_kept_digit_is_not_believed(sent: object) -> None:
    assert read_kept(sent) is None


def test_a_pasted_file_is_read() -> None:
    assert read_pasted(base64.b64encode(b"any file").decode()) == b"any file"
    largest = bytes(LARGEST_FILE)
    assert read_pasted(base64.b64encode(largest).decode()) == largest


@pytest.mark.parametrize("sent", [None, 3, {}, "", "no base64!", "A" * 14_000_000])
def test_what_is_no_pasted_file_is_not_believed(sent: object) -> None:
    assert read_pasted(sent) is None


def test_a_file_of_more_than_the_limit_is_not_believed() -> None:
    assert read_pasted(base64.b64encode(bytes(LARGEST_FILE + 1)).decode()) is None


def test_layers_are_called_as_on_the_other_pages() -> None:
    table = re.search(r"const LAYER_TITLES = \{(.*?)\};", read("draw/layer_view.js"), re.DOTALL)
    assert table is not None
    assert dict(re.findall(r'(\w+): "([^"]+)"', table[1])) == LAYER_TITLES


def page() -> None:
    import streamlit as st

    from cnn_core.web.draw.board import board

    events = board("board", [("1 · first", "1-a", b"abc")])
    st.text(f"{events.kept}")


def test_the_page_gets_what_was_kept_once() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    assert not app.exception
    (shown,) = app.get("bidi_component")
    assert opened(shown.proto.bytes)[1] == [b"abc"]
    assert "export default" in shown.proto.js_content
    app.session_state["board"] = {
        "keep": {"label": 7, "pixels": TEXT},
    }
    app.run()
    assert "label=7" in app.text[0].value
