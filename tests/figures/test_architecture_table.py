"""The architecture table shows REFERENCE's figures."""

from __future__ import annotations

import re

from cnn_core.arithmetic import describe
from cnn_core.figures.architecture_table import architecture_table
from cnn_core.figures.theme import LIGHT
from cnn_core.layers import Architecture, Conv2D, Dense
from cnn_core.presets import ARTICLE


def rows(architecture: Architecture) -> list[list[str]]:
    html = architecture_table(describe(architecture, 64), LIGHT)
    cells = (re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)[1:])
    return [[re.sub(r"<[^>]*>", " ", cell).split("  ")[0].strip() for cell in row] for row in cells]


def test_the_articles_network() -> None:
    found = rows(ARTICLE.architecture)
    assert [row[1] for row in found] == [
        "28×28×1", "26×26×32", "13×13×32", "11×11×64", "5×5×64", "3×3×64",
        "576", "70", "10", "",
    ]  # fmt: skip
    assert [row[2].split(" ")[0] for row in found] == [
        "", "320", "", "18,496", "", "36,928", "", "40,390", "710", "96,844",
    ]  # fmt: skip
    assert found[5][3].startswith("18×18")
    assert found[-1][4] == "2,797,756"


def test_shares_of_the_weights_add_up() -> None:
    html = architecture_table(describe(ARTICLE.architecture), LIGHT)
    shares = [float(share) for share in re.findall(r"width:([\d.]+)%\"", html)]
    assert abs(sum(shares) - 100) < 0.3


def test_a_network_without_weights() -> None:
    assert rows(Architecture(layers=(Dense(),)))[-1][2] == "0"
    assert len(rows(Architecture(layers=(Conv2D(), Dense())))) == 3
