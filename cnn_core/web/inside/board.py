"""Maps and kernels: what every layer makes of an image, its weights, and their past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn_core.datasets import CLASS_NAMES, Dataset, DatasetUnavailable
from cnn_core.inside.survey import Survey
from cnn_core.npz import NpzError
from cnn_core.payload import PayloadError, digest, read_header
from cnn_core.questions import Survey as AskSurvey
from cnn_core.records import LATEST, Run, StoreError
from cnn_core.spec import CLASSES
from cnn_core.web.draw.live_board import has_changed
from cnn_core.web.envelope import envelope, read_pixels
from cnn_core.web.guard import plain_errors
from cnn_core.web.inside.chosen_image import (
    ChosenImage,
    choose_beside_board,
    take_drawing,
    take_test_image,
    test_images,
)
from cnn_core.web.inside.chosen_moment import asked_moment, take_moment
from cnn_core.web.inside.served_test_set import served_test_set
from cnn_core.web.inside.weight_charts import show_weights
from cnn_core.web.session import store
from cnn_core.web_files import inside_script, inside_style, snapshots_script

TICK_SECONDS = 2.0
_BOARD = "inside-board"
_SHOWN = "inside-shown"
_board = st.components.v2.component(
    "inside_board",
    html='<div class="inside-root"></div>',
    css=inside_style(),
    js=inside_script(),
    isolate_styles=False,  # so that its parts are found by their test ids as any others
)
_snapshots = st.components.v2.component("inside_snapshots", js=snapshots_script())


@dataclass(frozen=True)
class Dead:
    """Dead units of a network."""

    network: str
    """`payload.digest` of the network."""
    units: tuple[tuple[int, ...], ...]
    """By layer, counted from 0."""


def inside_board(run: Run) -> None:
    """The section of the page Inside; while the run is active it asks for new weights."""
    if run.active:
        st.caption("In training: what is shown as of now is renewed every two seconds.")
    every = TICK_SECONDS if run.active else None
    st.fragment(_section, run_every=every)(run, _dead(run))
    st.fragment(_bring_snapshots, run_every=every)(run)


def board_data(
    run: Run, payload: bytes, dead: Dead | None, image: ChosenImage | None, has_snapshots: bool
) -> bytes:
    """The envelope that mount.js opens."""
    network = digest(payload)
    test_set, pixels = _test_set(run.spec.data.dataset)
    header: dict[str, object] = {
        "run": run.id,
        "name": f"{run.id} · {run.name}",
        "key": f"{run.id}-{network}",
        "dead": dead.units if dead and dead.network == network else None,
        "moment": asked_moment(run),
        "has_snapshots": has_snapshots,
        "test_set": test_set,
        "image": image and _told(image),
    }
    return envelope(header, [payload, pixels, *([image.pixels.tobytes()] if image else [])])


def _section(run: Run, dead: Dead | None) -> None:
    _take_events(run)
    with st.container(), plain_errors():  # keeps its place, whatever is told in it
        image = choose_beside_board(run)
        payload = store().artifact(run.id, "payload") or b""
        has_snapshots = store().has_artifact(run.id, "snapshots")
        st.session_state[_SHOWN] = board_data(run, payload, dead, image, has_snapshots)
    if _SHOWN in st.session_state:
        _board(
            key=_BOARD,
            data=st.session_state[_SHOWN],
            on_use_change=_nothing,
            on_test_image_change=_nothing,
            on_moment_change=_nothing,
        )
    with plain_errors():
        show_weights(run)
        if has_changed(run):
            st.rerun()


def _take_events(run: Run) -> None:
    """What the board has sent since the page was last run."""
    sent: object = st.session_state.get(_BOARD)
    match sent:
        case {"use": str(text)} if pixels := read_pixels(text):
            take_drawing(pixels)
        case {"test_image": {"number": int(number), "on_pad": bool(on_pad)}}:
            take_test_image(number, on_pad)
    match sent:  # by itself: both may have come since
        case {"moment": int(step)} if step >= LATEST:
            take_moment(run, step)


def _bring_snapshots(run: Run) -> None:
    with plain_errors():
        snapshots = store().artifact(run.id, "snapshots")
        if snapshots:
            _snapshots(key="inside-snapshots", data=envelope({"run": run.id}, [snapshots]))


def _dead(run: Run) -> Dead | None:
    """Of the run's newest survey, if there is one that can be read."""
    try:
        found = store().studies.read(run.id, LATEST, AskSurvey())
        payload = store().artifact(run.id, "payload")
        if found is None or payload is None:
            return None
        survey = Survey.from_bytes(found.data, read_header(payload).layers)
    except (StoreError, NpzError, PayloadError):
        return None  # the board itself tells what is wrong
    return Dead(found.network, survey.dead)


def _told(image: ChosenImage) -> dict[str, object]:
    test_image = {"number": image.test_image, "label": image.label}
    return {
        "number": image.number,
        "on_pad": image.on_pad,
        "test_image": None if image.test_image is None else test_image,
    }


def _test_set(dataset: Dataset) -> tuple[dict[str, object], bytes]:
    """The first test image of each class and where all are found, and the pixels of the first."""
    try:
        images = test_images(dataset)
    except DatasetUnavailable:
        return {"address": None, "names": [], "images": []}, b""
    first = [int(np.argmax(images.labels == label)) for label in range(CLASSES)]
    told: dict[str, object] = {
        "address": served_test_set(dataset),
        "names": CLASS_NAMES[dataset],
        "images": [{"number": each, "label": label} for label, each in enumerate(first)],
    }
    return told, images.pixels[first].tobytes()


def _nothing() -> None:
    """A trigger needs a callback; what it brings is read where the section begins."""
