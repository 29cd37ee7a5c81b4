"""Queueing trainings that differ in a seed, by AppTest."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import State
from cnn_core.store import Store
from cnn_core.web import session
from tests.programs import FAKE
from tests.stored_runs import RESULT


@pytest.fixture
def store() -> Store:
    return session.store()


SCRIPT = """
import streamlit as st
from cnn_core.web.experiments.group_form import group_form
from cnn_core.web.session import store

def form():
    group_form(store().runs())

st.navigation([st.Page(form, default=True), st.Page("pages/train.py")]).run()
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The form alone on a page, beside one that its link can lead to."""
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=FAKE))
    script, other = tmp_path / "app.py", tmp_path / "pages" / "train.py"
    other.parent.mkdir()
    other.touch()
    script.write_text(SCRIPT)
    return AppTest.from_file(script, default_timeout=30)


def press(app: AppTest) -> None:
    next(button for button in app.button if button.label.startswith("Queue")).click().run()
    assert not app.exception


def finished(store: Store) -> int:
    run = store.submit(ARTICLE, "mine")
    claim = store.claim(99, only=run)
    assert claim is not None
    store.set_result(claim, RESULT, {})
    store.end(claim, State.FINISHED)
    return run


def test_the_settings_of_a_run_are_queued_with_other_seeds(store: Store, app: AppTest) -> None:
    base = finished(store)
    app.run()
    assert not app.exception
    (caption,) = [caption.value for caption in app.caption if "same training" in caption.value]
    # Three trainings of five epochs, each the median of 4.1 and 4.0 seconds.
    assert "The first has the seeds of run 1." in caption
    assert "about 1 min 1 s if" in caption
    app.radio[0].set_value("order")
    app.number_input[0].set_value(4).run()
    press(app)
    (group,) = store.groups.all()
    assert (group.name, group.kind) == ("mine, other order", "order")
    runs = [store.run(number) for number in group.runs]
    assert [run.spec.training.order_seed for run in runs] == [0, 1, 2, 3]
    assert {run.spec.training.weights_seed for run in runs} == {0}
    assert {run.expected_epoch_seconds for run in runs} == {4.05}
    assert runs[0].spec.architecture == store.run(base).spec.architecture
    assert "4 trainings are queued" in app.success[0].value
    app.run()
    assert not app.success


def test_the_newest_run_is_offered_first_and_can_be_named(store: Store, app: AppTest) -> None:
    store.submit(ARTICLE, "older")
    store.submit(SMALL, "newer")
    app.run()
    assert app.selectbox[0].value == "run 2"
    assert app.selectbox[0].options[-2:] == ["2 · newer", "1 · older"]
    assert "One after another" not in app.caption[-1].value
    app.text_input[0].set_value("  three of them ").run()
    press(app)
    (group,) = store.groups.all()
    assert (group.name, group.kind, len(group.runs)) == ("three of them", "both", 3)
    assert store.run(group.runs[2]).name == "three of them · 3 of 3"


def test_a_run_of_a_group_comes_behind_those_of_none(store: Store, app: AppTest) -> None:
    store.submit(SMALL, "alone")
    store.groups.submit([ARTICLE, ARTICLE], "two", "both")
    app.run()
    assert app.selectbox[0].value == "run 1"
    assert app.selectbox[0].options[-3:] == ["1 · alone", "3 · two · 2 of 2", "2 · two · 1 of 2"]


def test_the_longest_names_fit(store: Store, app: AppTest) -> None:
    store.submit(ARTICLE, "x" * 100)
    app.run()
    app.number_input[0].set_value(20).run()
    app.text_input[0].set_value("y" * app.text_input[0].max_chars).run()
    press(app)
    assert len(store.groups.all()[0].runs) == 20


def test_what_cannot_be_trained_here_is_not_queued(store: Store, app: AppTest) -> None:
    store.digits.keep(3, bytes(784))
    store.submit(override(ARTICLE, ["data.kept_images=100"]), "with mine")
    app.run()
    assert not app.error
    store.digits.delete([1])
    app.run()
    assert app.error
    assert app.button[0].disabled
