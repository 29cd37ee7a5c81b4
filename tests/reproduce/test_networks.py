"""The rows that need no training: all pass, where the article is wrong too."""

from __future__ import annotations

import numpy as np

from cnn_core import reference
from cnn_core.arithmetic import describe
from cnn_core.presets import ARTICLE
from cnn_core.reproduce import networks
from cnn_core.reproduce.row import Row, Verdict, about, at_most, computed
from cnn_core.scores import wilson

SECTIONS = (networks.network(), networks.part_one(), networks.data())
ROWS = [
    *(row for section in SECTIONS for row in section.rows),
    *networks.mlp(),
    networks.interval(),
]


def row(figure: str) -> Row:
    return next(each for each in ROWS if each.figure == figure)


def test_every_computed_figure_passes() -> None:
    assert [each.figure for each in ROWS if each.verdict is not Verdict.PASS] == []
    assert len({each.figure for each in ROWS}) == len(ROWS) > 50


def test_the_table_has_the_references_figures() -> None:
    reported = [layer.weights or 0 for layer in reference.LAYERS]
    assert sum(reported) == reference.WEIGHTS == 96_844
    assert [layer.output_shape for layer in reference.LAYERS] == [
        layer.output_shape for layer in describe(ARTICLE.architecture).layers
    ]
    assert row("3×3, then 4×4 kernel: pixels behind two neighbours").ours == (7, 7)
    assert row("Two 3×3 layers, stride 2: pixels behind two neighbours").ours == (11, 11)
    assert row("Deep chain: weights in all").ours == 1_568_512
    assert row("MLP: weights").ours == 57_390


def behind_pooling(node: int) -> set[int]:
    """Pixels, in one direction, behind a node of the first pooling, counted one by one."""
    return {pixel + tap for pixel in (2 * node, 2 * node + 1) for tap in range(3)}


def behind_last_convolution(node: int) -> set[int]:
    pooled = {node + tap for tap in range(3)}
    second = {2 * place + tile for place in pooled for tile in range(2)}
    first = {place + tap for place in second for tap in range(3)}
    return set().union(*map(behind_pooling, first))


def test_where_the_article_is_wrong_the_right_value_passes_and_says_so() -> None:
    overlap = row("1st pooling: overlap of neighbouring areas")
    assert overlap.ours == len(behind_pooling(4) & behind_pooling(5)) == 2
    assert (overlap.reported, overlap.difference and overlap.difference.mean) == (0, 2)
    step = row("3rd convolution: step between nodes")
    assert step.ours == min(behind_last_convolution(1)) - min(behind_last_convolution(0)) == 4
    assert step.reported == 5
    for each in (overlap, step):
        assert each.verdict is Verdict.PASS
        assert each.remark.startswith("Other than in the article. ")
        assert each.rule == f"equal to {each.ours}: the article is mistaken"


def test_a_wrong_figure_fails() -> None:
    assert computed("a", 320, 319).verdict is Verdict.FAIL
    assert computed("a", (4, 4), (4, 5), "shape").verdict is Verdict.FAIL
    assert computed("a", reference.LAST_STEP, 5, "pixels").verdict is Verdict.FAIL
    assert at_most("a", 100, 101).verdict is Verdict.FAIL
    assert at_most("a", 100, 100).verdict is Verdict.PASS


def test_a_round_figure_may_be_a_little_off() -> None:
    verdicts = [
        about("a", 1000, ours, unit="count", off=10, rule="").verdict for ours in (990, 1010, 1011)
    ]
    assert verdicts == [Verdict.PASS, Verdict.PASS, Verdict.FAIL]


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(9920, 10_000)
    assert networks.interval().ours == (high - low) / 2
    assert np.isclose((high - low) / 2, 1.96 * np.sqrt(0.992 * 0.008 / 10_000), rtol=0.01)
