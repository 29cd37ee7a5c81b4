"""Runs that are trained on kept digits as well."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core import datasets
from cnn_core.datasets import Images
from cnn_core.learning import attempt, reevaluation
from cnn_core.learning.images import split_of
from cnn_core.store import Claim, State, StoreError
from tests.learning.test_attempt import go_on, losses
from tests.learning.tiny import TINY, MemoryLink, changed, train

KEPT = changed(TINY, {"data.kept_images": 50})
"""290 training images: 10 batches an epoch."""
PIXELS = np.random.default_rng(5).integers(0, 256, (3, 28, 28), np.uint8)
LABELS = np.array([3, 1, 4], np.uint8)


@pytest.fixture
def submitted(store):
    """A run on three kept digits, which are deleted at once."""
    numbers = [
        store.digits.keep(int(label), pixels.tobytes())
        for label, pixels in zip(LABELS, PIXELS, strict=True)
    ]
    run = store.submit(KEPT, "on my digits")
    store.digits.delete(numbers)
    return run


def losses_of_three_epochs() -> list[float]:
    spec = changed(KEPT, {"training.epochs": 3})
    link = MemoryLink()
    train(spec, datasets.prepare(spec.data, spec.training.seed, Images(PIXELS, LABELS)), link)
    return [point.loss for point in link.points("batch")]


def test_a_run_trains_on_its_digits_and_goes_on_with_them(store, submitted):
    assert len(split_of(store, store.run(submitted)).train) == 290
    assert go_on(store, submitted).state is State.FINISHED
    store.extend(submitted, 1)
    ended = go_on(store, submitted)
    assert (ended.epoch, ended.step) == (3, 30)
    expected = losses_of_three_epochs()
    assert losses(store, submitted) == expected
    reevaluation.evaluate(store, Claim(submitted, ended.attempt))
    store.reset(submitted)
    go_on(store, submitted)
    assert losses(store, submitted) == expected[:20]


@pytest.mark.parametrize(
    ("artifacts", "reason"), [({}, "are missing"), ({"kept": b"garbage"}, "are damaged")]
)
def test_digits_that_are_not_there_fail_the_run(store, submitted, artifacts, reason, capsys):
    run = store.add(changed_run(store, submitted), [], artifacts)
    with pytest.raises(StoreError, match=f"kept digits .*{run}.* {reason}"):
        split_of(store, store.run(run))
    store.resume(run)
    claim = store.claim(slots=1, only=run)
    attempt.train(store, claim)
    assert reason in store.run(run).message
    assert "Traceback" in capsys.readouterr().err


def changed_run(store, run):
    """The run as it would come from elsewhere."""
    store.pause(run)
    return store.run(run)
