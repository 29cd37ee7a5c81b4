"""Scripts and notebooks reach the weights of the runs that they are made of, bit for bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnn_core.formats import FORMATS
from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Output,
)
from cnn_core.learning import attempt, weights
from cnn_core.records import Run, State
from cnn_core.sources import MNIST_FILE
from cnn_core.store import Store
from tests.ended_runs import ended
from tests.learning.tiny import TINY, MemoryLink, changed, train

EQUAL = "Equal to the run in every weight."
DEEP = Architecture(
    layers=(
        Conv2D(filters=4, activation="linear", l2=0.01),
        MaxPooling2D(),
        BatchNormalization(momentum=0.9, l2=0.001),
        ActivationLayer(),
        Conv2D(filters=6, kernel_size=(1, 1), strides=(2, 2), padding="same", activation="elu"),
        Dropout(rate=0.4),
        GlobalAveragePooling2D(),
        Output(activation="sigmoid", l2=0.01),
    )
)
CLUSTERS = Architecture(
    layers=(ClusterDistances(clusters=9), BatchNormalization(), Dense(units=20), Output())
)
DENSE = Architecture(layers=(Flatten(), Dropout(rate=0.2), Dense(units=20), Output()))
AUGMENTED = {
    "data.augmentation": {
        "shift": 2,
        "rotation": 12,
        "zoom": 0.2,
        "shear": 15,
        "line_width": 1,
    },
    "data.normalization": "mean_std",
    "training.schedule": {"kind": "one_cycle"},
}
STOPS_EARLY = {
    "architecture": DEEP.model_dump(mode="json"),
    "training.epochs": 8,
    "training.learning_rate": 0.2,
    "training.early_stopping_patience": 2,
    "training.schedule": {"kind": "reduce_on_plateau", "patience": 1},
}
MIXED = {
    "architecture": CLUSTERS.model_dump(mode="json"),
    "data.normalization": "article",
    "training.optimizer": "sgd",
    "training.momentum": 0.9,
    "training.schedule": {"kind": "step", "every": 1, "factor": 0.3},
    "training.weights_seed": 5,
    "training.order_seed": 7,
    "hardware.mixed_precision": True,
}
"""The last one: a script sets the precision for its whole process."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """An empty folder with MNIST, which programs are executed in."""
    (tmp_path / "mnist.npz").symlink_to(MNIST_FILE)
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def trained(store: Store, changes: dict[str, object]) -> Run:
    run = store.submit(changed(TINY, {"training.batch_size": 100, **changes}), "tiny")
    claim = store.claim(slots=1)
    assert claim is not None
    attempt.train(store, claim)
    return store.run(run)


def stopped_in_mid_epoch(store: Store, split: object) -> Run:
    spec = changed(TINY, {"architecture": DENSE.model_dump(mode="json")})
    state = train(spec, split, MemoryLink(pause_at=11), longest_chunk=1)
    payload = weights.payload(state.model, spec, split.normalization)
    run = replace(ended(spec=spec, result=None), state=State.PAUSED, step=11)
    return store.run(store.add(run, [], {"payload": payload}))


def made(store: Store, run: Run, kind: str) -> str:
    make = FORMATS[kind].make
    assert make is not None
    return make(store, run).decode()


@pytest.mark.slow
def test_scripts_reach_the_same_weights_in_a_process_of_their_own(
    store: Store, place: Path
) -> None:
    for name, changes in {"1": AUGMENTED, "2": STOPS_EARLY, "3": MIXED}.items():
        run = trained(store, changes)
        assert run.state is State.FINISHED, run.message
        (place / f"{name}.py").write_text(made(store, run, "script"))
    assert store.run(2).result.restored_best
    events = store.points(2, ["event"])
    assert any(str(event.note).endswith("(plateau)") for event in events)

    program = "import runpy, sys\nfor name in sys.argv[1:]: runpy.run_path(name)"
    command = [sys.executable, "-c", program, "1.py", "2.py", "3.py"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(EQUAL) == 3, done.stdout
    assert "epoch 2: loss" in done.stdout
    assert (place / "run-3.weights.h5").is_file()


def test_a_notebook_reaches_the_weights_of_a_run_that_was_stopped_in_mid_epoch(
    store: Store, place: Path, split: object, capsys: pytest.CaptureFixture[str]
) -> None:
    run = stopped_in_mid_epoch(store, split)
    cells = json.loads(made(store, run, "notebook"))["cells"]
    names: dict[str, object] = {}
    for number, cell in enumerate(cell for cell in cells if cell["cell_type"] == "code"):
        file = place / f"cell-{number}.py"  # TensorFlow reads the source of a function
        file.write_text("".join(cell["source"]))
        exec(compile(file.read_text(), file, "exec"), names)
    assert EQUAL in capsys.readouterr().out
