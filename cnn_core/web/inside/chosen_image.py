"""The image in question on the page Inside: a test image, a kept digit, or a drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.datasets import CLASS_NAMES, Dataset, DatasetUnavailable, Images, load_test
from cnn_core.records import KeptDigit, Run
from cnn_core.sources import TEST_IMAGES
from cnn_core.spec import INPUT_SHAPE
from cnn_core.web.session import store
from cnn_core.web.text import literal

_CHOICE = "inside-image"
_NUMBER = "inside-test-image"
_KEPT = "inside-kept-digit"


@dataclass(frozen=True)
class ChosenImage:
    pixels: NDArray[np.uint8]
    """(28, 28), 0 (ground) to 255 (ink)."""
    told: str
    """What it is, in a few words: `test image 7, labelled 9`."""
    label: int | None
    """Its class, where it is known."""
    test_image: int | None
    """Its number in the test set, where it is of that."""
    number: int
    """Another one for each choice, however alike the images are."""
    on_pad: bool
    """Whether it came from the page's pad, which shows it already."""


@dataclass(frozen=True)
class _Given:
    """An image that is none of the test set's."""

    pixels: bytes
    told: str
    label: int | None = None
    kept: int | None = None
    """Number of the kept digit that it is."""


@dataclass(frozen=True)
class _Choice:
    source: int | _Given
    """Number of a test image of whatever dataset the run is about, or the image itself."""
    number: int = 0
    on_pad: bool = False


def choose_image(run: Run) -> ChosenImage | None:
    """The widgets to choose an image, and the one that is chosen: at first, test image 0.

    The choice holds for all of the page. None, and a sentence, where there is no image to show.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _offer_test_images()
        _offer_kept()
    return _chosen(run)


def choose_beside_board(run: Run) -> ChosenImage | None:
    """As `choose_image`, where a board has a field for the number of a test image."""
    _offer_kept()
    return _chosen(run)


def take_drawing(pixels: bytes) -> None:
    """From now on the image in question is this drawing of 28×28 pixels, which the pad shows."""
    _choose(_Given(pixels, "your drawing"), on_pad=True)


def take_test_image(number: int, on_pad: bool) -> None:
    """From now on the image in question is this one of the test set."""
    if 0 <= number < TEST_IMAGES:
        _choose(number, on_pad)


@st.cache_resource(show_spinner=False)
def test_images(dataset: Dataset) -> Images:
    """The official test set, read once. Raises DatasetUnavailable."""
    return load_test(dataset)


def _offer_test_images() -> None:
    source = _choice().source
    st.session_state[_NUMBER] = source if isinstance(source, int) else None
    st.number_input(
        "Test image",
        0,
        TEST_IMAGES - 1,
        step=1,
        key=_NUMBER,
        placeholder="number",
        width=150,
        on_change=_take_number,
    )


def _offer_kept() -> None:
    by_id = {digit.id: digit for digit in reversed(store().digits.all())}
    if not by_id:
        return
    source = _choice().source
    chosen = source.kept if isinstance(source, _Given) else None
    st.session_state[_KEPT] = chosen if chosen in by_id else None
    st.selectbox(
        "Kept digit",
        options=list(by_id),
        format_func=lambda number: f"{number} · a {by_id[number].label}",
        key=_KEPT,
        placeholder="choose one",
        width=150,
        on_change=_take_kept,
        args=(by_id,),
    )


def _take_number() -> None:
    number = st.session_state[_NUMBER]
    if number is not None:
        _choose(number)


def _take_kept(by_id: dict[int, KeptDigit]) -> None:
    digit = by_id.get(st.session_state[_KEPT])
    if digit is not None:
        told = f"kept digit {digit.id}, labelled {digit.label}"
        _choose(_Given(digit.pixels, told, digit.label, digit.id))


def _choice() -> _Choice:
    choice: _Choice = st.session_state.get(_CHOICE) or _Choice(source=0)
    return choice


def _choose(source: int | _Given, on_pad: bool = False) -> None:
    st.session_state[_CHOICE] = _Choice(source, _choice().number + 1, on_pad)


def _chosen(run: Run) -> ChosenImage | None:
    try:
        image = _resolved(_choice(), run.spec.data.dataset)
    except DatasetUnavailable as error:
        st.warning(literal(str(error)))
        return None
    st.caption(f"Image in question: {image.told}")
    return image


def _resolved(choice: _Choice, dataset: Dataset) -> ChosenImage:
    """Raises DatasetUnavailable for an image of a test set that is missing or damaged."""
    source = choice.source
    if isinstance(source, _Given):
        pixels = np.frombuffer(source.pixels, np.uint8).reshape(INPUT_SHAPE[:2])
        return ChosenImage(pixels, source.told, source.label, None, choice.number, choice.on_pad)
    images = test_images(dataset)
    label = int(images.labels[source])
    told = f"test image {source}, labelled {CLASS_NAMES[dataset][label]}"
    pixels = images.pixels[source]
    return ChosenImage(pixels, told, label, source, choice.number, choice.on_pad)
