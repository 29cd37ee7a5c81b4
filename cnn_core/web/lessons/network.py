"""The network and images that a lesson takes its numbers from: a run's, or an untrained one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn_core.datasets import Dataset, DatasetUnavailable
from cnn_core.images_file import to_bytes
from cnn_core.lessons.untrained import untrained_payload
from cnn_core.presets import ARTICLE
from cnn_core.records import Run
from cnn_core.spec import RunSpec
from cnn_core.web.inside.chosen_image import test_images
from cnn_core.web.run_choice import choose
from cnn_core.web.session import store
from cnn_core.web.text import apart, literal

IMAGES = 24
"""Of the test set, the first ones: 19 kB."""


@dataclass(frozen=True)
class LessonNetwork:
    run: Run | None
    """None: an example, the article's network with random weights."""
    spec: RunSpec
    payload: bytes
    images: bytes
    """Of `first_test_images`."""

    @property
    def told(self) -> str:
        """Where the numbers come from, in one sentence."""
        if self.run is None:
            return (
                "No run has weights yet: these are example numbers, of the article's network with "
                "random weights, as before any training."
            )
        named = f"run {self.run.id}, {apart(self.run.name)}"
        return f"The numbers are those of {named}, on real test images."


def choose_network() -> LessonNetwork | None:
    """The run that the lessons are about, chosen in a list; without runs, an untrained network.

    None, and a sentence, where its test images are missing.
    """
    run = choose_run()
    payload = store().artifact(run.id, "payload") if run else untrained_payload()
    spec = run.spec if run else ARTICLE
    images = first_test_images(spec.data.dataset)
    return None if images is None else LessonNetwork(run, spec, payload or b"", images)


def first_test_images(dataset: Dataset) -> bytes | None:
    """The first IMAGES of the test set, as `images_file.to_bytes` puts them together.

    None, and a sentence, where they are missing.
    """
    try:
        return to_bytes(test_images(dataset).take(np.arange(IMAGES)))
    except DatasetUnavailable as error:
        st.warning(literal(str(error)))
        return None


def choose_run() -> Run | None:
    """One of the runs that have weights, chosen in a list; None where there is none."""
    numbers = store().runs_with("payload")
    runs = [run for run in store().runs() if run.id in numbers]
    return choose(runs, "learn", "Numbers of the run") if runs else None
