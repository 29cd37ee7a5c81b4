"""Sound zips whose files are not those of a run."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from cnn_core import archive
from cnn_core.archive import import_run
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.snapshots import Snapshot, pack
from cnn_core.store import Store
from tests.archived_runs import (
    Files,
    evaluation,
    packed_files,
    refused,
    snapshots,
    trained_run,
    zipped,
)
from tests.payloads import payload


@pytest.fixture
def files(store: Store) -> Files:
    """The members of a sound archive."""
    return packed_files(store, trained_run(store))


@pytest.mark.parametrize("name", ["spec.json", "run.json", "metrics.csv"])
def test_a_missing_file_is_named(store: Store, files: Files, name: str) -> None:
    del files[name]
    assert name in refused(store, zipped(files))


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        assert old in files[name]
        return files | {name: files[name].replace(old, new, 1)}

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda files: files | {"spec.json": b"{"}, "spec.json: "),
        (lambda files: files | {"spec.json": b"[" * 500_000}, "spec.json: "),
        (replaced("spec.json", b'"filters": 32', b'"filters": 0'), "filters"),
        (replaced("spec.json", b'"filters": 32', b'"filters": 999999999'), "spec.json: "),
        (replaced("spec.json", b"conv2d", b"lambda"), "spec.json: "),
        (lambda files: files | {"run.json": b"null"}, "run.json: "),
        (lambda files: files | {"run.json": b"\xff\xfe"}, "run.json: "),
        (replaced("run.json", b'"finished"', b'"running"'), "run.json: state"),
        (replaced("run.json", b'"attempt": 1', b'"attempt": -1'), "run.json: attempt"),
        (replaced("run.json", b'"step": 250', b'"step": 1e999'), "run.json: "),
        (replaced("run.json", b'"CPU:0"', b'"CPU\\u0000"'), "run.json: device"),
        (replaced("run.json", b'"crashes"', b'"rushes"'), "run.json: "),
        (replaced("run.json", b'"name": "', b'"name": "\\u0007'), "run.json: name"),
        (replaced("result.json", b'"test_accuracy": 0.99', b'"test_accuracy": 9.9'), "result.json"),
        (replaced("result.json", b'"test_loss": 0.03', b'"test_loss": NaN'), "result.json: "),
        (replaced("run.json", b'"target_epochs": 5', b'"target_epochs": 0'), "target_epochs"),
        (replaced("run.json", b'"target_epochs": 5', b'"target_epochs": 10001'), "target_epochs"),
        (replaced("run.json", b'"step": 250', b'"step": 300'), "run.json: step: expected at most"),
        (
            replaced("run.json", b'"checkpoint_step": 250', b'"checkpoint_step": 300'),
            "run.json: checkpoint_step: expected at most 299",
        ),
        (replaced("result.json", b'"test_images": 10000', b'"test_images": 0'), "test_images"),
        (replaced("result.json", b'"seconds": 20.6', b'"seconds": -1'), "result.json: seconds"),
        (replaced("result.json", b'"seconds": 20.6', b'"seconds": 1e300'), "result.json: seconds"),
        (replaced("metrics.csv", b"batch,7,1", b"batch,7,0"), "metrics.csv: line 8"),
        (replaced("metrics.csv", b"batch,7,1,1.0", b"batch,7,1,inf"), "metrics.csv: line 8"),
        (replaced("metrics.csv", b"batch,7", b"batch,x"), "metrics.csv: line 8"),
        (lambda files: files | {"metrics.csv": b""}, "metrics.csv: "),
        (replaced("labels.json", b'"homework"', b'"a\\u0000b"'), "labels.json: tags"),
        (replaced("labels.json", b'"homework"', b"1"), "labels.json: tags"),
        (replaced("labels.json", b'"homework"', b", ".join([b'"x"'] * 21)), "labels.json: tags"),
        (replaced("labels.json", b"two", b"x" * 2001), "labels.json: note"),
        (replaced("labels.json", b"false", b"2"), "labels.json: starred"),
        (replaced("circumstances.json", b'"x86_64"', b"7"), "circumstances.json: attempts.0"),
        (replaced("circumstances.json", b"a" * 64, b"A" * 64), "circumstances.json: attempts.0"),
        (lambda files: files | {"circumstances.json": b"{}{}"}, "circumstances.json: "),
    ],
)
def test_garbage_inside_is_named(
    store: Store, files: Files, change: Callable[[Files], Files], fault: str
) -> None:
    assert fault in refused(store, zipped(change(files)))


def test_a_finished_run_has_a_result(store: Store, files: Files) -> None:
    del files["result.json"]
    assert "no result.json" in refused(store, zipped(files))


PICKLE = evaluation(labels=np.array([{"a": 1}] * 100, dtype=object))


@pytest.mark.parametrize(
    "data",
    [
        b"garbage",
        PICKLE,
        evaluation(0),
        evaluation(labels=np.zeros(99, np.uint8)),
        evaluation(labels=np.full(100, 10, np.uint8)),
        evaluation(labels=np.zeros(100, np.float64)),
        evaluation(probabilities=np.full((100, 11), 0.1, np.float32)),
        evaluation(probabilities=np.full((100, 10), np.nan, np.float32)),
        evaluation(probabilities=np.full((100, 10), 1.5, np.float32)),
        evaluation(indices=np.full(100, -1, np.int32)),
        evaluation(indices=np.full(100, 10_000, np.int32)),
    ],
)
def test_an_evaluation_that_is_none_is_refused(store: Store, files: Files, data: bytes) -> None:
    assert "evaluation.npz: " in refused(store, zipped(files | {"evaluation.npz": data}))


@pytest.mark.parametrize("data", [b"garbage", PICKLE, evaluation()])
def test_kept_digits_that_are_none_are_refused(store: Store, files: Files, data: bytes) -> None:
    assert "kept.npz: " in refused(store, zipped(files | {"kept.npz": data}))


def test_kept_digits_are_there_where_the_run_needs_them(store: Store, files: Files) -> None:
    without = {name: content for name, content in files.items() if name != "kept.npz"}
    assert "kept.npz: expected" in refused(store, zipped(without))
    not_wanted = replaced("spec.json", b'"kept_images": 9', b'"kept_images": 0')
    assert "only then" in refused(store, zipped(not_wanted(files)))
    assert import_run(store, zipped(not_wanted(without)))


def test_joined_data_has_more_test_images_to_choose_from(store: Store, files: Files) -> None:
    joined = replaced("spec.json", b'"unit"', b'"article"')(files)
    late = evaluation(indices=np.full(100, 69_999, np.int32))
    assert import_run(store, zipped(joined | {"evaluation.npz": late}))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "not whole"),
        (b"\xff" * 100, "not whole"),
        (payload(ARTICLE.architecture)[:-4], "not whole"),
        (payload(ARTICLE.architecture) + bytes(4), "not whole"),
        (payload(SMALL.architecture), "expected the layers of spec.json"),
    ],
)
def test_a_payload_that_is_not_of_the_run_is_refused(
    store: Store, files: Files, data: bytes, fault: str
) -> None:
    message = refused(store, zipped(files | {"payload.bin": data}))
    assert message.startswith("payload.bin: ")
    assert fault in message


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"garbage" * 9, "not whole"),
        (pack([Snapshot(0, 0, b"none")]), "The payload"),
        (snapshots(payload(ARTICLE.architecture))[:-4], "Expected"),
        (snapshots(*[payload(a.architecture) for a in (ARTICLE, SMALL)]), "layers of spec.json"),
        (bytes(archive.MOST_BYTES + 1), "expected at most 4,000,000 bytes"),
    ],
)
def test_snapshots_that_are_not_of_the_run_are_refused(
    store: Store, files: Files, data: bytes, fault: str
) -> None:
    message = refused(store, zipped(files | {"snapshots.bin": data}))
    assert message.startswith("snapshots.bin: ")
    assert fault in message
