"""A network from elsewhere, read, tested, and put into the store as a run that has finished."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path

import keras
import numpy as np

from cnn_core import datasets
from cnn_core.datasets import Images
from cnn_core.foreign.chain import translated
from cnn_core.foreign.keras_file import ForeignError, read
from cnn_core.foreign.origin import from_file
from cnn_core.foreign.question import PIXELS, Pixels, TakeIn, TakenIn
from cnn_core.learning import checkpoint, devices, network, outcome, weights
from cnn_core.learning.evaluation import Evaluator, Scores
from cnn_core.learning.foreign_weights import Arrays, adapted_scale, read_weights
from cnn_core.learning.progress import Progress
from cnn_core.learning.weights import position
from cnn_core.machine import with_fixed_threads
from cnn_core.normalization import Normalization
from cnn_core.records import MAX_TEXT, Label, Run, State
from cnn_core.result import Result
from cnn_core.spec import Data, RunSpec
from cnn_core.store import Store

TRIED_IMAGES = 1000
"""Test images on which both readings of the pixels are tried."""
DIVISORS: dict[Pixels, float] = {"raw": 1.0, "unit": 255.0}
"""Pixels of 0 to 255 are divided by this before a network sees them."""
UNKNOWN = "How it was trained is not known: the training settings of this run are no record."

NOT_UNIT = "Trained further here, it would be fed pixels of 0 to 1, which it does not expect."


@dataclass(frozen=True)
class Read:
    """How the network is fed, and what is said of it."""

    normalization: Normalization
    remark: str


def take_in(store: Store, asked: TakeIn, progress: Callable[[float], None]) -> TakenIn:
    """Returns the run's number, and what was assumed. Needs a fresh process.

    Either the whole run is in the store, or nothing. Raises ForeignError, DatasetUnavailable,
    StoreError.
    """
    found = read(Path(asked.file).read_bytes())
    chain = translated(found.layers)
    arrays = read_weights(found.weights, chain)
    scale = chain.normalization or adapted_scale(found.weights, chain)
    spec = with_fixed_threads(
        RunSpec(architecture=chain.architecture, data=Data(dataset=asked.dataset))
    )
    devices.configure(spec.hardware)
    model = _model(spec, arrays)
    progress(0.2)
    test = datasets.load_test(asked.dataset)
    fed = _read(model, test, scale, asked)
    progress(0.5)
    evaluator = Evaluator(model, spec.training.batch_size, fed.normalization)
    scores = evaluator.scores(test)
    if not np.isfinite(scores.probabilities).all():
        raise ForeignError("For some test images it answers with what is no number.")
    device = devices.used(evaluator.witness, spec.hardware)
    result = _result(scores, test, model, fed, device)
    files = {
        "model": outcome.model_file(model, fed.normalization),
        "payload": weights.payload(model, spec, fed.normalization),
        "initial": checkpoint.save_weights(model),
        "evaluation": scores.packed(np.arange(len(test), dtype=np.int32)),
    }
    told = (fed.remark, *chain.remarks, UNKNOWN, *_if_trained_on(fed.normalization))
    label = Label(note="\n".join(told)[:MAX_TEXT])
    number = store.add(_run(asked, spec, result), [from_file()], files, label)
    return TakenIn(run=number, told=told)


def _model(spec: RunSpec, arrays: Sequence[Arrays]) -> keras.Model:
    """The network of the spec with these weights, on scaled pixels."""
    model = network.build(spec.architecture, spec.training.seed_of_weights)
    for layer in model.layers[1:]:
        if layer.weights:
            layer.set_weights(arrays[position(layer)])
    return model


def _read(model: keras.Model, test: Images, scale: Normalization | None, asked: TakeIn) -> Read:
    """As its own first layer scales, or as asked, or as the loss is smaller.

    The accuracy alone would not tell: it hardly changes where all pixels are scaled alike.
    """
    if scale is not None:
        return Read(scale, "It scales pixels of 0 to 255 by its own first layer.")
    first = test.take(np.arange(TRIED_IMAGES))
    tried = {
        name: Evaluator(model, TRIED_IMAGES, _divided(name)).scores(first) for name in DIVISORS
    }
    likely = min(tried, key=lambda name: _finite(tried[name].loss))
    chosen = likely if asked.pixels == "auto" else asked.pixels
    other = next(name for name in DIVISORS if name != chosen)
    return Read(
        _divided(chosen),
        f"Its pixels are taken as {PIXELS[chosen]}. Of {TRIED_IMAGES:,} test images, "
        f"{_told(tried[chosen])}; as {PIXELS[other]}, {_told(tried[other])}.",
    )


def _if_trained_on(normalization: Normalization) -> tuple[str, ...]:
    unit = _divided("unit")
    pairs = ((normalization.mean, unit.mean), (normalization.deviation, unit.deviation))
    return () if all(np.all(mine == its) for mine, its in pairs) else (NOT_UNIT,)


def _told(scores: Scores) -> str:
    return f"{100 * scores.accuracy:.1f} % are right, with a loss of {scores.loss:.3g}"


def _finite(loss: float) -> float:
    return loss if isfinite(loss) else inf


def _divided(name: Pixels) -> Normalization:
    return Normalization(np.array(0, np.float32), np.array(DIVISORS[name], np.float32))


def _result(scores: Scores, test: Images, model: keras.Model, fed: Read, device: str) -> Result:
    split = datasets.Split(
        train=test.take(np.arange(0)),
        validation=test.take(np.arange(0)),
        test=test,
        normalization=fed.normalization,
        test_indices=np.arange(len(test), dtype=np.int32),
    )
    return outcome.result(
        scores, Progress(), split, weights=model.count_params(), device=device, restored=False
    )


def _run(asked: TakeIn, spec: RunSpec, result: Result) -> Run:
    now = time.time()
    return Run(
        id=0,
        name=asked.name,
        spec=spec,
        state=State.FINISHED,
        attempt=0,
        crashes=0,
        target_epochs=spec.training.epochs,
        epoch=0,
        step=0,
        created=now,
        started=None,
        ended=now,
        heartbeat=None,
        device=result.device,
        message=None,
        expected_epoch_seconds=None,
        result=result,
    )
