"""Capsules: packed, taken in, and refused where they are not what they say."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from cnn_core.archive import ARTIFACT_FILES, ArchiveError, import_run
from cnn_core.capsule.circumstances import History
from cnn_core.capsule.pack import export_capsule
from cnn_core.payload import unpack
from cnn_core.records import State
from cnn_core.run_bundle import import_runs
from cnn_core.store import Store
from tests.archived_runs import zipped
from tests.capsule_runs import ARTIFACTS, SPEC, add, initial, weights
from tests.stored_runs import CIRCUMSTANCES

Files = dict[str, bytes]


@pytest.fixture
def files(store: Store) -> Files:
    with zipfile.ZipFile(io.BytesIO(export_capsule(store, add(store)))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_it_is_a_packed_run_that_tells_its_circumstances(files: Files) -> None:
    told = json.loads(files["capsule.json"])
    assert told["version"] == 1
    assert told["seed"] == 0
    assert History.model_validate(told["history"]).attempts == (CIRCUMSTANCES,)
    arrays = [array for group in unpack(ARTIFACTS["payload"]).tensors for array in group]
    expected = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
    assert told["last_weights"] == expected
    assert {"spec.json", "run.json", "metrics.csv", "payload.bin", "initial.npz"} < set(files)
    assert "circumstances.json" not in files


def test_whatever_reads_packed_runs_reads_it(store: Store) -> None:
    run = add(store)
    capsule = export_capsule(store, run)
    back = import_run(store, capsule)
    assert store.points(back) == store.points(run)
    for name in ARTIFACT_FILES:
        assert store.artifact(back, name) == store.artifact(run, name)
    assert import_runs(store, "capsule.zip", capsule).refused == ()


def test_a_run_that_failed_early_is_packed_without_weights(store: Store) -> None:
    run = store.submit(SPEC, "short")
    claim = store.claim(1)
    assert claim is not None
    store.end(claim, State.FAILED, "There was no memory.")
    back = import_run(store, export_capsule(store, run))
    assert store.run(back).message == "There was no memory."


@pytest.mark.parametrize("name", ["circumstances", "initial", "payload"])
def test_a_run_whose_files_are_damaged_is_not_packed(store: Store, name: str) -> None:
    with pytest.raises(ArchiveError, match="cannot be packed as a capsule"):
        export_capsule(store, add(store, **{name: b"damaged"}))


def changed(files: Files, **fields: object) -> Files:
    return files | {"capsule.json": json.dumps(json.loads(files["capsule.json"]) | fields).encode()}


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"version": 2}, "capsule.json: Expected a capsule of version 1. Received: 2"),
        ({"version": True}, "capsule.json: Expected a capsule of version 1"),
        ({"version": "1" * 500}, "capsule.json: Expected a capsule of version 1"),
        ({"seed": -1}, "capsule.json: seed"),
        ({"seed": 9}, "It was packed with the seed 9. Received: 0"),
        ({"history": {"attempts": [{}]}}, "capsule.json: history"),
        ({"last_weights": "0" * 64}, "payload weights are not those"),
        ({"initial_weights": "0" * 64}, "initial weights are not those"),
        ({"initial_weights": None}, "tells of initial weights"),
        ({"surplus": 1}, "capsule.json: surplus"),
    ],
)
def test_what_it_says_of_itself_must_hold(
    store: Store, files: Files, fields: dict[str, object], fault: str
) -> None:
    before = store.runs()
    with pytest.raises(ArchiveError) as error:
        import_run(store, zipped(changed(files, **fields)))
    assert fault in str(error.value)
    assert "\n" not in str(error.value)
    assert store.runs() == before


@pytest.mark.parametrize(
    "replaced",
    [
        {"capsule.json": b"{"},
        {"capsule.json": b"[" * 100_000},
        {"capsule.json": b"null"},
        {"payload.bin": weights(changed=1e-6)},
        {"initial.npz": initial(seed=1)},
        {"initial.npz": b"garbage"},
    ],
)
def test_a_changed_file_is_refused(store: Store, files: Files, replaced: Files) -> None:
    with pytest.raises(ArchiveError, match=r"capsule\.json: "):
        import_run(store, zipped(files | replaced))
