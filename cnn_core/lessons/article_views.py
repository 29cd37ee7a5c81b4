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

    @property
    def told(self) -> str:
        """In a sentence or two."""
        verdict = "as in the article" if self.agrees else f"the article errs with {self.article}"
        return f"{self.about}: {self.computed}; {verdict}."


def statements() -> tuple[Statement, ...]:
    """The article's statements about views, those that are wrong first."""
    pooling = sight(ARTICLE.architecture.layers, FIRST_POOLING)
    convolution = sight(ARTICLE.architecture.layers, LAST_CONVOLUTION)
    return (
        Statement(
            "Areas behind neighbouring nodes of the first pooling share",
            "0 pixels",
            f"{max(pooling.size[1] - pooling.step[1], 0)} pixels",
        ),
        Statement(
            "From node to node of the last convolution",
            "5 pixels",
            f"{convolution.step[1]} pixels",
        ),
        _pair("3×3, then 4×4 at stride 1", "6×6 and 7×7", two_layers((3, 4), (1, 1), "valid")),
        _pair("Two 3×3 at stride 2", "7×7 and 11×11", two_layers((3, 3), (2, 2), "valid")),
    )


def _pair(name: str, article: str, layers: Sequence[Layer]) -> Statement:
    seen = sight(layers, len(layers) - 1)
    computed = f"{shape_text(seen.size)} and {shape_text(_spanned(seen))}"
    about = f"{name}, what one node sees, and what it spans with its diagonal neighbour"
    return Statement(about, article, computed)


def _spanned(seen: Sight) -> tuple[int, int]:
    return seen.size[0] + seen.step[0], seen.size[1] + seen.step[1]
