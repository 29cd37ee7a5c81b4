"""Circumstances of a training: what is written down, and how differences are told."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

import cnn_core
from cnn_core import datasets, sources
from cnn_core.capsule.circumstances import (
    MOST,
    CircumstancesError,
    History,
    differences,
    here,
)
from cnn_core.datasets import DatasetUnavailable
from cnn_core.overrides import override
from tests.capsule_runs import SPEC
from tests.stored_runs import CIRCUMSTANCES

MNIST = Path(cnn_core.__file__).parent / "data" / "mnist.npz"


def test_they_are_those_of_this_process_and_of_the_images_as_fed() -> None:
    images = datasets.sample("mnist", 5).take(np.array([3, 0, 4]))
    found = here(SPEC, images)
    assert found.python == platform.python_version()
    assert found.tensorflow == version("tensorflow")
    assert (found.intra_op_threads, found.inter_op_threads) == (2, 2)
    assert found.dataset_files == hashlib.sha256(MNIST.read_bytes()).hexdigest()
    assert found.training_images == hashlib.sha256(images.pixels.tobytes()).hexdigest()
    assert found.training_labels == hashlib.sha256(bytes(images.labels.tolist())).hexdigest()
    before = here(SPEC)
    assert before.training_images is None
    assert differences(before, found) == ()


def test_files_of_a_dataset_that_is_not_here_have_no_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources, "fashion_folder", lambda: None)
    with pytest.raises(DatasetUnavailable, match="is not on this machine"):
        here(override(SPEC, ["data.dataset=fashion_mnist"]))


def test_files_count_only_where_the_images_are_not_known() -> None:
    other = {"dataset_files": "d" * 64}
    assert differences(CIRCUMSTANCES, CIRCUMSTANCES.model_copy(update=other)) == ()
    unknown = CIRCUMSTANCES.model_copy(update=other | {"training_images": None})
    assert differences(CIRCUMSTANCES, unknown) == (
        "The dataset's files are others, by their SHA-256.",
    )
    nameless = CIRCUMSTANCES.model_copy(update={"processor": ""})
    assert differences(nameless, CIRCUMSTANCES) == (
        "The processor: unknown then, A processor now.",
    )


def test_attempts_alike_are_told_once_and_the_newest_are_kept() -> None:
    other = CIRCUMSTANCES.model_copy(update={"keras": "3.0.0"})
    history = History().with_attempt(CIRCUMSTANCES).with_attempt(CIRCUMSTANCES)
    assert history.attempts == (CIRCUMSTANCES,)
    for _ in range(MOST):
        history = history.with_attempt(other).with_attempt(CIRCUMSTANCES)
    assert len(history.attempts) == MOST
    assert History.from_bytes(history.to_bytes()) == history
    assert History.from_bytes(None) == History()


@pytest.mark.parametrize("data", [b"", b"[]", b'{"attempts": [1]}', b'{"attempts": 1e999}'])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(CircumstancesError) as error:
        History.from_bytes(data)
    assert "\n" not in str(error.value)
