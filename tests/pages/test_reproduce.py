"""The page Reproduce, by AppTest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core import sources
from cnn_core.engine import Engine
from cnn_core.records import State
from cnn_core.reproduce.trainings import CNN, KIND, SEEDS, TRAININGS
from cnn_core.web import session
from tests import reproduced_runs

OpenPage = Callable[..., AppTest]
ALL = SEEDS * len(TRAININGS)


@pytest.fixture(autouse=True)
def idle_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is queued stays so."""
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, slots=0, spare=False))


@pytest.fixture
def opened(open_page: OpenPage) -> AppTest:
    return open_page("pages/reproduce.py")


def tables(page: AppTest) -> str:
    return "\n".join(each.proto.body for each in page.get("html"))


def test_what_is_computed_is_there_at_once(opened: AppTest) -> None:
    assert not opened.exception
    assert "not trained yet: 18; not measured here: 4." in opened.markdown[0].value
    shown = tables(opened)
    assert "2,230,272" in shown
    assert "Other than in the article." in shown
    assert "not trained" in shown
    assert "31–35 %" in shown
    assert "not measured" in shown
    assert opened.button[0].label == f"Queue what is missing ({ALL})"
    assert f"{ALL} trainings; one after another" in opened.caption[1].value


def test_images_that_are_not_here_are_told_and_not_queued(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "fashion_folder", lambda: None)
    page = open_page("pages/reproduce.py")
    assert page.caption[1].value == sources.FASHION_MISSING
    assert page.button[0].label == f"Queue what is missing ({ALL - SEEDS})"
    page.button[0].click().run()
    (group,) = session.store().groups.all()
    assert len(group.runs) == ALL - SEEDS
    assert not page.button


def test_the_button_queues_what_is_missing_once(opened: AppTest, open_page: OpenPage) -> None:
    other = open_page("pages/reproduce.py")
    opened.button[0].click().run()
    other.button[0].click().run()
    assert not opened.exception
    (group,) = session.store().groups.all()
    assert (group.kind, len(group.runs)) == (KIND, ALL)
    for page in (opened, other, open_page("pages/reproduce.py")):
        assert not page.button
        assert page.get("progress")[0].proto.text == f"0 of {ALL} trainings have ended"


def test_the_table_fills_as_trainings_end(opened: AppTest, open_page: OpenPage) -> None:
    store = session.store()
    reproduced_runs.add(store, CNN, [0.9871, 0.9883])
    opened.run()
    assert "98.77 %" in tables(opened)
    assert any("2 of 5 trainings" in each.value for each in opened.caption)
    opened.button[0].click().run()
    claim = store.claim(99)
    assert claim is not None
    store.end(claim, State.FAILED, "It broke.")
    assert open_page("pages/reproduce.py").button[0].label == "Queue what is missing (1)"
