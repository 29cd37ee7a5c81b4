"""What stands in the way of training a spec on this machine now."""

from __future__ import annotations

from cnn_core import datasets
from cnn_core.drawing.kept_digits import NONE_KEPT
from cnn_core.spec import RunSpec
from cnn_core.web.session import store
from cnn_core.web.train.hardware_form import gpu_fault


def hindrance(spec: RunSpec) -> str | None:
    """Why a valid spec cannot be trained now, in a sentence; None where it can."""
    if spec.hardware.device == "gpu" and (fault := gpu_fault()):
        return f"The settings ask for a GPU. {fault}"
    if spec.data.kept_images and not store().digits.count():
        return NONE_KEPT
    return datasets.available(spec.data.dataset) or _damage(spec.data.dataset)


def _damage(dataset: datasets.Dataset) -> str | None:
    """Why a dataset that is there cannot be read, as far as its beginning tells."""
    try:
        datasets.sample(dataset, 1)
    except datasets.DatasetUnavailable as error:
        return str(error)
    return None
