"""A run with the survey of its network, and how its parts are called on the page."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.datasets import CLASS_NAMES, sizes
from cnn_core.figures.theme import count
from cnn_core.inside.survey import Survey
from cnn_core.layer_outputs import map_shapes, noun
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Layer
from cnn_core.records import Run


@dataclass(frozen=True)
class Surveyed:
    run: Run
    survey: Survey

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self.run.spec.architecture.layers

    @property
    def names(self) -> tuple[str, ...]:
        """Of the ten classes."""
        return CLASS_NAMES[self.run.spec.data.dataset]

    def images(self, number: int) -> str:
        """`6,000 validation images`; a run without any is surveyed on its training images."""
        _, validation, _ = sizes(self.run.spec.data)
        return f"{count(number)} {'validation' if validation else 'training'} images"

    def units(self, position: int) -> int:
        """Maps of the layer, or units."""
        return map_shapes(self.layers)[position][-1]

    def noun(self, position: int) -> str:
        """What the layer has."""
        return noun(self.layers, position)

    def title(self, position: int) -> str:
        """`5 Convolution`."""
        return numbered_title(position, self.layers[position])
