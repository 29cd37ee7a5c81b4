"""The training digits that drawings are compared with, as a static file for the browser."""

from __future__ import annotations

from cnn_core.datasets import Dataset
from cnn_core.drawing.neighbours import SIZE, VERSION, choose
from cnn_core.files import write_whole
from cnn_core.web.plotly_file import STATIC


def serve_reference(dataset: Dataset) -> str:
    """Put the file under `static/`, unless it is there already; its address, relative to the page.

    Takes about a second the first time. Raises DatasetUnavailable where the dataset is missing or
    damaged, and OSError where the file cannot be written.
    """
    target = STATIC / f"{dataset}-digits-{VERSION}.bin"
    if not (target.is_file() and target.stat().st_size == SIZE):
        STATIC.mkdir(exist_ok=True)
        write_whole(target, choose(dataset).to_bytes())
    return f"app/static/{target.name}"
