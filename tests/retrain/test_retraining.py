"""Which runs a program can train again, and the sentence for those that none can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cnn_core.foreign.origin import NOTE
from cnn_core.formats import FORMATS, obstacle
from cnn_core.machine import with_fixed_threads
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.records import Point, Run, State
from cnn_core.retrain.retraining import RetrainingError, retraining_of
from cnn_core.store import Store
from cnn_core.weights_digest import weights_digest
from tests.ended_runs import ended
from tests.payloads import payload

EARLY = override(ARTICLE, ["training.early_stopping_patience=2", "training.epochs=9"])
BATCHES = 844


def stored(
    store: Store,
    *assignments: str,
    events: Sequence[str] = (),
    val_losses: Sequence[float] = (),
    **changes: object,
) -> Run:
    spec = with_fixed_threads(override(EARLY if val_losses else ARTICLE, assignments))
    epochs = len(val_losses) or spec.training.epochs
    run = replace(ended(spec=spec), **{"epoch": epochs, "step": BATCHES * epochs, **changes})
    points = [Point("event", 1, 1, 1.0, note=note) for note in events]
    points += [
        Point("epoch", BATCHES * epoch, epoch, float(epoch), val_loss=loss)
        for epoch, loss in enumerate(val_losses, 1)
    ]
    return store.run(store.add(run, points, {"payload": payload(spec.architecture)}))


def test_a_finished_run(store: Store) -> None:
    run = stored(store, events=["paused", "resumed", "learning rate 0.1 → 0.05 (plateau)"])
    found = retraining_of(store, run)
    assert found.digest == weights_digest(payload(ARTICLE.architecture))
    assert (found.epochs, found.last_step, found.stops_early) == (5, None, False)


def test_a_run_that_early_stopping_ended(store: Store) -> None:
    found = retraining_of(store, stored(store, val_losses=[3, 2, 2, 2.5]))
    assert (found.epochs, found.stops_early) == (9, True)


def test_an_extended_run_has_its_epochs(store: Store) -> None:
    run = stored(store)
    longer = replace(run, target_epochs=7, epoch=7, step=7 * BATCHES)
    assert retraining_of(store, longer).epochs == 7


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ({"events": ["learning rate 0.1 → 0.05"]}, "changed by hand"),
        ({"events": [NOTE]}, "began with the weights of a file"),
        ({"val_losses": [3, 2, 2.5, 2.5, 1]}, "after early stopping had ended it"),
        ({"state": State.FAILED}, "is failed: train it to its end first"),
        ({"state": State.INTERRUPTED}, "is interrupted"),
        ({"epoch": 0, "step": 0}, "was not trained here"),
        ({"state": State.STOPPED, "epoch": 0, "step": 0}, "is stopped: train it"),
    ],
    ids=["rate", "from a file", "extended", "failed", "interrupted", "taken in", "not begun"],
)
def test_what_no_program_repeats_is_said(store: Store, run: dict, words: str) -> None:
    found = stored(store, **run)
    with pytest.raises(RetrainingError, match=words) as error:
        retraining_of(store, found)
    assert obstacle(store, found, FORMATS["script"]) == str(error.value)


def test_digits_of_the_owner_s_are_not_in_a_program(store: Store) -> None:
    with pytest.raises(RetrainingError, match="My digits"):
        retraining_of(store, stored(store, "data.kept_images=3"))
