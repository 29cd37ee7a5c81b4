"""A run as a zip, whose members tests change, and the sentence that refuses it."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from cnn_core.archive import ArchiveError, export_run, import_run
from cnn_core.capsule.circumstances import History
from cnn_core.overrides import override
from cnn_core.payload import in_half
from cnn_core.presets import ARTICLE
from cnn_core.records import Point, State
from cnn_core.snapshots import Snapshot, pack
from cnn_core.store import Store
from tests.payloads import payload
from tests.stored_runs import CIRCUMSTANCES, RESULT

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


def trained_run(store: Store) -> int:
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


def packed_files(store: Store, run: int) -> Files:
    """The members of its archive."""
    with zipfile.ZipFile(io.BytesIO(export_run(store, run))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(files: Files, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return packed.getvalue()


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
