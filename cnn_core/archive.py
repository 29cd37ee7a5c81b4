"""A run as one zip of ordinary files, and back.

A zip from elsewhere is not trusted: only known names, limited sizes (counted while unpacking, not
taken from its table), no pickle, every value checked. A model is kept as bytes and not loaded.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from cnn_core.arithmetic import check
from cnn_core.capsule.circumstances import CircumstancesError, History
from cnn_core.capsule.manifest import NAME as CAPSULE
from cnn_core.capsule.manifest import Manifest, ManifestError
from cnn_core.capsule.manifest import check as check_manifest
from cnn_core.drawing.kept_digits import from_snapshot
from cnn_core.faults import fault_lines
from cnn_core.members import MembersError, read_members
from cnn_core.metrics import metrics_csv, read_metrics
from cnn_core.npz import NpzError
from cnn_core.payload import PayloadError, read_header
from cnn_core.records import Label, Point, Run, State
from cnn_core.result import Result
from cnn_core.run_file import LabelFile, RunFile
from cnn_core.scores import Evaluation, EvaluationError
from cnn_core.snapshots import MOST_BYTES, SnapshotsError, read
from cnn_core.sources import TEST_IMAGES
from cnn_core.spec import MAX_JSON_BYTES, TRAINING_IMAGES, RunSpec, SpecError
from cnn_core.store import Store

MEGABYTE = 10**6
LOG_LIMIT = MEGABYTE
"""Of a longer log the end is packed."""
ARTIFACT_FILES = {
    "model": "model.keras",
    "payload": "payload.bin",
    "evaluation": "evaluation.npz",
    "checkpoint": "checkpoint.npz",
    "initial": "initial.npz",
    "kept": "kept.npz",
    "snapshots": "snapshots.bin",
    "circumstances": "circumstances.json",
    "log": "log.txt",
}
"""By the artifact's name in the store."""
LIMITS = {
    "spec.json": MAX_JSON_BYTES,
    "run.json": MAX_JSON_BYTES,
    "result.json": MAX_JSON_BYTES,
    "labels.json": MAX_JSON_BYTES,
    "metrics.csv": 100 * MEGABYTE,
    "model.keras": 200 * MEGABYTE,
    "payload.bin": 200 * MEGABYTE,
    "evaluation.npz": 10 * MEGABYTE,
    "checkpoint.npz": 400 * MEGABYTE,
    "initial.npz": 200 * MEGABYTE,
    "kept.npz": 10 * MEGABYTE,
    "snapshots.bin": MOST_BYTES,
    "circumstances.json": MAX_JSON_BYTES,
    "log.txt": LOG_LIMIT,
}
"""Bytes, unpacked, of each file that an archive may hold."""
TOTAL_LIMIT = 600 * MEGABYTE
REQUIRED = ("spec.json", "run.json", "metrics.csv")


class ArchiveError(Exception):
    """The run cannot be packed, or the bytes are not a run; the message is one sentence."""


def export_run(store: Store, number: int) -> bytes:
    """The run as a zip of spec.json, run.json, metrics.csv, result.json, model.keras and others.

    Its note, tags and star travel with it.

    Raises ArchiveError while the run is active, and RunNotFound.
    """
    return zipped(run_files(store, number))


def run_files(store: Store, number: int) -> dict[str, str | bytes]:
    """The same files by their names, not yet zipped."""
    run = store.run(number)
    if run.active:
        raise ArchiveError(f"Run {number} is {run.state}: it can be packed when it has ended.")
    files: dict[str, str | bytes] = {
        "spec.json": run.spec.to_json(),
        "run.json": RunFile.of(run).model_dump_json(indent=2),
        "metrics.csv": metrics_csv(store.points(number)),
    }
    if run.result:
        files["result.json"] = run.result.model_dump_json(indent=2)
    label = store.labels.of(number)
    if label != Label():
        files["labels.json"] = LabelFile.of(label).model_dump_json(indent=2)
    for artifact, name in ARTIFACT_FILES.items():
        if data := store.artifact(number, artifact):
            files[name] = data[-LOG_LIMIT:] if artifact == "log" else data
    return files


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def import_run(store: Store, data: bytes) -> int:
    """Take in a run that `export_run` packed, or a capsule, and return its number here.

    Raises ArchiveError with the first fault found, and then leaves nothing behind.
    """
    files = _unpack(data)
    spec = _read_spec(files["spec.json"])
    result = _read_result(files)
    run = _read_run_file(files["run.json"]).run(spec, result)
    label = _read_label(files)
    if run.state is State.FINISHED and result is None:
        raise ArchiveError("The run is said to be finished, but there is no result.json.")
    _check_evaluation(files, spec)
    _check_payload(files, spec)
    _check_snapshots(files, spec)
    _check_kept(files, spec)
    try:
        points = list(read_metrics(files["metrics.csv"]))
    except ValueError as error:
        raise ArchiveError(f"metrics.csv: {error}") from None
    _check_steps(run, points)
    artifacts = {
        artifact: files[name] for artifact, name in ARTIFACT_FILES.items() if name in files
    }
    artifacts |= _read_circumstances(files, spec, artifacts)
    return store.add(run, points, artifacts, label)


def _unpack(data: bytes) -> dict[str, bytes]:
    known = LIMITS | {CAPSULE: MAX_JSON_BYTES}
    try:
        files = read_members(data, known, TOTAL_LIMIT, "a run")
    except MembersError as error:
        raise ArchiveError(str(error)) from None
    for name in REQUIRED:
        if name not in files:
            raise ArchiveError(f"The zip is not a run: it holds no {name}.")
    return files


def _read_spec(text: bytes) -> RunSpec:
    try:
        spec = RunSpec.from_json(text)
        check(spec)
    except SpecError as error:
        raise ArchiveError(f"spec.json: {error.faults[0]}") from None
    return spec


def _read_run_file(text: bytes) -> RunFile:
    try:
        return RunFile.model_validate_json(text)
    except ValidationError as error:
        raise ArchiveError(f"run.json: {fault_lines(error)[0]}") from None


def _read_result(files: Mapping[str, bytes]) -> Result | None:
    if "result.json" not in files:
        return None
    try:
        return Result.model_validate_json(files["result.json"])
    except ValidationError as error:
        raise ArchiveError(f"result.json: {fault_lines(error)[0]}") from None


def _read_label(files: Mapping[str, bytes]) -> Label:
    if "labels.json" not in files:
        return Label()
    try:
        return LabelFile.model_validate_json(files["labels.json"]).label()
    except ValidationError as error:
        raise ArchiveError(f"labels.json: {fault_lines(error)[0]}") from None


def _read_circumstances(
    files: Mapping[str, bytes], spec: RunSpec, artifacts: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The artifact: of a capsule it is in capsule.json, which must be about this very run."""
    name = CAPSULE if CAPSULE in files else "circumstances.json"
    try:
        if name != CAPSULE:
            history = History.from_bytes(files.get(name))
        else:
            manifest = Manifest.from_bytes(files[CAPSULE])
            check_manifest(manifest, spec.training.seed, artifacts)
            history = manifest.history
    except (CircumstancesError, ManifestError) as error:
        raise ArchiveError(f"{name}: {error}") from None
    return {"circumstances": history.to_bytes()} if history.attempts else {}


def _check_steps(run: Run, points: Sequence[Point]) -> None:
    last = max((point.step for point in points), default=0)
    for name, step in {"step": run.step, "checkpoint_step": run.checkpoint_step}.items():
        if step > last:
            raise ArchiveError(
                f"run.json: {name}: expected at most {last:,}, the last step in metrics.csv. "
                f"Received: {step:,}"
            )


def _check_evaluation(files: Mapping[str, bytes], spec: RunSpec) -> None:
    if "evaluation.npz" not in files:
        return
    joined = spec.data.normalization == "article"
    images = TEST_IMAGES + (TRAINING_IMAGES if joined else 0)
    try:
        evaluation = Evaluation.from_bytes(files["evaluation.npz"])
    except EvaluationError as error:
        raise ArchiveError(f"evaluation.npz: {error}") from None
    if evaluation.indices.max() >= images:
        raise ArchiveError(f"evaluation.npz: expected indices below {images:,}.")


def _check_payload(files: Mapping[str, bytes], spec: RunSpec) -> None:
    if "payload.bin" not in files:
        return
    try:
        header = read_header(files["payload.bin"])
    except PayloadError as error:
        raise ArchiveError(f"payload.bin: {error}") from None
    if header.layers != spec.architecture.layers:
        raise ArchiveError("payload.bin: expected the layers of spec.json.")


def _check_snapshots(files: Mapping[str, bytes], spec: RunSpec) -> None:
    if "snapshots.bin" not in files:
        return
    try:
        headers = [read_header(taken.payload) for taken in read(files["snapshots.bin"])]
    except (SnapshotsError, PayloadError) as error:
        raise ArchiveError(f"snapshots.bin: {error}") from None
    if any(header.layers != spec.architecture.layers for header in headers):
        raise ArchiveError("snapshots.bin: expected the layers of spec.json.")


def _check_kept(files: Mapping[str, bytes], spec: RunSpec) -> None:
    """A run that trains on kept digits has them, and no other run has any."""
    wanted, there = spec.data.kept_images > 0, "kept.npz" in files
    if wanted != there:
        raise ArchiveError("kept.npz: expected for a data.kept_images above 0, and only then.")
    if not there:
        return
    try:
        from_snapshot(files["kept.npz"])
    except NpzError as error:
        raise ArchiveError(f"kept.npz: {error}") from None
