"""A run as a zip and back, and zips that mean harm."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cnn_core import archive
from cnn_core.archive import ArchiveError, export_run, import_run
from cnn_core.capsule.circumstances import History
from cnn_core.overrides import override
from cnn_core.payload import in_half
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import Label, Point, Run, RunNotFound, State
from cnn_core.snapshots import Snapshot, pack
from cnn_core.store import Store
from tests.payloads import payload
from tests.stored_runs import CIRCUMSTANCES, RESULT, begun

Files = dict[str, bytes]
WITH_KEPT = override(ARTICLE, ["data.kept_images=9"])


def evaluation(images: int = 100, **changes: np.ndarray) -> bytes:
    arrays = {
        "probabilities": np.full((images, 10), 0.1, np.float32),
        "labels": np.zeros(images, np.uint8),
        "indices": np.arange(images, dtype=np.int32),
        "classes": np.full((3, 10), 0.5),
    }
    packed = io.BytesIO()
    np.savez(packed, **(arrays | changes))
    return packed.getvalue()


def snapshots(*payloads: bytes) -> bytes:
    return pack([Snapshot(step, 0, in_half(data)) for step, data in enumerate(payloads)])


@pytest.fixture
def trained(store: Store) -> int:
    """A finished run with all that a run can have."""
    store.digits.keep(7, bytes(784))
    run = store.submit(WITH_KEPT, "naïve, «quoted»", expected_epoch_seconds=4.5)
    claim = store.claim(1)
    assert claim is not None
    history = [Point("batch", step, 1, step / 7, 1 / step, step / 300) for step in range(1, 300)]
    event = Point("event", 200, 1, 3.0, note='learning rate 0.001 → 0.0005, "as wished"\nby me')
    store.flush(claim, history, device="CPU:0", artifacts={"initial": b"\0initial"})
    store.flush(claim, [event], epoch=1, step=250, artifacts={"checkpoint": b"\0checkpoint"})
    store.set_result(claim, RESULT, {"evaluation": evaluation(), "model": b"\0model"})
    last = payload(ARTICLE.architecture)
    known = History(attempts=(CIRCUMSTANCES,)).to_bytes()
    made = {"payload": last, "snapshots": snapshots(last), "circumstances": known}
    store.flush(claim, artifacts=made)
    store.end(claim, State.FINISHED)
    store.put_log(claim, b"a line\n")
    store.labels.set_note(run, "two\nlines")
    store.labels.tag([run], "homework")
    return run


@pytest.fixture
def files(store: Store, trained: int) -> Files:
    """The members of a sound archive."""
    with zipfile.ZipFile(io.BytesIO(export_run(store, trained))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(files: Files, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return packed.getvalue()


def as_elsewhere(run: Run) -> Run:
    """Without what belongs to one store."""
    return replace(run, id=0, heartbeat=None)


def test_the_files_have_ordinary_names(files: Files) -> None:
    assert set(files) == set(archive.LIMITS)
    assert files["model.keras"] == b"\0model"
    assert files["log.txt"] == b"a line\n"


def test_a_round_trip_gives_the_same_run(store: Store, trained: int) -> None:
    back = import_run(store, export_run(store, trained))
    assert back != trained
    assert as_elsewhere(store.run(back)) == as_elsewhere(store.run(trained))
    assert store.points(back) == store.points(trained)
    assert store.labels.of(back) == store.labels.of(trained) == Label("two\nlines", ("homework",))
    for name in archive.ARTIFACT_FILES:
        assert store.artifact(back, name) == store.artifact(trained, name)


def test_a_run_goes_on_where_it_has_gone(store: Store, trained: int) -> None:
    back = import_run(store, export_run(store, trained))
    store.extend(back, 1)
    claim = store.claim(1, only=back)
    assert claim is not None
    assert store.run(back).step == 250
    assert max(point.step for point in store.points(back)) == 250


def test_a_log_that_is_too_long_comes_back_without_its_beginning(store: Store) -> None:
    claim = begun(store)
    store.end(claim, State.FAILED, "x" * 10_000)
    store.put_log(claim, b"first" + bytes(archive.LOG_LIMIT) + b"last")
    log = store.artifact(import_run(store, export_run(store, claim.run)), "log") or b""
    assert len(log) == archive.LOG_LIMIT
    assert log.endswith(b"last")


@pytest.mark.parametrize("state", [State.PAUSED, State.STOPPED, State.FAILED])
def test_a_run_without_a_result_comes_back(store: Store, state: State) -> None:
    run = store.submit(ARTICLE, "short")
    claim = store.claim(1)
    assert claim is not None
    store.end(claim, state, "The loss became NaN in epoch 1, batch 1.")
    back = import_run(store, export_run(store, run))
    assert as_elsewhere(store.run(back)) == as_elsewhere(store.run(run))


def test_an_active_run_is_not_packed(store: Store) -> None:
    run = store.submit(ARTICLE, "queued")
    with pytest.raises(ArchiveError, match="is queued"):
        export_run(store, run)
    with pytest.raises(RunNotFound):
        export_run(store, 99)


def refused(store: Store, data: bytes) -> str:
    """The sentence with which an archive is refused; nothing of it stays."""
    before = store.runs()
    with pytest.raises(ArchiveError) as error:
        import_run(store, data)
    assert store.runs() == before
    message = str(error.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


@pytest.mark.parametrize("data", [b"", b"garbage" * 100, b"PK\x03\x04" + bytes(50)])
def test_what_is_no_zip_is_refused(store: Store, data: bytes) -> None:
    assert "not a sound zip" in refused(store, data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_zip_is_refused(store: Store, files: Files, share: float) -> None:
    data = zipped(files)
    assert "not a sound zip" in refused(store, data[: int(len(data) * share)])


def test_a_zip_with_a_flipped_bit_is_refused_or_sound(store: Store, files: Files) -> None:
    data = zipped({name: content for name, content in files.items() if len(content) < 100_000})
    assert import_run(store, data)
    for position in range(0, len(data), 5):  # many are in the headers of members
        spoilt = bytearray(data)
        spoilt[position] ^= 0x10
        with contextlib.suppress(ArchiveError):
            import_run(store, bytes(spoilt))


@pytest.mark.parametrize("name", ["spec.json", "run.json", "metrics.csv"])
def test_a_missing_file_is_named(store: Store, files: Files, name: str) -> None:
    del files[name]
    assert name in refused(store, zipped(files))


@pytest.mark.parametrize(
    "name", ["../spec.json", "/etc/passwd", "a/spec.json", "C:\\x", "SPEC.JSON", "x" * 5000, "é\n"]
)
def test_a_hostile_name_is_refused(store: Store, files: Files, name: str) -> None:
    assert "not of a run" in refused(store, zipped(files | {name: b"x"}))


def test_thousands_of_entries_are_refused_unread(store: Store, files: Files) -> None:
    assert "table of contents is too long" in refused(
        store, zipped(files | {f"{number}.txt": b"" for number in range(3000)})
    )


def test_a_table_of_contents_of_64_bits_is_refused(store: Store, files: Files) -> None:
    """Its length would stand elsewhere."""
    data = zipped(files)
    end = data.rindex(b"PK\x05\x06")
    assert "too long" in refused(store, data[:end] + b"PK\x06\x07" + bytes(16) + data[end:])


def test_a_name_given_twice_is_refused(store: Store, files: Files) -> None:
    packed = io.BytesIO(zipped(files))
    with zipfile.ZipFile(packed, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("spec.json", files["spec.json"])
    assert "two files" in refused(store, packed.getvalue())


def test_an_encrypted_zip_is_refused(store: Store, files: Files) -> None:
    data = bytearray(zipped(files))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert "encrypted" in refused(store, bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_compression_is_refused(store: Store, files: Files, method: int) -> None:
    assert "ordinary zip" in refused(store, zipped(files, method))


def test_an_unknown_compression_is_refused(store: Store, files: Files) -> None:
    data = bytearray(zipped(files))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, 77)
    assert "ordinary zip" in refused(store, bytes(data))


@pytest.mark.parametrize("name", ["spec.json", "log.txt", "evaluation.npz"])
def test_a_large_file_is_refused(store: Store, files: Files, name: str) -> None:
    large = zipped(files | {name: bytes(archive.LIMITS[name] + 1)})
    assert f"{name}: expected at most" in refused(store, large)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(store: Store, files: Files) -> None:
    data = bytearray(zipped({"log.txt": bytes(50_000_000)} | files | {"log.txt": bytes(10**8)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 100)
    assert len(data) < 800_000
    refused(store, bytes(data))


def test_many_files_within_their_limits_are_too_much_together(
    store: Store, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "TOTAL_LIMIT", sum(map(len, files.values())) - 1)
    assert "at most" in refused(store, zipped(files))


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
