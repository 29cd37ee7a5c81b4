"""Tables of several runs: settings and pairs, and the key to their letters."""

from __future__ import annotations

import re

import numpy as np

from cnn_core.comparison.mcnemar import compare_all
from cnn_core.comparison.settings import Row
from cnn_core.figures.compared_matrix import matrix_table
from cnn_core.figures.compared_runs import LETTERS, SHAPES, SYMBOLS, runs_key
from cnn_core.figures.compared_table import MARK, compared_table
from cnn_core.figures.theme import LIGHT


def cells(html: str) -> list[list[str]]:
    return [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", html)[1:]]


def test_differences_are_marked_by_more_than_colour() -> None:
    rows = [Row("Batch size", ("64", "128", "64")), Row("Seed", ("0", "0", "0"))]
    assert cells(compared_table(("Setting", "A", "B", "C"), rows, LIGHT)) == [
        [f"<b>{MARK}</b> Batch size", "64", "<strong>128</strong>", "64"],
        ["Seed", "0", "0", "0"],
    ]


def test_foreign_text_is_no_markup() -> None:
    table = compared_table(("Setting", "A"), [Row("<b>", ("<i>",))], LIGHT)
    assert cells(table) == [["&lt;b&gt;", "&lt;i&gt;"]]
    key = runs_key(['<img src="x">'], ["<s>"], LIGHT)
    assert "<img" not in key
    assert "<s>" not in key


def test_every_letter_has_a_symbol_in_charts_and_in_the_key() -> None:
    assert len(set(SYMBOLS)) == len(set(SHAPES)) == len(LETTERS)
    names = [f"run {letter}" for letter in LETTERS]
    key = runs_key(names, names, LIGHT)
    assert re.findall("</span> (.)</b>", key) == list(LETTERS)


def test_pairs_are_shown_both_ways() -> None:
    rights = np.ones((3, 10_000), bool)
    rights[0, :300] = False
    rights[1, :10] = False
    table = cells(matrix_table(compare_all(list(rights)), "ABC", LIGHT))
    assert [row[0] for row in table] == ["A", "B", "C"]
    assert [table[place][place + 1] for place in range(3)] == [""] * 3
    assert table[0][2].startswith(f"<b>{MARK}</b> <strong>-2.90 ± ")
    assert table[1][1].startswith(f"<b>{MARK}</b> <strong>+2.90 ± ")
    assert table[1][3].startswith(f"<b>{MARK}</b> <strong>-0.10 ± ")
    assert table[2][1].endswith("<small>p &lt; 0.001</small>")
