"""Several runs as one zip and back, and zips that mean harm."""

from __future__ import annotations

import io
import zipfile

import pytest

from cnn_core import run_bundle
from cnn_core.archive import ArchiveError, export_run
from cnn_core.records import RunNotFound, State
from cnn_core.run_bundle import Taken, export_runs, import_runs
from cnn_core.store import Store
from tests.stored_runs import begun, ended


def named(store: Store, name: str) -> int:
    claim = begun(store, name)
    store.flush(claim, artifacts={"checkpoint": name.encode() * 1000})
    store.end(claim, State.STOPPED)
    return claim.run


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return packed.getvalue()


def test_runs_come_back_in_their_order(store: Store) -> None:
    numbers = [named(store, name) for name in ("first", "second", "third")]
    taken = import_runs(store, "runs.zip", export_runs(store, [numbers[2], numbers[0]]))
    assert taken.refused == ()
    assert [store.run(number).name for number in taken.runs] == ["third", "first"]
    assert store.artifact(taken.runs[0], "checkpoint") == b"third" * 1000


def test_a_single_packed_run_is_taken_in_too(store: Store) -> None:
    taken = import_runs(store, "x.zip", export_run(store, named(store, "alone")))
    assert [store.run(number).name for number in taken.runs] == ["alone"]


def test_a_faulty_run_keeps_no_other_away(store: Store) -> None:
    good = export_run(store, named(store, "good"))
    data = zipped({"run-1.zip": good, "run-2.zip": b"garbage", "run-3.zip": good})
    taken = import_runs(store, "runs.zip", data)
    assert [store.run(number).name for number in taken.runs] == ["good", "good"]
    (refused,) = taken.refused
    assert refused.startswith("run-2.zip: The file is not a sound zip")


def refused(store: Store, data: bytes) -> str:
    before = store.runs()
    taken = import_runs(store, "x.zip", data)
    assert (taken.runs, store.runs()) == ((), before)
    (sentence,) = taken.refused
    assert len(sentence) < 400
    return sentence


@pytest.mark.parametrize(
    "name", ["../run-1.zip", "/run-1.zip", "a/run-1.zip", "run-.zip", "run-1.zip\n", "RUN-1.ZIP"]
)
def test_other_names_are_no_bundle(store: Store, name: str) -> None:
    archive = export_run(store, ended(store, State.STOPPED))
    assert "not of a run" in refused(store, zipped({name: archive}))


def test_bundles_do_not_nest(store: Store) -> None:
    inner = zipped({"run-1.zip": export_run(store, ended(store, State.STOPPED))})
    assert refused(store, zipped({"run-2.zip": inner})).startswith(
        "run-2.zip: The zip holds a file"
    )


def test_limits_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"run-{number}.zip": b"" for number in range(run_bundle.MOST_RUNS + 1)}
    assert "at most 100 runs. Received: 101" in refused(store, zipped(many))
    packed_twice = zipped({"run-1.zip": bytes(10**6)}, zipfile.ZIP_DEFLATED)
    assert "not packed twice" in refused(store, packed_twice)
    monkeypatch.setattr(run_bundle, "MOST_BYTES", 1000)
    assert "at most 1,000 bytes" in refused(store, zipped({"run-1.zip": bytes(1001)}))
    numbers = [named(store, "x"), named(store, "y")]
    with pytest.raises(ArchiveError, match="Choose fewer"):
        export_runs(store, numbers)


@pytest.mark.parametrize("data", [b"", b"garbage" * 99, zipped({}), b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_refused(store: Store, data: bytes) -> None:
    assert refused(store, data).startswith("x.zip: ")


def test_a_cut_bundle_is_refused(store: Store) -> None:
    """Its first half ends with a packed run that is whole, and could be taken for the file."""
    data = export_runs(store, [named(store, "a"), named(store, "b")])
    assert "not whole" in refused(store, data[: len(data) // 2])
    assert "not a sound zip" in refused(store, data[: len(data) // 4])


def test_a_flipped_bit_is_told_or_harmless(store: Store) -> None:
    data = export_runs(store, [named(store, "a")])
    for position in range(0, len(data), 7):
        spoilt = bytearray(data)
        spoilt[position] ^= 0x10
        assert isinstance(import_runs(store, "x.zip", bytes(spoilt)), Taken)


def test_active_and_missing_runs_are_not_packed(store: Store) -> None:
    claim = begun(store)
    with pytest.raises(ArchiveError, match="is running"):
        export_runs(store, [claim.run])
    with pytest.raises(RunNotFound):
        export_runs(store, [99])
