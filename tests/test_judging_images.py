"""The images that a network is judged on in the browser: those of the run's own split."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from cnn_core import datasets, images_file, judging_images
from cnn_core.datasets import held_out, prepare
from cnn_core.judging_images import are_validation_images, file_name, file_size
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.records import Run
from cnn_core.spec import Data
from cnn_core.store import Store
from tests.payloads import UNIT


@pytest.mark.parametrize(("normalization", "share"), [("unit", 0.2), ("article", 0.0)])
def test_they_are_the_first_of_the_split(
    normalization: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets.normalization, "fit", lambda method, pixels: UNIT)  # takes long
    fields = {"train_images": 300, "validation_share": share, "normalization": normalization}
    data = Data.model_validate(fields)
    split = prepare(data, seed=5)
    whole = split.validation if share else split.train
    found = held_out(data, 5, 200)
    assert len(found) == min(200, len(whole))
    assert np.array_equal(found.pixels, whole.pixels[:200])
    assert np.array_equal(found.labels, whole.labels[:200])
    assert are_validation_images(data) == bool(share)


def run_of(store: Store, *changes: str) -> Run:
    return store.run(store.submit(override(ARTICLE, changes), "a run"))


def test_the_file_has_the_size_that_is_expected(store: Store) -> None:
    run = run_of(store, "data.train_images=300", "data.kept_images=0")
    data = images_file.to_bytes(judging_images.choose(run))
    assert len(data) == file_size(run.spec.data)
    assert struct.unpack_from("<II", data) == (images_file.VERSION, 30)


def test_runs_with_other_images_have_other_files(store: Store) -> None:
    same = [
        run_of(store),
        run_of(store, "training.epochs=1"),
        run_of(store, "data.normalization=per_pixel"),
    ]
    assert len({file_name(run) for run in same}) == 1
    other = [
        run_of(store, "data.normalization=article"),
        run_of(store, "training.seed=1"),
        run_of(store, "data.train_images=500"),
        run_of(store, "data.dataset=fashion_mnist"),
    ]
    assert len({file_name(run) for run in (same[0], *other)}) == 5
