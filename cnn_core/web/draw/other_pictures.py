"""Ways to the drawing pad other than drawing: an image of the test set, a picture of one's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.datasets import CLASS_NAMES, DatasetUnavailable, load_test
from cnn_core.drawing.pictures import LARGEST_FILE, Picture, PictureError, read
from cnn_core.evaluated_images import PositionError, evaluated_pixels
from cnn_core.records import Run
from cnn_core.sources import TEST_IMAGES
from cnn_core.web.results.evaluation import evaluation_of
from cnn_core.web.session import store
from cnn_core.web.text import literal

_SHOWN = "draw-picture"
_FAULT = "draw-picture-fault"
_NUMBER = "draw-test-image"
_FILE = "draw-file"
_TURN = "draw-misread-turn"
MEGABYTES = LARGEST_FILE // 10**6


@dataclass(frozen=True)
class Shown:
    """A picture that was put on the pad."""

    number: int
    """Another one for each picture, however alike they are."""
    picture: Picture
    as_is: bool
    """Whether the network sees these 28×28 pixels themselves."""
    told: str
    """What it is, in one line."""


def other_pictures(run: Run) -> None:
    """The widgets, and what came of the last one that was used."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "Test image",
            0,
            TEST_IMAGES - 1,
            None,
            1,
            key=_NUMBER,
            placeholder="number",
            width=150,
            on_change=_show_by_number,
            args=(run,),
        )
        st.button("A misread one", on_click=_show_misread, args=(run,))
        with st.popover("A picture"):
            st.file_uploader(
                "A digit on paper or from a screen",
                ["png", "jpg", "jpeg", "webp"],
                key=_FILE,
                max_upload_size=MEGABYTES,
                on_change=_show_file,
            )
            st.caption("You can also paste a picture from the clipboard.")
    with st.container():  # keeps its place: a pad that moves in the page loses its drawing
        if fault := st.session_state.get(_FAULT):
            st.error(fault, icon=":material/image_not_supported:")
        elif picture := shown():
            st.caption(f"Last put on the pad: {literal(picture.told)}")


def shown() -> Shown | None:
    """The picture that was put on the pad last."""
    picture: Shown | None = st.session_state.get(_SHOWN)
    return picture


def show_picture(data: bytes, name: str) -> None:
    """Put a picture file on the pad; what is wrong with it is told by `other_pictures`."""
    try:
        _show(read(data), as_is=False, told=name)
    except PictureError as error:
        _tell(f"{name}: {error}")


def _show_by_number(run: Run) -> None:
    number = st.session_state[_NUMBER]
    if number is None:
        return
    dataset = run.spec.data.dataset
    try:
        images = load_test(dataset)
    except DatasetUnavailable as error:
        _tell(str(error))
        return
    label = CLASS_NAMES[dataset][images.labels[number]]
    _show_pixels(images.pixels[number], f"test image {number}, labelled {label}")


def _show_misread(run: Run) -> None:
    """The next of the run's errors, the surest first."""
    evaluation = evaluation_of(store(), run)
    if evaluation is None or not len(errors := evaluation.errors()):
        _tell(f"No test image is known that run {run.id} misread.")
        return
    turn = st.session_state.get(_TURN, 0)
    st.session_state[_TURN] = turn + 1
    row = errors[turn % len(errors)]
    try:
        pixels = evaluated_pixels(run.spec.data, evaluation.indices[[row]])[0]
    except (DatasetUnavailable, PositionError) as error:
        _tell(str(error))
        return
    names = CLASS_NAMES[run.spec.data.dataset]
    label, answer = names[evaluation.labels[row]], names[evaluation.predicted[row]]
    told = f"test image {evaluation.indices[row]}, labelled {label}"
    _show_pixels(pixels, f"{told}; run {run.id} answered {answer}")


def _show_file() -> None:
    file = st.session_state[_FILE]
    if file is not None:
        show_picture(file.getvalue(), file.name)


def _show_pixels(pixels: NDArray[np.uint8], told: str) -> None:
    _show(Picture(width=28, height=28, ink=pixels), as_is=True, told=told)


def _show(picture: Picture, as_is: bool, told: str) -> None:
    before = shown()
    number = before.number + 1 if before else 1
    st.session_state[_SHOWN] = Shown(number, picture, as_is, told)
    st.session_state.pop(_FAULT, None)


def _tell(fault: str) -> None:
    st.session_state[_FAULT] = literal(fault)
