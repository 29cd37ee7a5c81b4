"""The section "Pixels" of the page Inside: which pixels of the chosen image decide for a class."""

from __future__ import annotations

from base64 import b64encode
from functools import partial

import streamlit as st

from cnn_core.arithmetic import describe
from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.attribution import attribution_html
from cnn_core.inside.attribution import NO_MAPS, Attribution
from cnn_core.inside.attribution_text import (
    NO_GRAD_CAM,
    answer_sentence,
    completeness_sentence,
    heat_sentence,
    shares_sentence,
)
from cnn_core.questions import Pixels
from cnn_core.records import Run
from cnn_core.spec import CLASSES
from cnn_core.web import theme
from cnn_core.web.inside.chosen_image import ChosenImage, choose_image
from cnn_core.web.study import studied

_ANSWER = -1
"""In place of a class: Streamlit would let a choice of None be cleared."""


def show_pixels(run: Run) -> None:
    """The image, the class asked about, and what speaks for that class."""
    image = choose_image(run)
    if image is None:
        return
    text = b64encode(image.pixels.tobytes()).decode()
    question = Pixels(image=text, label=_choose_class(run))
    read = partial(Attribution.from_bytes, layers=run.spec.architecture.layers)
    label = "Find the deciding pixels"
    found = studied(run, question, read, label=label, duration="about two seconds")
    if found is not None:
        _show(run, image, found)


def _choose_class(run: Run) -> int | None:
    """None: the network's answer."""
    names = CLASS_NAMES[run.spec.data.dataset]
    label = st.selectbox(
        "What speaks for",
        [_ANSWER, *range(CLASSES)],
        format_func=lambda each: "the network's answer" if each == _ANSWER else names[each],
        key="inside-pixels-class",
        width=240,
    )
    return None if label == _ANSWER else label


def _show(run: Run, image: ChosenImage, found: Attribution) -> None:
    names = CLASS_NAMES[run.spec.data.dataset]
    name = names[found.label]
    st.write(answer_sentence(found, names))
    heat = ""
    if found.layer == NO_MAPS:
        st.caption(NO_GRAD_CAM)
    else:
        heat = heat_sentence(found, name, describe(run.spec.architecture).layers[found.layer + 1])
    sentences = image.told, heat, shares_sentence(name)
    st.html(
        attribution_html(found, image.pixels, sentences, theme.colours(), theme.is_dark()),
    )
    st.caption(completeness_sentence(found, name))
