"""Runs that are listed first: in training, in the queue, and the newest that have ended."""

from __future__ import annotations

from cnn_core.presets import ARTICLE
from cnn_core.store import Run, State, Store


def numbers(runs: list[Run]) -> list[int]:
    return [run.id for run in runs]


def finish(store: Store) -> None:
    claim = store.claim(99)
    assert claim
    store.end(claim, State.FINISHED)


def test_training_comes_before_the_queue_and_the_queue_in_its_order(any_store: Store) -> None:
    for _ in range(4):
        any_store.submit(ARTICLE, "run")
    assert any_store.claim(2, only=3)
    assert any_store.claim(2, only=2)
    any_store.pause(1)
    any_store.resume(1)
    assert numbers(any_store.listing.active()) == [3, 2, 4, 1]


def test_ended_runs_are_the_newest_and_not_in_the_trash(any_store: Store) -> None:
    for _ in range(4):
        any_store.submit(ARTICLE, "run")
        finish(any_store)
    any_store.submit(ARTICLE, "waits")
    any_store.trash.delete([3])
    assert numbers(any_store.listing.ended(2)) == [4, 2]
    assert numbers(any_store.listing.ended()) == [4, 2, 1]
    assert any_store.listing.count_ended() == 3
