"""The images that a run's network is judged on in the browser, as a static file."""

from __future__ import annotations

from cnn_core.files import write_whole
from cnn_core.images_file import to_bytes
from cnn_core.judging_images import choose, file_name, file_size
from cnn_core.records import Run
from cnn_core.web.plotly_file import STATIC


def serve_judging_images(run: Run) -> str:
    """Put the file under `static/`, unless it is there already; its address, relative to the page.

    Raises DatasetUnavailable where the dataset is missing or damaged, and OSError where the file
    cannot be written.
    """
    target = STATIC / file_name(run)
    if not (target.is_file() and target.stat().st_size == file_size(run.spec.data)):
        STATIC.mkdir(exist_ok=True)
        write_whole(target, to_bytes(choose(run)))
    return f"app/static/{target.name}"
