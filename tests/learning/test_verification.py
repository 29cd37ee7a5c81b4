"""Real trainings verified: equal in every weight, and what was changed is found."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from cnn_core.archive import import_run
from cnn_core.capsule.pack import export_capsule
from cnn_core.capsule.text import headline
from cnn_core.capsule.verdict import verdict
from cnn_core.capsule.verification import begin
from cnn_core.learning import attempt
from cnn_core.store import Store
from tests.archived_runs import zipped
from tests.learning.tiny import BATCHES, RANDOM, TINY, changed

SPEC = changed(TINY, {"architecture": json.loads(RANDOM.model_dump_json())})
"""With dropout and batch normalization: all that chance and time leave their traces in."""


def trained(store: Store, run: int) -> int:
    claim = store.claim(slots=9, only=run)
    assert claim is not None
    attempt.train(store, claim)
    return run


@pytest.fixture(scope="module")
def capsule(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('trained') / 'runs.sqlite'}")
    packed = export_capsule(store, trained(store, store.submit(SPEC, "tiny")))
    store.close()
    return packed


def rewritten(capsule: bytes, name: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(capsule)) as packed:
        files = {each: packed.read(each) for each in packed.namelist()}
    assert old.encode() in files[name]
    return zipped(files | {name: files[name].replace(old.encode(), new.encode(), 1)})


def test_a_run_is_equal_in_every_weight_and_what_was_changed_is_found(
    store: Store, capsule: bytes
) -> None:
    run = import_run(store, capsule)
    again = trained(store, begin(store, run))
    found = verdict(store, run, again)
    assert found.equal
    assert headline(found).startswith("Equal in every weight")
    assert found.batches == 2 * BATCHES
    assert found.initial_weights is True
    assert found.weights == store.run(run).result.weights
    assert found.explanations == ()

    loss = store.points(run, ["batch"])[BATCHES + 2].loss
    other = rewritten(capsule, "metrics.csv", str(loss), str(loss + 1e-7))
    found = verdict(store, import_run(store, other), again)
    assert (found.difference.epoch, found.difference.batch) == (2, 3)
    assert found.difference.loss == (loss + 1e-7, loss)
    assert found.layer is None

    stopped = rewritten(capsule, "run.json", '"state": "finished"', '"state": "stopped"')
    found = verdict(store, import_run(store, stopped), again)
    assert found.equal
    assert found.weights is None
    assert "did not finish (stopped)" in found.remark


def test_another_seed_differs_in_the_first_batch(store: Store, capsule: bytes) -> None:
    for name in ("spec.json", "capsule.json"):
        capsule = rewritten(capsule, name, '"seed": 0', '"seed": 1')
    run = import_run(store, capsule)
    found = verdict(store, run, trained(store, begin(store, run)))
    assert (found.difference.epoch, found.difference.batch) == (1, 1)
    assert found.initial_weights is False
    assert "The training images are others, by their SHA-256." in found.explanations
