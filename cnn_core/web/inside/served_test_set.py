"""Where the browser finds a test set."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from cnn_core.datasets import Dataset
from cnn_core.web.inside.chosen_image import test_images
from cnn_core.web.inside.served_images import serve_test_set


def served_test_set(dataset: Dataset) -> str:
    """What the addresses of its files begin with, relative to the page; "" where they cannot be
    written: then the server gives each image. Raises DatasetUnavailable."""
    with suppress(OSError):
        return _served(dataset)
    return ""


@st.cache_resource(show_spinner=False)
def _served(dataset: Dataset) -> str:
    return serve_test_set(dataset, test_images(dataset))
