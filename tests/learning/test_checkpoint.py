from __future__ import annotations

import zipfile
from io import BytesIO

import numpy as np
import pytest

from cnn_core.learning import checkpoint
from cnn_core.learning.checkpoint import CheckpointError
from cnn_core.learning.state import fresh
from tests.learning.tiny import RANDOM, TINY, MemoryLink, changed, digest, train


@pytest.fixture(scope="module")
def trained(split):
    spec = changed(TINY, {"training.epochs": 1, "training.early_stopping_patience": 3})
    return spec, train(spec, split, MemoryLink())


def repacked(data, name, content):
    """The zip with one entry replaced, or left out if content is None."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return buffer.getvalue()


def npy(array, version=(1, 0)):
    buffer = BytesIO()
    np.lib.format.write_array(buffer, array, version)
    return buffer.getvalue()


def test_a_state_comes_back_whole(trained):
    spec, state = trained
    again = fresh(spec)
    checkpoint.restore(checkpoint.save(state), again)
    assert digest(again) == digest(state)
    assert again.progress == state.progress
    assert again.best_weights is not None
    assert checkpoint.read_progress(checkpoint.save(state)) == state.progress


def test_it_is_an_npz_without_pickle(trained):
    with np.load(BytesIO(checkpoint.save(trained[1])), allow_pickle=False) as arrays:
        kernel = arrays["model/0000"]
    np.testing.assert_array_equal(kernel, trained[1].model.variables[0].numpy())


def test_initial_weights_come_back_without_the_optimizer(trained):
    spec, _ = trained
    initial = checkpoint.save_weights(fresh(spec).model)
    again = fresh(changed(spec, {"training.seed": 5}))
    checkpoint.restore_weights(initial, again.model)
    for ours, theirs in zip(again.model.weights, fresh(spec).model.weights, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


HUGE = npy(np.zeros((3, 3, 1, 3), np.float32)).replace(b"(3, 3, 1, 3)", b"(3,3,999999)")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model/0000.npy", None),
        ("model/0000.npy", b""),
        ("model/0000.npy", b"garbage" * 20),
        ("model/0000.npy", npy(np.zeros((3, 3, 1, 4), np.float32))),
        ("model/0000.npy", npy(np.zeros((3, 3, 1, 3)))),
        ("model/0000.npy", npy(np.zeros((3, 3, 1, 3), np.float32), (2, 0))),
        ("model/0000.npy", npy(np.asfortranarray(np.ones((3, 3, 1, 3), np.float32)))),
        ("model/0000.npy", npy(np.zeros((3, 3, 1, 3), np.float32))[:-4]),
        ("model/0000.npy", HUGE),
        ("model/9999.npy", npy(np.zeros(3))),
        ("optimizer/0001.npy", npy(np.zeros(3))),
        ("progress.json", None),
        ("progress.json", b"{"),
        ("progress.json", b'{"epoch": -1}'),
        ("progress.json", b'{"unknown": 1}'),
    ],
)
def test_what_does_not_fit_changes_nothing(trained, name, content):
    spec, state = trained
    again = fresh(spec)
    before = digest(again)
    with pytest.raises(CheckpointError, match="checkpoint"):
        checkpoint.restore(repacked(checkpoint.save(state), name, content), again)
    assert digest(again) == before


def test_truncated_bytes_and_other_networks_are_refused(trained):
    spec, state = trained
    data = checkpoint.save(state)
    with pytest.raises(CheckpointError, match="not a zip"):
        checkpoint.restore(data[:-100], fresh(spec))
    with pytest.raises(CheckpointError, match="does not fit this network"):
        checkpoint.restore(data, fresh(changed(spec, {"architecture": RANDOM.model_dump()})))


def test_damaged_bytes_inside_are_noticed(trained):
    spec, state = trained
    data = bytearray(checkpoint.save(state))
    data[data.index(b"NUMPY") + 130] ^= 0xFF
    with pytest.raises(CheckpointError, match="damaged"):
        checkpoint.restore(bytes(data), fresh(spec))
