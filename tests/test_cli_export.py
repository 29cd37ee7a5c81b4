"""The verb `export`: what is written, said and refused. With workers: test_cli_workers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cnn_core import formats
from cnn_core.archive import import_run
from cnn_core.cli import main
from cnn_core.formats import FORMATS
from cnn_core.html_file import html_file
from cnn_core.store import State, Store
from tests import small_network
from tests.stored_runs import begun, ended

PAGE = html_file(small_network.payload(), "My <first> run", half=False)


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


@pytest.fixture
def run(store: Store) -> int:
    """A run in training that has a network."""
    claim = begun(store, "My <first> run")
    store.flush(claim, artifacts={"payload": small_network.payload()})
    return claim.run


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on the standard error of an export that ends with status 2."""
    assert main(["export", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err.strip()


@pytest.mark.parametrize("half", [False, True])
def test_the_network_is_written_as_a_page(half: bool, run: int, tmp_path: Path) -> None:
    file = tmp_path / "net.html"
    options = ["--float16"] if half else []
    assert main(["export", str(run), "--html", str(file), *options]) == 0
    assert file.read_text() == html_file(small_network.payload(), "My <first> run", half)


def test_a_format_is_written_and_its_size_told(
    capsys: pytest.CaptureFixture[str], run: int, tmp_path: Path
) -> None:
    file = tmp_path / "net.html"
    assert main(["export", str(run), "--format", "html", "--out", str(file)]) == 0
    assert file.read_text() == PAGE
    assert capsys.readouterr().out == f"{file}: {len(PAGE.encode()):,} bytes.\n"


def test_a_packed_run_comes_back(store: Store, tmp_path: Path) -> None:
    run = ended(store, State.STOPPED)
    file = tmp_path / "run.zip"
    assert main(["export", str(run), "--format", "zip", "--out", str(file)]) == 0
    back = import_run(store, file.read_bytes())
    assert store.run(back).spec == store.run(run).spec


def test_what_is_wrong_is_told_and_nothing_is_left(
    capsys: pytest.CaptureFixture[str], run: int, tmp_path: Path, store: Store
) -> None:
    missing = tmp_path / "missing" / "net.html"
    without = begun(store).run
    names = ", ".join(FORMATS)
    some = str(tmp_path / "a")
    for arguments, message in (
        ([run], "--format, --html: give exactly one of them"),
        ([run, "--html", some, "--format", "html"], "--format, --html: give exactly one of them"),
        ([run, "--format", "html"], "--out: expected with --format"),
        ([run, "--format", "html", "--float16", "--out", some], "--float16: expected with --html"),
        ([run, "--html", some, "--out", some], "--out: expected with --format"),
        (
            [run, "--format", "pkl", "--out", some],
            f"--format: expected one of {names}. Received: pkl",
        ),
        ([run, "--html", tmp_path], f"--html: {tmp_path} cannot be written (Is a directory)"),
        (
            [run, "--format", "html", "--out", missing],
            f"--out: {missing} cannot be written (No such file or directory)",
        ),
        (
            [without, "--html", some],
            f"Run {without} has no weights for the browser: train it first.",
        ),
        (
            [without, "--format", "keras", "--out", missing],
            f"--out: {missing} cannot be written (No such file or directory)",
        ),
        (
            [without, "--format", "keras", "--out", some],
            f"Run {without} is running and has no saved model: train it to its end first.",
        ),
    ):
        assert told(capsys, *map(str, arguments)) == message
    assert all(name.startswith("runs.sqlite") for name in os.listdir(tmp_path))


def test_a_package_that_is_missing_is_named(
    capsys: pytest.CaptureFixture[str], run: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    line = told(capsys, str(run), "--format", "onnx", "--out", str(tmp_path / "a"))
    assert line == (
        "ONNX needs onnx and tf2onnx, which are not installed here: "
        "pip install -r requirements-onnx.txt"
    )


def test_an_unknown_run_is_not_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for options in (["--html", str(tmp_path / "a")], ["--format", "zip", "--out", "a"]):
        assert main(["export", "7", *options]) == 1
        assert capsys.readouterr().err == "There is no run 7.\n"


@pytest.mark.parametrize("options", [["--html"], ["--format", "html", "--out"]])
def test_a_network_that_is_damaged_is_not_exported(
    options: list[str], capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path
) -> None:
    claim = begun(store)
    store.flush(claim, artifacts={"payload": small_network.payload()[:-1]})
    line = told(capsys, str(claim.run), *options, str(tmp_path / "a.html"))
    assert line.startswith(f"Run {claim.run}: The payload is not whole")
    assert not (tmp_path / "a.html").exists()
