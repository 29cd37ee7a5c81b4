"""Which machines train whose runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnn_core.cluster.fitness import Fitness, check_shared
from cnn_core.presets import ARTICLE
from cnn_core.spec import Hardware
from cnn_core.store import Store, StoreError

HERE = Fitness.of_this_machine("a store")
DIGEST = "from cnn_core.cluster.fitness import Fitness; print(Fitness.of_this_machine('').cnn_lab)"


def test_versions_are_those_that_are_imported() -> None:
    assert HERE.numpy == np.__version__
    assert HERE.python == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert (HERE.tensorflow, HERE.keras, HERE.store) == ("2.21.0", "3.15.1", "a store")


@pytest.mark.parametrize(
    ("field", "other", "reason"),
    [
        ("tensorflow", "2.20.0", "TensorFlow 2.20.0 instead of 2.21.0"),
        ("keras", "none", "Keras none instead of 3.15.1"),
        ("python", "3.12", "Python 3.12 instead of"),
        ("numpy", "1.26.4", "numpy 1.26.4 instead of"),
        ("cnn_lab", "0", "CNN Lab 0 instead of"),
        ("store", "another", "another store (CNN_LAB_STORE) than this server's"),
    ],
)
def test_a_machine_that_differs_is_refused_and_offers_another_slot(
    field: str, other: str, reason: str
) -> None:
    worker = HERE.model_copy(update={field: other})
    assert reason in (HERE.refusal(worker) or "")
    assert worker.slot != HERE.slot


def test_a_machine_alike_is_not_refused() -> None:
    assert HERE.refusal(HERE.model_copy()) is None
    assert HERE.model_copy().slot == HERE.slot


def test_a_run_takes_a_slot_and_the_gpu_if_it_asks_for_one() -> None:
    assert HERE.needs(ARTICLE.hardware) == {HERE.slot: 1}
    assert HERE.needs(Hardware(device="gpu")) == {HERE.slot: 1, "gpu": 1}


def test_other_code_is_another_version(tmp_path: Path) -> None:
    """What pages are made of is none: no result depends on it."""
    package = tmp_path / "cnn_core"
    source = Path(__file__).parents[2] / "cnn_core"
    for file in source.rglob("*.py"):
        copy = package / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())

    def digest() -> str:
        command = [sys.executable, "-c", DIGEST]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout

    before = digest()
    (package / "web" / "session.py").write_text("")
    assert digest() == before
    (package / "learning" / "feed.py").write_text("")
    assert digest() != before


def test_a_file_cannot_be_shared(store: Store) -> None:
    with pytest.raises(StoreError, match=r"share no folder.* Set CNN_LAB_STORE to one PostgreSQL"):
        check_shared(store)


def test_a_store_keeps_its_identity(any_store: Store, tmp_path: Path) -> None:
    same = Store(any_store.url)
    other = Store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert same.identity() == any_store.identity() != other.identity()
    same.close()
    other.close()
