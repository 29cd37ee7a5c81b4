"""What a worker has found about a layer's maps, as sentences, tables and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.lesion import path_figure
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import count, percent, true_minus
from cnn_core.inside.lesion import KEPT_SHARE, Compared, LesionAnswers, Share, SmallestSet
from cnn_core.judging_images import are_validation_images
from cnn_core.records import Run
from cnn_core.web import theme

MOST_NAMED = 20
"""Maps that a sentence names."""


@dataclass(frozen=True)
class LesionedLayer:
    """A layer whose maps or units are switched off."""

    run: Run
    position: int
    """From 0."""
    noun: str
    """What it has: "map" or "unit"."""
    maps: int

    @property
    def source(self) -> str:
        """The images that sets are judged and chosen on."""
        return f"{'validation' if are_validation_images(self.run.spec.data) else 'training'} images"

    @property
    def search_text(self) -> str:
        """How the smallest set is looked for."""
        return (
            f"How few {self.noun}s keep {percent(KEPT_SHARE, 0)} of the accuracy? One {self.noun} "
            f"after the other is switched off on {self.source}, always the one whose loss costs "
            "fewest right answers. The set is then tested on the test images, which choose nothing."
        )

    def listed(self, maps: Sequence[int]) -> str:
        """`maps 3, 7 and 12`, counted from 1; only how many where they are too many."""
        numbers = [str(each + 1) for each in maps]
        if len(numbers) == 1:
            return f"{self.noun} {numbers[0]}"
        if not 0 < len(numbers) <= MOST_NAMED:
            return f"{count(len(numbers))} {self.noun}s"
        return f"{self.noun}s {', '.join(numbers[:-1])} and {numbers[-1]}"


def show_exact(layer: LesionedLayer, off: Sequence[int], answers: LesionAnswers) -> None:
    """Accuracy on the test images with these maps off, overall and of each class."""
    both = answers.overall
    st.write(
        f"Without {layer.listed(off)} of layer {layer.position + 1} the network reads "
        f"{_told(both.lesioned)} of {count(both.intact.total)} test images right, intact "
        f"{_told(both.intact)}. 95 % intervals (Wilson)."
    )
    _show_classes(layer, answers)


def show_smallest(layer: LesionedLayer, found: SmallestSet) -> None:
    """The set, what it keeps on both kinds of images, and the way to it."""
    path, test = found.path, found.test.overall
    st.write(
        f"**{count(len(path.kept))} of {count(layer.maps)} {layer.noun}s** are the smallest set "
        f"found; there may be a smaller one. Kept: {layer.listed(path.kept)}."
    )
    st.write(
        f"On {count(path.images)} {layer.source}, which chose it: {_beside(path.compared)}. "
        f"On {count(test.intact.total)} test images, which did not: {_beside(test)}. "
        "95 % intervals (Wilson)."
    )
    figure = path_figure(path, layer.noun, layer.source, theme.is_dark())
    theme.chart(figure, key=f"smallest-run-{layer.run.id}-layer-{layer.position + 1}")
    _show_classes(layer, found.test)


def _show_classes(layer: LesionedLayer, answers: LesionAnswers) -> None:
    names = ("All", *CLASS_NAMES[layer.run.spec.data.dataset])
    both = (answers.overall, *answers.classes)
    rows = [_row(name, each) for name, each in zip(names, both, strict=True) if each]
    headings = ("Test images", "Images", "Intact", f"With {layer.noun}s off", "Difference")
    st.html(plain_table(headings, rows, theme.colours()))


def _row(name: str, both: Compared) -> list[str]:
    points = 100 * (both.lesioned.value - both.intact.value)
    return [
        name,
        count(both.intact.total),
        _told(both.intact),
        _told(both.lesioned),
        true_minus(f"{points:+.2f} points"),
    ]


def _told(share: Share) -> str:
    """`97.60 % (97.28 to 97.88)`: with its 95 % interval."""
    low, high = (
        percent(end).removesuffix(" %") for end in (share.interval.low, share.interval.high)
    )
    return f"{percent(share.value)} ({low} to {high})"


def _beside(both: Compared) -> str:
    """`97.60 % (…) of images right, intact 98.99 % (…): it keeps 98.6 % of the accuracy`."""
    told = f"{_told(both.lesioned)} right, intact {_told(both.intact)}"
    if not both.intact.right:
        return told
    return f"{told}, so it keeps {percent(both.lesioned.right / both.intact.right, 1)}"
