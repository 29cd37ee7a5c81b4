"""Answers for the command line: computed once, read again from the store."""

from __future__ import annotations

import sys
from functools import partial

import pytest

from cnn_core import answering
from cnn_core.answering import answered
from cnn_core.engine import Engine
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise
from cnn_core.records import LATEST, State, StoreError, Studied
from cnn_core.store import Store
from tests.payloads import payload


@pytest.fixture
def run(store: Store) -> int:
    """A stopped run with a network."""
    run = store.submit(ARTICLE, "studied")
    claim = store.claim(1, only=run)
    assert claim
    store.end(claim, State.STOPPED, artifacts={"payload": payload(ARTICLE.architecture)})
    return run


def test_a_question_is_answered_once(
    store: Store, run: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = (sys.executable, "-m", "tests.fake_worker")
    monkeypatch.setattr(answering, "Engine", partial(Engine, command=fake))
    assert answered(store, run, Maximise(layer=3)) == b"3"
    assert "maximise" in capsys.readouterr().err
    network = digest(payload(ARTICLE.architecture))
    store.studies.keep(run, LATEST, Maximise(layer=3), Studied(network, b"kept"))
    assert answered(store, run, Maximise(layer=3)) == b"kept"


def test_a_run_without_weights_cannot_answer(store: Store) -> None:
    with pytest.raises(StoreError, match="no weights"):
        answered(store, store.submit(ARTICLE, "new"), Maximise(layer=3))
