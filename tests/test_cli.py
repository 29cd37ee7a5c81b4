"""The command line as other programs see it: output, error lines, exit status."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cnn_core.cli import main
from cnn_core.presets import ARTICLE, PRESETS
from cnn_core.store import State, Store
from tests.drawing.test_picture_answers import photo
from tests.programs import ROOT, run_program
from tests.stored_runs import begun, silence


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


# ---------------------------------------------------------------- describe


def described(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["describe", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_describe_gives_the_references_table(capsys: pytest.CaptureFixture[str]) -> None:
    summary = described(capsys, "--preset", "article")
    rows = [
        (layer["kind"], layer["output_shape"], layer["weights"], layer["receptive_field"])
        for layer in summary["layers"]
    ]
    assert rows == [
        ("conv2d", [26, 26, 32], 320, [3, 3]),
        ("max_pooling2d", [13, 13, 32], 0, [4, 4]),
        ("conv2d", [11, 11, 64], 18_496, [8, 8]),
        ("max_pooling2d", [5, 5, 64], 0, [10, 10]),
        ("conv2d", [3, 3, 64], 36_928, [18, 18]),
        ("flatten", [576], 0, None),
        ("dense", [70], 40_390, None),
        ("dense", [10], 710, None),
    ]
    assert [layer["step"] for layer in summary["layers"][:5]] == [[n, n] for n in (1, 2, 2, 4, 4)]
    assert summary["weights"] == summary["trainable_weights"] == 96_844
    assert summary["multiply_adds"] == 194_688 + 2_230_272 + 331_776 + 41_020


@pytest.mark.parametrize(("preset", "weights"), [("mlp", 57_390), ("keras", 34_826)])
def test_describe_knows_the_presets(
    capsys: pytest.CaptureFixture[str], preset: str, weights: int
) -> None:
    assert described(capsys, "--preset", preset)["weights"] == weights


def test_describe_reads_a_spec_and_changes_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "net.json"
    file.write_text(ARTICLE.to_json())
    summary = described(capsys, "--spec", str(file), "--set", "architecture.layers.2.filters=16")
    assert summary["layers"][2]["output_shape"] == [11, 11, 16]


def test_describe_without_json_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", "--preset", "article"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split("  ")[1] == "Convolution"
    assert lines[-1].split() == ["total", "96,844", "2,797,756"]


def test_describe_is_quick_and_needs_no_keras() -> None:
    started = time.monotonic()
    status, out, _ = run_program("describe", "--preset", "article", "--json")
    assert status == 0
    assert json.loads(out)["weights"] == 96_844
    assert time.monotonic() - started < 3  # 0.2 s on a quiet machine
    code = "import sys, cnn_core.cli; print({'keras', 'tensorflow', 'sqlalchemy'} & {*sys.modules})"
    check = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert check.stdout.strip() == b"set()"


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (["describe"], "--preset, --spec: give exactly one of them"),
        (["describe", "--preset", "article", "--spec", "x"], "--preset, --spec: give exactly one"),
        (["describe", "--preset", "articl"], "--preset: expected one of article, mlp, "),
        (["describe", "--spec", "/no/such/file"], "--spec: /no/such/file cannot be read (No such"),
        (
            [
                "describe",
                "--preset",
                "article",
                "--set",
                "architecture.layers.2.kernel_size=[15,15]",
            ],
            "architecture.layers.2.kernel_size: ",
        ),
        (
            ["describe", "--preset", "article", "--set", "architecture.layers.0.filters=0"],
            "architecture.layers.0.filters: ",
        ),
        (
            ["describe", "--preset", "article", "--set", "architecture.layers.6.units=1000000000"],
            "architecture.layers.6",
        ),
        (["train", "--preset", "article", "--set", "training.epochs=zero"], "training.epochs: "),
        (["train", "--preset", "article", "--set", "training.epoch=1"], "training.epoch: "),
        (
            ["train", "--preset", "article", "--set", "architecture.layers=[]"],
            "architecture.layers",
        ),
        (["evaluate", "x"], "Invalid value for 'RUN'"),
        (["predict", "1"], "Missing argument 'PICTURE"),
        (["dance"], "No such command 'dance'."),
    ],
)
def test_bad_input_is_one_line_that_names_the_field(
    arguments: list[str], start: str, capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(start)
    assert len(captured.err.splitlines()) == 1
    assert store.runs() == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000, b"{}", b"x" * 2_000_000])
def test_a_file_that_is_no_spec_is_refused(
    content: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "net.json"
    file.write_bytes(content)
    assert main(["describe", "--spec", str(file)]) == 2
    assert ": " in capsys.readouterr().err


def test_each_fault_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    changes = ["--set", "training.epochs=0", "--set", "data.train_images=-1"]
    assert main(["describe", "--preset", "article", *changes]) == 2
    fields = {line.split(":")[0] for line in capsys.readouterr().err.splitlines()}
    assert fields == {"training.epochs", "data.train_images"}


@pytest.mark.parametrize("arguments", [["stop"], ["evaluate"], ["predict", "a.png"]])
def test_a_run_that_is_not_there_is_told(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    command, *others = arguments
    assert main([command, "7", *others]) == 1
    assert capsys.readouterr().err.strip() == "There is no run 7."


def test_a_store_that_cannot_be_used_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "garbage").write_bytes(b"no database" * 1000)
    monkeypatch.setenv("CNN_LAB_STORE", f"sqlite:///{tmp_path / 'garbage'}")
    assert main(["runs"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_each_bad_picture_has_a_line_and_nothing_is_computed(
    capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path
) -> None:
    run = store.submit(ARTICLE, "article")
    (tmp_path / "letter.png").write_text("a letter")
    bad = [str(tmp_path / name) for name in ("letter.png", "nowhere.png")]
    assert main(["predict", str(run), str(photo(tmp_path, 0)), *bad]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [line.partition(": ")[0] for line in captured.err.splitlines()] == bad


def test_a_run_without_a_model_cannot_predict(
    capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path
) -> None:
    run = store.submit(ARTICLE, "article")
    assert main(["predict", str(run), str(photo(tmp_path, 0))]) == 1
    assert capsys.readouterr().err.strip() == f"Run {run} has no model of its last training."


# ---------------------------------------------------------------- runs


def test_runs_lists_them_newest_first(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    for name in ("article", "mlp"):
        store.submit(PRESETS[name], name)
    assert main(["runs", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(run["run"], run["name"], run["status"]) for run in listed] == [
        (2, "mlp", "queued"),
        (1, "article", "queued"),
    ]
    assert [run["weights"] for run in listed] == [57_390, 96_844]
    assert main(["runs"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:4] == ["2", "mlp", "queued", "0/35"]


def test_stop_takes_a_run_out_of_the_queue(store: Store) -> None:
    run = store.submit(ARTICLE, "article")
    assert main(["stop", str(run)]) == 0
    assert store.run(run).state is State.STOPPED


def test_a_running_run_is_asked_to_stop(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    claim = begun(store)
    assert main(["stop", str(claim.run), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["run"], report["status"]) == (claim.run, "running")
    assert main(["stop", str(claim.run)]) == 0
    assert capsys.readouterr().out == f"Run {claim.run} is asked to stop.\n"
    assert store.flush(claim).action == "stop"


@pytest.mark.parametrize(("command", "state"), [("runs", "interrupted"), ("stop", "stopped")])
def test_a_run_whose_worker_is_gone_is_not_running(
    command: str, state: str, capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    run = begun(store).run
    silence(store, run)
    assert main([command, *([str(run)] if command == "stop" else [])]) == 0
    assert store.run(run).state == state
    assert state in capsys.readouterr().out


def test_a_run_that_cannot_be_evaluated_is_told(
    capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    run = store.submit(ARTICLE, "article")
    store.pause(run)
    assert main(["evaluate", str(run)]) == 1
    expected = f"Run {run} is paused: it can be evaluated when it has finished or was stopped."
    assert capsys.readouterr().err.strip() == expected


def test_slots_that_are_no_number_are_told_and_nothing_is_queued(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setenv("CNN_LAB_SLOTS", "x")
    assert main(["train", "--preset", "article"]) == 1
    expected = "CNN_LAB_SLOTS: expected a whole number of 1 or more. Received: x"
    assert capsys.readouterr().err.strip() == expected
    assert store.runs() == []
