"""What of a run can be verified, and why not more."""

from __future__ import annotations

import pytest

from cnn_core.capsule.scope import NotVerifiableError, scope_of
from cnn_core.foreign.origin import from_file
from cnn_core.overrides import override
from cnn_core.records import Point, State
from cnn_core.store import Store
from tests.capsule_runs import SPEC, add, batches


def event(step: int, note: str) -> Point:
    return Point("event", step, 1, 1.0, note=note)


def test_a_finished_run_is_verified_whole(store: Store) -> None:
    scope = scope_of(store, add(store))
    assert (scope.batches, scope.epochs, scope.weights, scope.remark) == (8, 2, True, None)


def test_an_extended_run_is_trained_as_long_as_it_was(store: Store) -> None:
    scope = scope_of(store, add(store, points=batches(12), target_epochs=3))
    assert (scope.batches, scope.epochs, scope.weights) == (12, 3, True)


def test_patience_that_began_anew_leaves_the_weights_out(store: Store) -> None:
    patient = override(SPEC, ["training.early_stopping_patience=1", "data.validation_share=0.1"])
    scope = scope_of(store, add(store, patient, target_epochs=3))
    assert (scope.batches, scope.weights) == (8, False)
    assert "early stopping" in str(scope.remark)


@pytest.mark.parametrize(
    ("state", "count", "epochs"),
    [(State.STOPPED, 3, 1), (State.PAUSED, 4, 1), (State.INTERRUPTED, 5, 2), (State.FAILED, 1, 1)],
)
def test_a_run_without_its_end_is_verified_up_to_there(
    store: Store, state: State, count: int, epochs: int
) -> None:
    scope = scope_of(store, add(store, points=batches(count), state=state))
    assert (scope.batches, scope.epochs, scope.weights) == (count, epochs, False)
    assert state in str(scope.remark)


def test_a_learning_rate_changed_by_hand_ends_it_there(store: Store) -> None:
    by_hand = event(3, "learning rate 0.001 → 0.0005")
    scope = scope_of(store, add(store, points=[*batches(), by_hand]))
    assert (scope.batches, scope.epochs, scope.weights) == (3, 1, False)
    assert "changed by hand after batch 3 of 8" in str(scope.remark)


@pytest.mark.parametrize(
    "harmless", ["learning rate 0.001 → 0.0005 (plateau)", "paused", "resumed"]
)
def test_other_events_do_no_harm(store: Store, harmless: str) -> None:
    assert scope_of(store, add(store, points=[*batches(), event(3, harmless)])).weights


def test_what_says_nothing_is_not_begun(store: Store) -> None:
    gpu = override(SPEC, ["hardware.device=gpu"])
    kept = override(SPEC, ["data.kept_images=5"])
    at_once = [*batches(), event(0, "learning rate 0.001 → 0.0005")]
    for run, fault in (
        (add(store, gpu), "on a GPU"),
        (add(store, kept), "kept digits"),
        (add(store, points=[]), "No batch was recorded"),
        (add(store, points=batches()[1:]), "record of batch 1 is missing"),
        (add(store, points=at_once), "changed by hand after batch 0"),
        (add(store, points=[*batches(), from_file()]), "weights of a file"),
        (store.submit(SPEC, "queued"), "is queued"),
    ):
        with pytest.raises(NotVerifiableError, match=fault):
            scope_of(store, run)
