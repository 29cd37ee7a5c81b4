"""What the article says of its nodes' views, beside what is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_core.inside.sight import Sight, sight
from cnn_core.layer_texts import shape_text
from cnn_core.layers import Layer
from cnn_core.lessons.view_networks import two_layers
from cnn_core.presets import ARTICLE

FIRST_POOLING, LAST_CONVOLUTION = 1, 4
"""Positions in the article's network."""


@dataclass(frozen=True)
class Statement:
    about: str
    article: str
    computed: str

    @property
    def agrees(self) -> bool:
        return self.article == self.computed


def statements() -> tuple[Statement, ...]:
    """The article's statements about views, those that are wrong first."""
    pooling = sight(ARTICLE.architecture.layers, FIRST_POOLING)
    convolution = sight(ARTICLE.architecture.layers, LAST_CONVOLUTION)
    return (
        Statement(
            "Columns that areas behind neighbouring nodes of the first pooling share",
            "0",
            str(max(pooling.size[1] - pooling.step[1], 0)),
        ),
        Statement(
            "Pixels from node to node of the last convolution", "5", str(convolution.step[1])
        ),
        _pair(
            "3×3, then 4×4 at stride 1", "6×6, two span 7×7", two_layers((3, 4), (1, 1), "valid")
        ),
        _pair("Two 3×3 at stride 2", "7×7, two span 11×11", two_layers((3, 3), (2, 2), "valid")),
    )


def _pair(name: str, article: str, layers: Sequence[Layer]) -> Statement:
    seen = sight(layers, len(layers) - 1)
    computed = f"{shape_text(seen.size)}, two span {shape_text(_spanned(seen))}"
    return Statement(f"{name}: what a node sees, and two diagonal neighbours", article, computed)


def _spanned(seen: Sight) -> tuple[int, int]:
    return seen.size[0] + seen.step[0], seen.size[1] + seen.step[1]
