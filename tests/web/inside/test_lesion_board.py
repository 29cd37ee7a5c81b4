"""What the switches of maps get, and what they may send back."""

from __future__ import annotations

import pytest

from cnn_core.questions import Lesion
from cnn_core.web.inside.lesion_board import read_asked


def test_a_set_is_read() -> None:
    assert read_asked({"layer": 4, "off": [2, 7]}) == Lesion(layer=4, off=(2, 7))


@pytest.mark.parametrize(
    "sent",
    [
        None,
        4,
        [],
        {},
        {"layer": 4},
        {"layer": 4, "off": []},
        {"layer": True, "off": [1]},
        {"layer": -1, "off": [1]},
        {"layer": 100, "off": [1]},
        {"layer": "4", "off": [1]},
        {"layer": 4, "off": [1.0]},
        {"layer": 4, "off": [-1]},
        {"layer": 4, "off": [True]},
        {"layer": 4, "off": "12"},
        {"layer": 4, "off": list(range(10_001))},
    ],
)
def test_what_is_no_set_is_not_believed(sent: object) -> None:
    assert read_asked(sent) is None
