"""What was found out about networks, kept in the store: SQLite and PostgreSQL alike."""

from __future__ import annotations

import pytest

from cnn_core.database import studies
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise, Survey
from cnn_core.records import LATEST, RunNotFound, Studied
from cnn_core.store import Store

FOUND = Studied("a1", b"found")
NEWER = Studied("b2", b"found later")


def test_what_was_found_is_kept_by_run_moment_and_question(any_store: Store) -> None:
    run, other = (any_store.submit(ARTICLE, name) for name in "ab")
    any_store.studies.keep(run, LATEST, Survey(), FOUND)
    assert any_store.studies.read(run, LATEST, Survey()) == FOUND
    assert any_store.studies.read(run, 100, Survey()) is None
    assert any_store.studies.read(run, LATEST, Maximise(layer=0)) is None
    assert any_store.studies.read(other, LATEST, Survey()) is None


def test_what_is_found_later_takes_its_place(any_store: Store) -> None:
    run = any_store.submit(ARTICLE, "a")
    for found in (FOUND, NEWER):
        any_store.studies.keep(run, 100, Survey(), found)
    assert any_store.studies.read(run, 100, Survey()) == NEWER


def test_nothing_is_kept_of_a_run_that_is_gone(any_store: Store) -> None:
    with pytest.raises(RunNotFound):
        any_store.studies.keep(1, LATEST, Survey(), FOUND)


def test_the_oldest_answers_leave(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studies, "MOST_OF_A_KIND", 3)
    run, other = (store.submit(ARTICLE, name) for name in "ab")
    for each in (run, other):
        store.studies.keep(each, LATEST, Survey(), FOUND)
    store.studies.keep(other, LATEST, Maximise(layer=0), FOUND)
    for layer in range(5):
        store.studies.keep(run, LATEST, Maximise(layer=layer), FOUND)
    kept = [layer for layer in range(5) if store.studies.read(run, LATEST, Maximise(layer=layer))]
    assert kept == [2, 3, 4]
    assert store.studies.read(run, LATEST, Survey()) == FOUND
    assert store.studies.read(other, LATEST, Survey()) == FOUND
    assert store.studies.read(other, LATEST, Maximise(layer=0)) == FOUND
