"""A worker that keeps the protocol without Keras: what it does is told by the run's name.

`python -m tests.fake_worker` is started by an engine in place of the real one.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

import numpy as np

from cnn_core.conversion import Checked, Convert
from cnn_core.foreign.question import TakeIn
from cnn_core.payload import digest
from cnn_core.prediction import Predict, to_lines
from cnn_core.questions import Match, Study
from cnn_core.records import LATEST, Studied
from cnn_core.store import Claim, LeaseLost, Point, State, Store
from tests.agreements import article_agreement

STEPS = 5


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def end_with_the_engine() -> None:
    sys.stdin.read()
    os._exit(0)


def train(store: Store, claim: Claim) -> None:
    run = store.run(claim.run)
    if run.name == "fails":
        return store.end(claim, State.FAILED, "The fake failed.")
    endless = run.name in ("endless", "deaf") and run.attempt == 1
    for step in range(run.checkpoint_step + 1, STEPS + 1):
        if run.name == "crash" and step == 3:
            sys.exit("the fake crashed")
        points = [Point("batch", step, 1, step / 10, loss=1 / step)]
        wanted = store.flush(claim, points, step=step, artifacts={"checkpoint": b"weights"})
        while endless and wanted.action == "run":
            time.sleep(0.05)
            wanted = store.flush(claim)
        if run.name == "deaf":
            store.flush(claim, [Point("event", step, 1, step / 10, note=wanted.action)])
            time.sleep(60)
        if wanted.action == "stop":
            return store.end(claim, State.STOPPED)
        time.sleep(0.02)
    if " · trial " in run.name:
        accuracy = 1 - run.spec.training.learning_rate
        store.flush(claim, [Point("epoch", STEPS, 1, STEPS / 10, val_accuracy=accuracy)])
    store.flush(claim, artifacts={"model": b"weights"})
    return store.end(claim, State.FINISHED)


def predict(question: Predict) -> dict[str, str]:
    """Every run answers with the first pixel's value, as sure as its number tells."""
    images = question.pixels()
    outputs = {run: np.zeros((len(images), 10), np.float32) for run in question.runs}
    for run, each in outputs.items():
        each[range(len(images)), images[:, 0, 0] % 10] = run / 100
    return to_lines(outputs)


def study(store: Store, asked: Study) -> None:
    """Keep the layer's number, or a matching of the article's network, as what was found.

    A snapshot's study takes a minute.
    """
    say(progress=0.5)
    if asked.moment != LATEST:
        time.sleep(60)
    store.studies.keep(asked.run, asked.moment, asked.question, found(store, asked))
    say(done={})


def found(store: Store, asked: Study) -> Studied:
    if not isinstance(asked.question, Match):
        return Studied("network", str(asked.question.layer).encode())
    first, second = (
        digest(store.artifact(run, "payload")) for run in (asked.run, asked.question.other)
    )
    return Studied(first, article_agreement(other_network=second).to_bytes())


def convert(asked: Convert) -> None:
    """A LiteRT file is made at once, a SavedModel takes a minute, the others cannot be made."""
    say(progress=0.5)
    if asked.kind == "savedmodel":
        time.sleep(60)
    if asked.kind != "litert":
        return say(error=f"The fake has no {asked.kind}.")
    asked.make_room()
    Path(asked.file).write_bytes(b"a model")
    return say(done=Checked(runtime="the fake", images=10, difference=0.5).model_dump())


def answer(line: str, job: str) -> None:
    if job == "predict":
        say(done={"outputs": predict(Predict.model_validate_json(line))})
    elif job == "study":
        study(Store(), Study.model_validate_json(line))
    elif job == "convert":
        convert(Convert.model_validate_json(line))
    elif job == "calibrate":
        say(progress=0.5)
        say(done={"seconds_per_step": 0.25})
    elif job == "take_in":
        say(done={"run": 1, "told": [TakeIn.model_validate_json(line).pixels]})
    elif job == "download":
        say(error="The fake has no network.")
    else:
        os._exit(9)


def main() -> None:
    say(ready=True, devices=[{"kind": "cpu", "name": "fake"}], reason_no_gpu="It is a fake.")
    line = sys.stdin.readline()
    job = json.loads(line or "null")
    threading.Thread(target=end_with_the_engine, daemon=True).start()
    print("a line for the log", file=sys.stderr)
    if job and job["job"] == "train":
        train(Store(), Claim(job["run"], job["attempt"]))
    elif job:
        answer(line, job["job"])


if __name__ == "__main__":
    try:
        main()
    except LeaseLost:
        os._exit(4)
