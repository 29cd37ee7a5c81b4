"""python -m cnn_core.worker: the only way that Keras code is ever started.

One JSON object a line. The worker says that it is ready, reads one job from its stdin, does it, and
ends. It ends at once when its stdin is closed, and so when the server is gone, in whatever way.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from typing import IO, Annotated, Literal, NoReturn

from pydantic import Field, TypeAdapter

from cnn_core.conversion import Convert
from cnn_core.foreign.question import TakeIn
from cnn_core.frozen import Frozen
from cnn_core.learning import (
    attempt,
    calibration,
    devices,
    download,
    export,
    prediction,
    reevaluation,
    studies,
    take_in,
)
from cnn_core.learning.failures import sentence
from cnn_core.learning.link import LEASE_LOST_EXIT
from cnn_core.prediction import Predict, to_lines
from cnn_core.questions import Study
from cnn_core.spec import RunSpec
from cnn_core.store import Claim, LeaseLost, Store, StoreError

STORE_FAILED = 4
"""Exit status of a worker that could not write to the store any more."""


class Train(Frozen):
    job: Literal["train"]
    run: int
    attempt: int


class Evaluate(Frozen):
    job: Literal["evaluate"]
    run: int
    attempt: int


class Calibrate(Frozen):
    job: Literal["calibrate"]
    spec: RunSpec


class Download(Frozen):
    job: Literal["download"]
    dataset: Literal["fashion_mnist"]


Question = Evaluate | Calibrate | Download | Predict | Study | Convert | TakeIn
Job = Annotated[Train | Question, Field(discriminator="job")]
Say = Callable[[dict[str, object]], None]


def main(folder: str) -> int:
    """Serve one job; the exit status is not 0 if it could not be done.

    `folder`: of the worker's temporary files, to be removed where it does not return.
    """
    say = _speaker(_take_stdout())
    say(_greeting())
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    job: Job = TypeAdapter[Job](Job).validate_json(line)
    threading.Thread(target=_end_with_stdin, args=(job, folder), daemon=True).start()
    return _train(job) if isinstance(job, Train) else answer(job, say)


def answer(job: Question, say: Say) -> int:
    """Say what was found, or in one sentence why nothing was; 0, or 1 for that."""
    try:
        say({"done": _do(job, say)})
    except Exception as error:
        traceback.print_exc()
        say({"error": sentence(error)})
        return 1
    return 0


def _take_stdout() -> IO[str]:
    """Keep the real stdout for the protocol; what libraries print goes to stderr."""
    protocol = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return protocol


def _speaker(protocol: IO[str]) -> Say:
    def say(message: dict[str, object]) -> None:
        protocol.write(json.dumps(message) + "\n")
        protocol.flush()

    return say


def _greeting() -> dict[str, object]:
    """What there is to choose from. TensorFlow is not initialised by it."""
    found = [{"kind": device.kind, "name": device.name} for device in devices.detect()]
    return {"ready": True, "devices": found, "reason_no_gpu": devices.reason_no_gpu()}


def _end_with_stdin(job: Job, folder: str) -> None:
    while os.read(0, 4096):
        pass
    if isinstance(job, Convert):
        job.discard()  # nobody is there any more to take the file
    _end(0, folder)


def _end(status: int, folder: str) -> NoReturn:
    """Without the interpreter's farewell, which can wait for TensorFlow's threads.

    TensorFlow would remove its temporary files in that farewell only.
    """
    shutil.rmtree(folder, ignore_errors=True)
    sys.stderr.flush()
    os._exit(status)


def _train(job: Train) -> int:
    try:
        attempt.train(Store(), Claim(job.run, job.attempt))
    except LeaseLost:
        return LEASE_LOST_EXIT
    except StoreError as error:
        print(error, file=sys.stderr)
        return STORE_FAILED
    return 0


def _do(job: Question, say: Say) -> dict[str, object]:
    def progress(share: float) -> None:
        say({"progress": share})

    match job:
        case Evaluate():
            reevaluation.evaluate(Store(), Claim(job.run, job.attempt))
        case Calibrate():
            return {"seconds_per_step": calibration.seconds_per_step(job.spec)}
        case Download():
            download.download(progress)
        case Predict():
            outputs = prediction.predict(Store(), job.runs, job.pixels(), progress)
            return {"outputs": to_lines(outputs)}
        case TakeIn():
            return take_in.take_in(Store(), job, progress).model_dump()
        case Convert():
            job.make_room()
            return export.convert(Store(), job, progress).model_dump()
        case Study():
            studies.study(Store(), job.run, job.moment, job.question, progress)
    return {}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cnn-lab-worker-") as own:
        tempfile.tempdir = own
        _end(main(own), own)
