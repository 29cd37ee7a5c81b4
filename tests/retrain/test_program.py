"""The text of scripts and notebooks. tests/learning/test_retrain.py executes them."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cnn_core.layers import ClusterDistances, Dropout
from cnn_core.machine import with_fixed_threads
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, MLP_CLUSTERS, PRESETS
from cnn_core.records import State
from cnn_core.retrain.notebook import retraining_notebook
from cnn_core.retrain.retraining import Retraining
from cnn_core.retrain.script import retraining_script
from cnn_core.spec import RunSpec
from tests.ended_runs import ended
from tests.stored_runs import RESULT
from tests.strategies import run_specs

DIGEST = "5" * 64


def of(spec: RunSpec, **changes: object) -> Retraining:
    whole = Retraining(ended(7, spec=with_fixed_threads(spec)), DIGEST)
    steps = whole.steps_per_epoch * spec.training.epochs
    return replace(whole, run=replace(whole.run, **({"step": steps} | changes)))


def script(*assignments: str, spec: RunSpec = ARTICLE) -> str:
    return retraining_script(of(override(spec, assignments)))


@pytest.mark.parametrize("name", PRESETS)
def test_ruff_finds_no_fault_and_would_leave_a_script_as_it_is(name: str) -> None:
    code = retraining_script(of(PRESETS[name]))
    ruff = [sys.executable, "-m", "ruff"]
    check = [*ruff, "check", "--isolated", "--select=E,F,I,B", "--line-length=88", "-"]
    checked = subprocess.run(check, input=code, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    layout = [*ruff, "format", "--isolated", "--stdin-filename=run.py", "-"]
    formatted = subprocess.run(layout, input=code, capture_output=True, text=True, check=True)
    assert formatted.stdout == code


@given(run_specs())
@settings(max_examples=40)
def test_every_spec_has_a_program_that_parses(spec: RunSpec) -> None:
    code = retraining_script(of(spec))
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    assert ("draw_widths" in names) is spec.data.augmentation.widens
    assert ("draw_transforms" in names) is spec.data.augmentation.moves
    first = spec.architecture.layers[0]
    assert ("MiniBatchKMeans" in names) is isinstance(first, ClusterDistances)
    assert code.count("seed=layer_seed(") == sum(
        isinstance(layer, Dropout) for layer in spec.architecture.layers
    )


def test_a_plain_run_has_nothing_in_it_that_others_need() -> None:
    code = script()
    for foreign in ("learning_rate(", "changed(", "best_", "L2", "sklearn", "add_n", "gpus", "cos"):
        assert re.search(rf"\b{re.escape(foreign)}", code) is None, foreign
    assert "SEED = 0" in code
    assert "_SEED" not in code


def test_threads_are_set_before_anything_else_of_tensorflow() -> None:
    calls = re.findall(r"\btf\.[\w.]+", script("hardware.intra_op_threads=3"))
    threads = "tf.config.threading.set_intra_op_parallelism_threads"
    assert calls[:2] == ["tf.config.set_visible_devices", threads]
    assert "set_intra_op_parallelism_threads(3)" in script("hardware.intra_op_threads=3")


def test_a_gpu_is_made_deterministic() -> None:
    assert "enable_op_determinism()" in script("hardware.device=gpu")
    assert "enable_op_determinism()" not in script()


def test_seeds_that_differ_have_names_of_their_own() -> None:
    code = script("training.weights_seed=2", "training.order_seed=3")
    assert "SPLIT_SEED = 0\nWEIGHTS_SEED = 2\nORDER_SEED = 3\n" in code
    assert "default_rng([ORDER_SEED, epoch])" in code
    assert "SeedSequence([WEIGHTS_SEED, position])" in code


def test_a_schedule_ends_where_the_run_was_extended() -> None:
    spec = override(ARTICLE, ["training.schedule.kind=cosine", "training.epochs=2"])
    whole = of(spec)
    longer = replace(whole.run, step=3 * whole.steps_per_epoch)
    assert "step = min(step, 1687)" in retraining_script(replace(whole, run=longer))
    assert "min(step" not in retraining_script(whole)


def test_a_run_that_stopped_in_mid_epoch_stops_there() -> None:
    code = retraining_script(of(ARTICLE, state=State.STOPPED, step=844 + 10))
    assert "for epoch in range(2):" in code
    assert "    if epoch == 1:\n        order = order[:640]" in code


def test_names_and_versions_from_elsewhere_are_no_code() -> None:
    result = RESULT.model_copy(update={"keras": '"""\nimport os\n"""'})
    run = of(ARTICLE, name='"""; import os; """ \\', result=result)
    code = retraining_script(run)
    assert "import os" not in [line.strip() for line in code.splitlines()]
    modules = {node.names[0].name for node in ast.walk(ast.parse(code)) if type(node) is ast.Import}
    assert modules == {"hashlib", "keras", "numpy", "tensorflow"}
    assert "pip install tensorflow==2.21.0\n" in code


def test_a_notebook_is_of_format_4_5_and_holds_the_script() -> None:
    run = of(MLP_CLUSTERS)
    notebook = json.loads(retraining_notebook(run))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook) == {"nbformat", "nbformat_minor", "metadata", "cells"}
    cells = notebook["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]) for cell in cells)
    for cell in cells:
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | code
        assert all(line.endswith("\n") for line in cell["source"][:-1])
    whole = retraining_script(run)
    for cell in cells:
        if cell["cell_type"] == "code":
            assert "".join(cell["source"]) in whole
